package dirtypool

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/lib"
)

// encode notes what an encoder reads: the map or slice that it is given, or the
// fields of the struct that it is given.
func (f *frame) encode(instr ssa.CallInstruction, fn *types.Func, args []ssa.Value, st state) {
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
	case p.kind == content && (isSlice(box.X.Type()) || isMap(box.X.Type())):
		f.passes(box.X, instr, st, takes)
	case p.kind == address && p.path == "" && !lib.HoldsContent(p.obj.typ):
		n := len(f.info.reads)
		f.read(p, st.of(p.obj).get(p.path), instr, takes)
		for _, r := range f.info.reads[n:] {
			r.encoded, r.cells = true, st.of(p.obj).clone()
		}
	}
}

// encoded reports whether encoders see a field.
func encoded(field *types.Var, tag string) bool {
	return (field.Exported() || field.Embedded()) && !strings.Contains(tag, `:"-"`)
}
