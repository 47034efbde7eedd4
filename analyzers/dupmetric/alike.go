package dupmetric

import (
	"fmt"
	"go/types"
	"hash/fnv"
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
		if !eval.Fixed(args, a, func(pkg *types.Package) bool { return pkg == fn.Pkg() || computes(pkg) }) {
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
		return f != nil && x.vals.Steady(f, computes)
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

// isLibrary reports whether pkg has a registry that is there from the start.
func isLibrary(pkg *types.Package) bool {
	_, ok := lib.Registries[pkg.Path()]
	return ok
}

// computes reports whether the functions of pkg make what their arguments alone
// decide about.
func computes(pkg *types.Package) bool { return isLibrary(pkg) || lib.Computing[pkg.Path()] }
