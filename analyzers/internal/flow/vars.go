package flow

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A Key identifies a value within a package: by what computes it, or by the
// variable, and the path of fields from there, that it is kept in.
type Key struct {
	V    any    // an ssa.Value, or a *types.Var for fields and package variables
	Path string // "" or ".field.field"
}

// ParamIndex returns the index of p among the parameters of its function, -1
// for a receiver.
func ParamIndex(p *ssa.Parameter) int {
	if p.Parent().Signature.Recv() != nil {
		return Position(p) - 1
	}
	return Position(p)
}

// PartStores returns the stores into a field of a local struct, those of closures
// included, and those into the literals that are assigned to it.
func PartStores(alloc *ssa.Alloc, field int) []*ssa.Store {
	var out []*ssa.Store
	for _, a := range Addresses(alloc) {
		for _, ref := range *a.Referrers() {
			if s, ok := ref.(*ssa.Store); ok && s.Addr == a {
				if load, ok := s.Val.(*ssa.UnOp); ok && load.Op == token.MUL {
					if lit, ok := load.X.(*ssa.Alloc); ok && lit.Comment == "complit" {
						out = append(out, PartStores(lit, field)...)
					}
				}
				continue
			}
			fa, ok := ref.(*ssa.FieldAddr)
			if !ok || fa.Field != field {
				continue
			}
			for _, ref := range *fa.Referrers() {
				if s, ok := ref.(*ssa.Store); ok && s.Addr == fa {
					out = append(out, s)
				}
			}
		}
	}
	return out
}

// FieldKey identifies a field by the variable that it is a field of. It is false
// where that is an element, or the result of more than a load.
func FieldKey(addr *ssa.FieldAddr) (Key, bool) {
	field := Field(addr)
	if field == nil {
		return Key{}, false
	}
	base := addr.X
	path := "." + field.Name()
	for range 16 {
		switch b := base.(type) {
		case *ssa.FieldAddr:
			f := Field(b)
			if f == nil {
				return Key{}, false
			}
			path = "." + f.Name() + path
			base = b.X
			continue
		case *ssa.UnOp:
			if b.Op == token.MUL {
				if src := Source(b); src != nil && src != b {
					base = src
				} else {
					base = b.X
				}
				continue
			}
		case *ssa.FreeVar, *ssa.ChangeType:
			if src := Source(b); src != nil && src != b {
				base = src
				continue
			}
		}
		break
	}
	switch b := base.(type) {
	case *ssa.Parameter, *ssa.Alloc, *ssa.Call, *ssa.Extract:
		return Key{V: b, Path: path}, true
	case *ssa.Global:
		return Key{V: b.Object(), Path: path}, true
	}
	return Key{}, false
}

// SameVariable reports whether a and b are the value of one variable or field.
func SameVariable(a, b ssa.Value) bool {
	x, y := Source(a), Source(b)
	if x != nil && x == y {
		return true
	}
	fa, ok1 := loadedKey(x)
	fb, ok2 := loadedKey(y)
	return ok1 && ok2 && fa == fb
}

// loadedKey returns the key of the field that v is loaded from.
func loadedKey(v ssa.Value) (Key, bool) {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return Key{}, false
	}
	fa, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return Key{}, false
	}
	return FieldKey(fa)
}

// Outermost returns the declared function around f, or f.
func Outermost(f *ssa.Function) *ssa.Function {
	for f.Parent() != nil {
		f = f.Parent()
	}
	return f
}

// ElementStores returns the stores into the elements of a local array.
func ElementStores(alloc *ssa.Alloc) []*ssa.Store {
	var out []*ssa.Store
	for _, ref := range *alloc.Referrers() {
		ia, ok := ref.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		for _, ref := range *ia.Referrers() {
			if s, ok := ref.(*ssa.Store); ok && s.Addr == ia {
				out = append(out, s)
			}
		}
	}
	return out
}

// SamePlace reports whether a and b are one variable or field, or its address.
func SamePlace(a, b ssa.Value) bool {
	if x := Variable(a); x != nil {
		return x == Variable(b)
	}
	fa, ok1 := a.(*ssa.FieldAddr)
	fb, ok2 := b.(*ssa.FieldAddr)
	if ok1 && ok2 {
		ka, ok1 := FieldKey(fa)
		kb, ok2 := FieldKey(fb)
		return ok1 && ok2 && ka == kb
	}
	return SameVariable(a, b)
}

// IsReturn reports whether instr is a return.
func IsReturn(instr ssa.Instruction) bool {
	_, ok := instr.(*ssa.Return)
	return ok
}

// IsNil reports whether v is the constant nil.
func IsNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

// CallOf returns the call that v is result 0 of, or nil.
func CallOf(v ssa.Value) *ssa.Call {
	switch v := v.(type) {
	case *ssa.Call:
		return v
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok && v.Index == 0 {
			return call
		}
	}
	return nil
}

// VarAt returns the field or package variable at addr, or nil.
func VarAt(addr ssa.Value) *types.Var {
	switch addr := addr.(type) {
	case *ssa.FieldAddr:
		return Field(addr)
	case *ssa.Global:
		v, _ := addr.Object().(*types.Var)
		return v
	}
	return nil
}

// IsReceiver reports whether v, a value or what a Key has, is the receiver of
// its function.
func IsReceiver(v any) bool {
	p, ok := v.(*ssa.Parameter)
	return ok && ParamIndex(p) < 0
}

// StoresIn returns the stores of this package into a field or package variable,
// nil for nil. It looks through the whole package when it is first asked.
func (p *Package) StoresIn(v *types.Var) []*ssa.Store {
	p.storing.Do(func() {
		p.stores = make(map[*types.Var][]*ssa.Store)
		for _, f := range p.Funcs() {
			for instr := range Instrs(f) {
				if s, ok := instr.(*ssa.Store); ok {
					if at := VarAt(s.Addr); at != nil {
						p.stores[at] = append(p.stores[at], s)
					}
				}
			}
		}
	})
	return p.stores[v]
}
