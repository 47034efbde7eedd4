package closures

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A Kind says what becomes of a func literal.
type Kind uint8

const (
	Called   Kind = iota // it is called
	Deferred             // it is deferred
	Started              // it runs in a goroutine, now or later
	Returned             // it is returned
	Stored               // it is kept in a field, an element or a package variable
	Sent                 // it is sent on a channel
	Passed               // it is handed to a function that may do anything with it
)

// A Use is one thing that becomes of a func literal.
type Use struct {
	Kind   Kind
	At     ssa.Instruction
	Call   ssa.CallInstruction // Called, Deferred, Started, Passed, and Stored by a method
	Direct bool                // the literal is what is called
	Result int                 // Returned: the index
}

// Uses returns what becomes of the literal fn, in a stable order. It is false
// if there is more than can be followed.
func (l *Literals) Uses(fn *ssa.Function) (uses []Use, ok bool) {
	if got, ok := l.usesOf[fn]; ok {
		return got, got != nil
	}
	parent := fn.Parent()
	if parent == nil {
		return nil, false
	}
	t := &tracker{l: l, seen: make(map[ssa.Value]bool), ok: true}
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
			t.uses[i].Kind = Called // the iterator runs it before it comes back
		}
	}
	if !t.ok {
		t.uses = nil
	}
	l.usesOf[fn] = t.uses
	return t.uses, len(t.uses) > 0
}

// A tracker follows one literal.
type tracker struct {
	l    *Literals
	seen map[ssa.Value]bool
	uses []Use
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

func (t *tracker) add(u Use) { t.uses = append(t.uses, u) }

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
		if ia, ok := ref.Addr.(*ssa.IndexAddr); ok {
			if array, ok := ia.X.(*ssa.Alloc); ok && t.listed(array) {
				return
			}
		}
		t.add(Use{Kind: Stored, At: ref})
	case *ssa.MapUpdate:
		t.add(Use{Kind: Stored, At: ref})
	case *ssa.Send:
		t.add(Use{Kind: Sent, At: ref})
	case *ssa.Return:
		for i, r := range ref.Results {
			if r == v {
				t.add(Use{Kind: Returned, At: ref, Result: i})
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
		t.add(Use{Kind: useOf(ref), At: ref, Call: ref, Direct: !taken(v)})
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
		kind := Passed
		if row, ok := lib.Starters.Lookup(obj); ok && row.Fn == i {
			kind = Started
		}
		var s Starts
		if obj != nil && t.l.pass.ImportObjectFact(obj, &s) && s.Fn == i {
			kind = Started
		}
		var col Collects
		switch {
		case kind == Passed && obj != nil && t.l.pass.ImportObjectFact(obj, &col) && col.Param == i:
			kind = Stored
		case kind == Passed && runsAtOnce(call, obj, i):
			kind = useOf(ref)
		}
		t.add(Use{Kind: kind, At: ref, Call: ref})
	}
}

// taken reports whether v, a func, is taken out of a list, as others are.
func taken(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return false
	}
	_, ok = load.X.(*ssa.IndexAddr)
	return ok
}

// hooked adds the calls that stop the server which a func was registered with:
// it runs then. It is false if none is seen.
func (t *tracker) hooked(hook ssa.CallInstruction) bool {
	recv, _ := flow.Args(hook.Common())
	found := false
	for _, f := range t.l.flow.Funcs() {
		if flow.Outermost(f) != flow.Outermost(hook.Parent()) {
			continue
		}
		for instr := range flow.Instrs(f) {
			stop, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			row, _ := lib.ServerStops.Lookup(flow.CalleeObject(stop.Common()))
			if other, _ := flow.Args(stop.Common()); row.Hooks && recv != nil && other != nil && flow.SameVariable(recv, other) {
				t.add(Use{Kind: useOf(stop), At: stop, Call: stop})
				found = true
			}
		}
	}
	return found
}

// useOf returns what becomes of a func that call runs.
func useOf(call ssa.CallInstruction) Kind {
	switch call.(type) {
	case *ssa.Defer:
		return Deferred
	case *ssa.Go:
		return Started
	}
	return Called
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
