package lostflush

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A useKind says what becomes of a func literal.
type useKind uint8

const (
	useCall   useKind = iota // it is called
	useDefer                 // it is deferred
	useGo                    // it runs in a goroutine, now or later
	useReturn                // it is returned
	useStore                 // it is kept in a field, an element or a package variable
	useSend                  // it is sent on a channel
	usePass                  // it is handed to a function that may do anything with it
)

// A use is one thing that becomes of a func literal.
type use struct {
	kind   useKind
	at     ssa.Instruction
	call   ssa.CallInstruction // useCall, useDefer, useGo, usePass
	direct bool                // the literal is what is called
	result int                 // useReturn: the index
}

// uses returns what becomes of the literal fn, in a stable order. It is false
// if there is more than can be followed.
func (c *checker) uses(fn *ssa.Function) (uses []use, ok bool) {
	if got, ok := c.usesOf[fn]; ok {
		return got, got != nil
	}
	parent := fn.Parent()
	if parent == nil {
		return nil, false
	}
	t := &tracker{c: c, seen: make(map[ssa.Value]bool), ok: true}
	for instr := range flow.Instrs(parent) {
		if mc, ok := instr.(*ssa.MakeClosure); ok && mc.Fn == fn {
			t.value(mc)
			continue
		}
		for _, op := range instr.Operands(nil) {
			if *op == ssa.Value(fn) {
				t.ref(fn, instr)
			}
		}
	}
	if flow.IsYield(fn) {
		for i := range t.uses {
			t.uses[i].kind = useCall // the iterator runs it before it comes back
		}
	}
	if !t.ok {
		t.uses = nil
	}
	c.usesOf[fn] = t.uses
	return t.uses, len(t.uses) > 0
}

type tracker struct {
	c    *checker
	seen map[ssa.Value]bool
	uses []use
	ok   bool
}

func (t *tracker) value(v ssa.Value) {
	if t.seen[v] || v.Referrers() == nil {
		return
	}
	t.seen[v] = true
	if len(t.seen) > 64 {
		t.ok = false
		return
	}
	for _, ref := range *v.Referrers() {
		t.ref(v, ref)
	}
}

func (t *tracker) add(u use) { t.uses = append(t.uses, u) }

func (t *tracker) ref(v ssa.Value, ref ssa.Instruction) {
	switch ref := ref.(type) {
	case ssa.CallInstruction:
		t.call(v, ref)
	case *ssa.Store:
		if ref.Val != v {
			return
		}
		if alloc := flow.Variable(ref.Addr); alloc != nil {
			for _, addr := range flow.Addresses(alloc) {
				for _, r := range *addr.Referrers() {
					if load, ok := r.(*ssa.UnOp); ok && load.Op == token.MUL {
						t.value(load)
					}
				}
			}
			return
		}
		t.add(use{kind: useStore, at: ref})
	case *ssa.MapUpdate:
		t.add(use{kind: useStore, at: ref})
	case *ssa.Send:
		t.add(use{kind: useSend, at: ref})
	case *ssa.Return:
		for i, r := range ref.Results {
			if r == v {
				t.add(use{kind: useReturn, at: ref, result: i})
			}
		}
	case *ssa.Phi:
		t.value(ref)
	case *ssa.ChangeType:
		t.value(ref)
	case *ssa.MakeInterface:
		t.value(ref)
	case *ssa.ChangeInterface:
		t.value(ref)
	case *ssa.BinOp, *ssa.DebugRef, *ssa.If:
	default:
		t.ok = false
	}
}

func (t *tracker) call(v ssa.Value, ref ssa.CallInstruction) {
	call := ref.Common()
	if call.Value == v && !call.IsInvoke() {
		t.add(use{kind: useOf(ref), at: ref, call: ref, direct: true})
		return
	}
	_, args := flow.Args(call)
	obj := flow.CalleeObject(call)
	for i, a := range args {
		if a != v {
			continue
		}
		if row, ok := lib.Wrappers.Lookup(obj); ok && row.Fn == i {
			if made, ok := ref.(*ssa.Call); ok {
				t.value(made)
				continue
			}
		}
		if row, ok := lib.StopHooks.Lookup(obj); ok && row.Fn == i && t.hooked(ref) {
			continue
		}
		kind := usePass
		if row, ok := lib.Starters.Lookup(obj); ok && row.Fn == i {
			kind = useGo
		}
		var s Starts
		if obj != nil && t.c.pass.ImportObjectFact(obj, &s) && s.Fn == i {
			kind = useGo
		}
		var col Collects
		switch {
		case kind == usePass && obj != nil && t.c.pass.ImportObjectFact(obj, &col) && col.Param == i:
			kind = useStore
		case kind == usePass && runsAtOnce(call, obj, i):
			kind = useOf(ref)
		}
		t.add(use{kind: kind, at: ref, call: ref})
	}
}

// hooked adds the calls that stop the server which a func was registered with:
// it runs then. It is false if none is seen.
func (t *tracker) hooked(hook ssa.CallInstruction) bool {
	recv, _ := flow.Args(hook.Common())
	found := false
	for _, f := range t.c.flow.Funcs() {
		if outermost(f) != outermost(hook.Parent()) {
			continue
		}
		for instr := range flow.Instrs(f) {
			stop, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			row, _ := lib.ServerStops.Lookup(flow.CalleeObject(stop.Common()))
			if other, _ := flow.Args(stop.Common()); row.Hooks && recv != nil && other != nil && sameVariable(recv, other) {
				t.add(use{kind: useOf(stop), at: stop, call: stop})
				found = true
			}
		}
	}
	return found
}

// useOf returns what becomes of a func that call runs.
func useOf(call ssa.CallInstruction) useKind {
	switch call.(type) {
	case *ssa.Defer:
		return useDefer
	case *ssa.Go:
		return useGo
	}
	return useCall
}

// runsAtOnce reports whether a call runs the func that is argument i before it
// comes back, and does nothing else with it.
func runsAtOnce(call *ssa.CallCommon, obj *types.Func, i int) bool {
	if row, ok := lib.Runners.Lookup(obj); ok {
		return row.Fn == i
	}
	fn, _ := flow.Callee(call)
	if fn == nil {
		return false
	}
	if fn.Signature.Recv() != nil {
		i++
	}
	if i >= len(fn.Params) {
		return false
	}
	runs := false
	for _, ref := range *fn.Params[i].Referrers() {
		inner, ok := ref.(*ssa.Call)
		if !ok || inner.Call.Value != fn.Params[i] {
			return false
		}
		runs = true
	}
	return runs
}

// A place is where a flush, or the literal that it stands in, stands in one
// function.
type place struct {
	f        *ssa.Function
	at       ssa.Instruction
	deferred bool // it runs when f ends
	async    *use // it runs, or is sent to run, in a goroutine that is not waited for
	out      *use // it leaves f: returned, stored
}

// maxPaths bounds the ways that lead to a flush.
const maxPaths = 16

// climb returns the ways that lead to a flush, each from the call itself
// outwards through the functions that its literal stands in.
func (c *checker) climb(call ssa.CallInstruction, async bool) [][]place {
	first := place{f: call.Parent(), at: call}
	switch call.(type) {
	case *ssa.Defer:
		first.deferred = true
	case *ssa.Go:
		async = true
	}
	if async {
		u := use{kind: useGo, at: call, call: call}
		if !c.awaited(u.at) {
			first.async = &u
		}
	}
	var paths [][]place
	var up func(path []place)
	up = func(path []place) {
		last := path[len(path)-1]
		uses, ok := c.uses(last.f)
		if !ok || last.out != nil || len(path) > 8 || len(paths) > maxPaths {
			paths = append(paths, path)
			return
		}
		for _, u := range uses {
			u := u
			next := place{f: u.at.Parent(), at: u.at, async: last.async}
			for _, p := range path {
				if p.f == next.f {
					u.kind = usePass // calls itself
				}
			}
			switch u.kind {
			case useDefer:
				next.deferred = true
			case useCall:
				next.deferred = last.deferred && flow.IsYield(last.f)
			case useGo, useSend:
				if next.async == nil && !c.awaited(u.at) {
					next.async = &u
				}
			case useReturn, useStore:
				next.out = &u
			case usePass:
				paths = append(paths, path)
				continue
			}
			if next.async != nil && c.awaited(u.at) {
				next.async = nil
			}
			up(append(path[:len(path):len(path)], next))
		}
	}
	up([]place{first})
	if len(paths) > maxPaths {
		return nil
	}
	return paths
}

// awaited reports whether a function may wait, past at, for what it starts
// there: it receives from a channel, joins a group, or hands either on.
func (c *checker) awaited(at ssa.Instruction) bool {
	return walk{}.reaches(at.Parent(), at, c.mayWait) || c.deferredWait(at)
}

// deferredWait reports whether a deferred call may wait that was deferred
// before at.
func (c *checker) deferredWait(at ssa.Instruction) bool {
	for instr := range flow.Instrs(at.Parent()) {
		if d, ok := instr.(*ssa.Defer); ok && c.mayWait(d) {
			return true
		}
	}
	return false
}

func (c *checker) mayWait(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case *ssa.Select:
		return instr.Blocking
	case *ssa.Go:
		return false
	case ssa.CallInstruction:
		call := instr.Common()
		if _, ok := call.Value.(*ssa.Builtin); ok {
			return false
		}
		obj := flow.CalleeObject(call)
		if _, ok := lib.Starters.Lookup(obj); ok {
			return false
		}
		recv, args := flow.Args(call)
		if recv != nil && obj != nil && canWait(recv.Type()) && waitMethod(recv.Type()) == obj {
			return true
		}
		for _, a := range args {
			if canWait(a.Type()) {
				return true
			}
		}
		if fn, _ := flow.Callee(call); fn != nil && fn.Parent() != nil && !c.busy[fn] {
			c.busy[fn] = true
			defer delete(c.busy, fn)
			for in := range flow.Instrs(fn) {
				if c.mayWait(in) {
					return true
				}
			}
		}
	}
	return false
}

// canWait reports whether t is something to wait for: a channel, or a type
// with a method Wait.
func canWait(t types.Type) bool {
	if ch, ok := t.Underlying().(*types.Chan); ok {
		return ch.Dir() != types.SendOnly
	}
	return waitMethod(t) != nil
}

func waitMethod(t types.Type) *types.Func {
	if t == nil {
		return nil // a package
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "Wait")
	fn, _ := obj.(*types.Func)
	if fn == nil {
		return nil
	}
	return fn.Origin()
}
