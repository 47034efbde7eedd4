package dupmetric

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/again"
	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// initFamilies returns what the package itself registers when it is
// initialized, in order.
func (x *checker) initFamilies() []family {
	if x.vals.Init() == nil {
		return nil
	}
	var out []family
	evs := x.events(x.vals.Init())
	for i := range evs {
		ev := &evs[i]
		if ev.here.rng == nil || len(ev.If)+len(ev.When) > 0 || !x.always(ev.here.call, ev.each) {
			continue
		}
		if f, ok := x.familyOf(ev); ok && x.outlives(ev.Reg) {
			out = append(out, f)
		}
	}
	return out
}

// outlives reports whether a registry is one that other functions and packages
// know.
func (x *checker) outlives(reg *eval.Val) bool {
	for reg.K == eval.Wrap {
		reg = reg.V[0]
	}
	return (reg.K == eval.Preset || reg.K == eval.Global || reg.K == eval.Scope || reg.K == eval.Field) && reg.Closed(nil)
}

// check compares all that certainly meets.
func (x *checker) check(own []family) {
	known := newGroups(append(presets(), x.importedFamilies()...))
	first := newGroups(nil)
	for _, b := range own {
		if x.reassigned&atInitialization != 0 && x.isPreset(b) {
			continue // it may be another one each time
		}
		undone := x.unregisters(b) // what stands there from the start may be gone
		if !undone {
			x.firstClash(b, known, nil)
		}
		x.firstClash(b, first, func(a family) bool {
			return (!undone || x.ofVariable(a) && x.ofVariable(b)) &&
				(a.ev.here.call != b.ev.here.call || a.ev.here.rng != b.ev.here.rng)
		})
		if !undone || x.ofVariable(b) {
			first.add(b)
		}
	}
	for _, f := range x.flow.Funcs() {
		x.checkFunc(f, own, known, first)
		x.checkExisting(f, known, first)
	}
}

// ofVariable reports whether a package variable is initialized with what
// registers f: nothing has been taken back by then.
func (x *checker) ofVariable(f family) bool {
	call := f.ev.here.call
	fn := call.Common().StaticCallee()
	return call.Parent() == x.vals.Init() && (fn == nil || !eval.IsInit(fn))
}

// firstClash reports how b clashes with the first family that it does.
func (x *checker) firstClash(b family, in *groups, also func(a family) bool) bool {
	for _, a := range in.near(b) {
		if also != nil && !also(a) {
			continue
		}
		if c, ok := compare(a, b); ok && !x.harmless(a, b, c) {
			x.report(a, b, c)
			return true
		}
	}
	return false
}

// harmless reports whether the second registration of a pair is the same
// object again, where that is no more than an error.
func (x *checker) harmless(a, b family, c clash) bool {
	if b.ev.Once && (a.at == b.at || a.ev != nil && a.ev.Once) {
		return true // the same one, or one that the same sync.Once may exclude
	}
	if b.ev.Mode == expects && c.category == "twice" {
		// See checkExisting; that it always happens is not what is provided for.
		return !x.alwaysRefused(a, b) || sameObject(a, b)
	}
	return c.category == "twice" && b.ev.Mode != panics && a.ev != nil && sameObject(a, b)
}

// alwaysRefused reports whether a stands in the function of b, which does
// nothing with what is registered already.
func (x *checker) alwaysRefused(a, b family) bool {
	if a.ev == nil || a.mode != panics || len(a.ev.here.way)+len(b.ev.here.way) > 0 {
		return false
	}
	f := b.ev.here.call.Parent()
	takes, _ := existingOf(f)
	return !takes && a.ev.here.call.Parent() == f
}

func sameObject(a, b family) bool {
	ra, rb := a.ev.Met.Ref(), b.ev.Met.Ref()
	if a.ev.Met.N&b.ev.Met.N&eval.Shared != 0 {
		return ra == rb || a.at == b.at
	}
	if ra == nil || ra != rb {
		return false
	}
	// A constructor that a callee calls makes another object each time.
	instr := b.ev.Met.MadeAt()
	return instr != nil && instr.Parent() == a.ev.here.call.Parent() && instr.Parent() == b.ev.here.call.Parent()
}

// checkFunc compares the registrations on each path of a function with one
// another and with those that stand since initialization.
func (x *checker) checkFunc(f *ssa.Function, own []family, known, first *groups) {
	evs := x.events(f)
	if len(evs) == 0 {
		return
	}
	var fams []family
	recovered := again.Recovers(f)
	for i := range evs {
		if evs[i].here.rng == nil || len(evs[i].If) > 0 || recovered && evs[i].Mode == panics {
			continue
		}
		if fam, ok := x.familyOf(&evs[i]); ok {
			fams = append(fams, fam)
		}
	}
	all := newGroups(fams)
	undone := x.undone(f)
	var around *groups
	if len(undone) == 0 && len(fams) > 0 {
		around = newGroups(x.before(f))
	}
	for _, b := range fams {
		if x.reassigned != 0 && x.isPreset(b) {
			continue // it may have been replaced
		}
		// A pair in one function.
		for _, a := range all.near(b) {
			if a.ev == b.ev || x.unregisters(b) || !x.ordered(a, b, fams) || x.undoneBetween(a, b, undone) || !x.sameFlags(a, b) || a.ev.here.call != b.ev.here.call && b.ev.Reg.Varies(a.ev.here.call, b.ev.here.call) {
				continue
			}
			if c, ok := compare(a, b); ok && !x.harmless(a, b, c) && (c.category == "mismatch" || !together(a, b)) {
				if len(b.ev.When) > 0 && c.category != "twice" && c.category != "mismatch" {
					continue
				}
				x.report(a, b, c)
				break
			}
		}
		if len(b.ev.When) > 0 {
			x.checkRounds(f, b)
			continue
		}
		if around != nil && !x.unregisters(b) && again.OnlyAsks(b.ev.here.call) && x.firstClash(b, around, nil) {
			continue
		}
		x.checkRounds(f, b)
		if b.key == "" && x.outlives(b.ev.Reg) && !x.partOfInit(f, b, own) && len(undone) == 0 && !x.unregisters(b) && !eval.IsInit(f) {
			if !x.firstClash(b, known, nil) {
				x.firstClash(b, first, nil)
			}
		}
	}
}

// ordered reports whether b certainly finds a, and is not a part of what one
// call does.
func (x *checker) ordered(a, b family, fams []family) bool {
	ca, cb := a.ev.here.call, b.ev.here.call
	if ca == cb {
		// Two arguments of one call, or two elements of a list.
		if a.ev.here.rng == b.ev.here.rng {
			return a.ev.round < b.ev.round && (together(a, b) ||
				(!a.ev.each || again.EveryRound(ca)) && known(b.consts) && !b.ev.Reg.Varies(ca, cb))
		}
		return a.ev.here.rng.Pos() < b.ev.here.rng.Pos()
	}
	return again.Follows(x.vals, ca, cb)
}

// together reports whether one collector of several metrics has both.
func together(a, b family) bool {
	return a.ev.here.call == b.ev.here.call && a.flags&b.flags&(isDesc|isGroup) != 0 && a.ev.Met.Ref() == b.ev.Met.Ref()
}

// partOfInit reports whether b is one of the registrations that initialization
// makes by calling f.
func (x *checker) partOfInit(f *ssa.Function, b family, own []family) bool {
	for _, o := range own {
		if o.at == b.at && o.name == b.name && slices.Contains(o.ev.here.chain, f) {
			return true
		}
	}
	return false
}

func (x *checker) isPreset(f family) bool {
	_, ok := lib.Registries[f.reg]
	return ok && f.kind != "variable"
}

// groups finds families by registry and name.
type groups struct{ by map[string][]family }

func newGroups(fams []family) *groups {
	g := &groups{make(map[string][]family)}
	for _, f := range fams {
		g.add(f)
	}
	return g
}

func (g *groups) add(f family) {
	key := f.reg + "\x00" + f.name
	g.by[key] = append(g.by[key], f)
}

var suffixes = []string{"_count", "_sum", "_bucket"}

// near returns the families that f may clash with, in a stable order.
func (g *groups) near(f family) []family {
	key := f.reg + "\x00" + f.name
	out := slices.Clone(g.by[key])
	for _, s := range suffixes {
		out = append(out, g.by[key+s]...)
		if base, ok := strings.CutSuffix(key, s); ok {
			out = append(out, g.by[base]...)
		}
	}
	return out
}
