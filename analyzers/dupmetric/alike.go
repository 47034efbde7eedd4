package dupmetric

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"hash/fnv"
	"io"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// alike returns what stands for the metrics of a collector whose names are not
// known: the same for each call of one constructor with the same constants. It
// is nil if the arguments are others, or if the collector may describe nothing.
func (x *checker) alike(v *ssa.MakeInterface, describe *types.Func) *eval.Val {
	call, ok := flow.Source(v.X).(*ssa.Call)
	if !ok {
		return nil
	}
	fn := flow.CalleeObject(call.Common())
	if fn == nil || fn.Pkg() == nil || fn.Signature().Recv() != nil || !x.makesAlike(fn) || !x.describesAny(describe) {
		return nil
	}
	args := fnv.New32a()
	for _, a := range call.Common().Args {
		if !x.fixed(args, a, fn.Pkg(), 12) {
			return nil
		}
	}
	name := fmt.Sprintf("%s.%s(%x)", fn.Pkg().Path(), fn.Name(), args.Sum32())
	return eval.ObjectOf(call, "metric", isGroup, eval.TextOf(name), eval.NotKnown, eval.Empty, eval.Empty, eval.Empty)
}

// makesAlike reports whether fn makes collectors that its arguments alone decide
// about.
func (x *checker) makesAlike(fn *types.Func) bool {
	if fn.Pkg() == x.pass.Pkg {
		f := x.flow.Func(fn)
		return f != nil && x.steady(f, nil)
	}
	sum := new(summary)
	return x.pass.ImportObjectFact(fn, sum) && sum.Steady
}

// makesCollector reports whether the first result of f is of a type of the
// user's own that describes metrics.
func (x *checker) makesCollector(f *ssa.Function) bool {
	if f.Signature.Recv() != nil || f.Signature.Results().Len() == 0 {
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(f.Signature.Results().At(0).Type(), true, x.pass.Pkg, lib.MetricTypes.Describe)
	fn, ok := obj.(*types.Func)
	return ok && fn.Pkg() == x.pass.Pkg && x.describesAny(fn)
}

// steady reports whether f neither keeps nor asks for anything but what its
// parameters give: what it makes is the same each time.
func (x *checker) steady(f *ssa.Function, in []*ssa.Function) bool {
	if slices.Contains(in, f) {
		return true
	}
	if len(in) > 8 {
		return false
	}
	in = append(in, f)
	for instr := range flow.Instrs(f) {
		var ops [8]*ssa.Value
		for _, op := range instr.Operands(ops[:0]) {
			if g, ok := (*op).(*ssa.Global); ok && !isLibrary(g.Pkg.Pkg) &&
				(g.Pkg != f.Pkg || !x.vals.SetAtInit(g)) {
				return false
			}
		}
		switch instr := instr.(type) {
		case *ssa.Go, *ssa.Select, *ssa.Send:
			return false
		case *ssa.UnOp:
			if instr.Op == token.ARROW {
				return false
			}
		case ssa.CallInstruction:
			callee := instr.Common().StaticCallee()
			if callee == nil || callee.Pkg == nil || isLibrary(callee.Pkg.Pkg) {
				continue // what a parameter brings, and what makes metrics
			}
			if callee.Pkg != f.Pkg && !lib.Computing[callee.Pkg.Pkg.Path()] || callee.Pkg == f.Pkg && !x.steady(callee, in) {
				return false
			}
		}
	}
	return true
}

// constructorOf returns the function that a name of alike tells, as it is
// called.
func constructorOf(name string) (string, bool) {
	fn, _, ok := strings.Cut(name, "(")
	return fn[strings.LastIndexByte(fn, '/')+1:], ok
}

// describesAny reports whether a Describe method describes something in any
// case.
func (x *checker) describesAny(fn *types.Func) bool {
	fn = fn.Origin()
	var all []*eval.Val
	if fn.Pkg() != x.pass.Pkg {
		sum := new(summary)
		x.pass.ImportObjectFact(fn, sum)
		all = sum.Describes
	} else if in := x.flow.Func(fn); in != nil {
		all = x.describes(in)
	}
	return slices.ContainsFunc(all, func(d *eval.Val) bool { return d.K == eval.Object || d.K == eval.Field })
}

// fixed reports whether an argument of a constructor of pkg is made of constants
// alone, also by functions of pkg that make options, and writes what it is.
func (x *checker) fixed(w io.Writer, v ssa.Value, pkg *types.Package, depth int) bool {
	if depth == 0 {
		return false
	}
	all := func(vals []ssa.Value) bool {
		for _, v := range vals {
			if !x.fixed(w, v, pkg, depth-1) {
				return false
			}
		}
		return true
	}
	fmt.Fprintf(w, "%T %s(", v, types.TypeString(v.Type(), nil))
	defer fmt.Fprint(w, ")")
	switch v := v.(type) {
	case *ssa.Const, *ssa.Function:
		fmt.Fprint(w, v)
		return true
	case *ssa.MakeInterface:
		return all([]ssa.Value{v.X})
	case *ssa.ChangeType:
		return all([]ssa.Value{v.X})
	case *ssa.Convert:
		return all([]ssa.Value{v.X})
	case *ssa.Call:
		fn := v.Common().StaticCallee()
		if fn == nil || fn.Object() == nil || fn.Object().Pkg() != pkg && !isLibrary(fn.Object().Pkg()) || isBasic(v.Type()) {
			return false
		}
		fmt.Fprint(w, fn)
		return all(v.Common().Args)
	case *ssa.UnOp:
		switch from := v.X.(type) {
		case *ssa.Global:
			fmt.Fprint(w, from)
			return isLibrary(from.Pkg.Pkg)
		case *ssa.Alloc:
			return all([]ssa.Value{from})
		}
	case *ssa.Slice:
		return v.Low == nil && v.High == nil && all([]ssa.Value{v.X})
	case *ssa.Alloc:
		vals, ok := filled(v, 3)
		return ok && all(vals)
	case *ssa.MakeMap:
		var vals []ssa.Value
		for _, ref := range *v.Referrers() {
			if up, ok := ref.(*ssa.MapUpdate); ok {
				vals = append(vals, up.Key, up.Value)
			}
		}
		return all(vals)
	}
	return false
}

// filled returns what a literal puts at an address and its parts, in their
// order. It is false if anything may change it, or if it is used more than once.
func filled(addr ssa.Value, depth int) (vals []ssa.Value, ok bool) {
	type part struct {
		index int
		vals  []ssa.Value
	}
	var parts []part
	uses := 0
	for _, ref := range *addr.Referrers() {
		var p part
		var sub ssa.Value
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr != addr || slices.ContainsFunc(parts, func(p part) bool { return p.index < 0 }) {
				return nil, false
			}
			parts = append(parts, part{-1, []ssa.Value{ref.Val}})
			continue
		case *ssa.FieldAddr:
			p.index, sub = ref.Field, ref
		case *ssa.IndexAddr:
			c, isConst := ref.Index.(*ssa.Const)
			if !isConst {
				return nil, false
			}
			p.index, sub = int(c.Int64()), ref
		case *ssa.DebugRef:
			continue
		case *ssa.UnOp, *ssa.Slice, *ssa.MakeInterface, *ssa.Call:
			if uses++; uses > 1 || depth < 3 {
				return nil, false
			}
			continue
		default:
			return nil, false
		}
		if depth == 0 {
			return nil, false
		}
		if p.vals, ok = filled(sub, depth-1); !ok {
			return nil, false
		}
		parts = append(parts, p)
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(a.index, b.index) })
	for _, p := range parts {
		vals = append(vals, p.vals...)
	}
	return vals, true
}

// isLibrary reports whether pkg has a registry that is there from the start.
func isLibrary(pkg *types.Package) bool {
	_, ok := lib.Registries[pkg.Path()]
	return ok
}

func isBasic(t types.Type) bool {
	_, ok := t.Underlying().(*types.Basic)
	return ok
}
