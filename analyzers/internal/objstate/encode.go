package objstate

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/lib"
)

// encode notes what an encoder reads: the map or slice that it is given, or the
// fields of the struct that it is given.
func (f *frame) encode(instr ssa.CallInstruction, fn *types.Func, args []ssa.Value, st State) {
	row, ok := lib.Encodes.Lookup(fn)
	if !ok || row.From >= len(args) {
		return
	}
	box, ok := args[row.From].(*ssa.MakeInterface)
	if !ok || lib.EncodesItself(box.X.Type()) {
		return
	}
	p := f.place(box)
	if p == nil {
		return
	}
	switch {
	case p.kind == content && (IsSlice(box.X.Type()) || IsMap(box.X.Type())):
		f.passes(box.X, instr, st, Takes)
	case p.kind == address && p.path == "" && !lib.HoldsContent(p.Obj.Type):
		n := len(f.info.Reads)
		f.read(p, st.of(p.Obj).Get(p.path), instr, Takes)
		for _, r := range f.info.Reads[n:] {
			r.Encoded, r.Cells = true, st.of(p.Obj).clone()
		}
	}
}
