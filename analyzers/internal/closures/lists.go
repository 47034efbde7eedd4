package closures

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// listed follows the elements of a slice that is built in array, a local one,
// to where they are taken out: a list that its function, or a literal of it,
// goes through. It is false if the list goes anywhere else.
func (t *tracker) listed(array *ssa.Alloc) bool {
	l := &list{seen: make(map[ssa.Value]bool)}
	for _, ref := range *array.Referrers() {
		switch ref := ref.(type) {
		case *ssa.IndexAddr:
		case *ssa.Slice:
			if !l.value(ref) {
				return false
			}
		default:
			return false
		}
	}
	for _, elem := range l.elems {
		t.value(elem)
	}
	return len(l.elems) > 0
}

// A list is a slice that is followed.
type list struct {
	seen  map[ssa.Value]bool
	elems []ssa.Value // what is taken out
}

// value follows v, the slice. It is false if it goes where it is not seen.
func (l *list) value(v ssa.Value) bool {
	if l.seen[v] {
		return true
	}
	l.seen[v] = true
	for _, ref := range *v.Referrers() {
		ok := true
		switch ref := ref.(type) {
		case *ssa.Phi:
			ok = l.value(ref)
		case *ssa.Slice:
			ok = l.value(ref)
		case *ssa.Call:
			b, builtin := ref.Call.Value.(*ssa.Builtin)
			ok = builtin && (b.Name() == "len" || b.Name() == "append" && l.value(ref))
		case *ssa.Store:
			alloc := flow.Variable(ref.Addr)
			ok = alloc != nil && ref.Val == v && l.variable(alloc)
		case *ssa.IndexAddr:
			for _, r := range *ref.Referrers() {
				if load, isLoad := r.(*ssa.UnOp); isLoad && load.Op == token.MUL {
					l.elems = append(l.elems, load)
				}
			}
		case *ssa.BinOp, *ssa.DebugRef:
		default:
			ok = false
		}
		if !ok {
			return false
		}
	}
	return true
}

// variable follows what is loaded from a local variable.
func (l *list) variable(alloc *ssa.Alloc) bool {
	if _, ok := flow.Stores(alloc); !ok {
		return false
	}
	for _, addr := range flow.Addresses(alloc) {
		for _, ref := range *addr.Referrers() {
			if load, ok := ref.(*ssa.UnOp); ok && !l.value(load) {
				return false
			}
		}
	}
	return true
}
