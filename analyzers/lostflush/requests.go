package lostflush

import (
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// requests reports whether the package makes a request by hand, and contexts
// to make it under: a request that goes out too late may be found in it.
func requests(pass *analysis.Pass, index *calls.Index) bool {
	if !index.Imports(lib.Requests.Paths()...) {
		return false
	}
	made := false
	for range calls.In(index, lib.Requests) {
		made = true
		break
	}
	if !made {
		return false
	}
	for range calls.In(index, lib.CtxOfs) {
		return true
	}
	for _, row := range calls.In(index, lib.CtxMakers) {
		if row.Kind == lib.CtxTimeout {
			return true
		}
	}
	return false
}

// requests returns the flushes of a hand-written push: a request that sends
// something, made by a call or by a function of this package that it calls.
func (c *checker) requests(instr ssa.CallInstruction) []flush {
	call := instr.Common()
	_, args := flow.Args(call)
	var params []int
	if row, ok := lib.Requests.Lookup(flow.CalleeObject(call)); ok {
		if row.Method < len(args) && sends(args[row.Method]) {
			params = []int{row.Ctx}
		}
	} else if fn, _ := flow.Callee(call); fn != nil && c.sums[fn] != nil && fn.Parent() == nil {
		params = c.sums[fn].requests
	}
	var out []flush
	for _, p := range params {
		if p >= len(args) {
			continue
		}
		fl := flush{call: instr, kind: lib.Push, ctx: args[p], where: instr, direct: true}
		fl.nodes = c.life.Contexts(fl.ctx, instr)
		out = append(out, fl)
	}
	return out
}

// sends reports whether a request of this method sends data.
func sends(v ssa.Value) bool {
	k, ok := v.(*ssa.Const)
	return ok && k.Value != nil && (k.Value.ExactString() == `"POST"` || k.Value.ExactString() == `"PUT"`)
}

// sendsRequest notes that the function of instr sends a request under the
// context that is a parameter of its own.
func (c *checker) sendsRequest(instr ssa.CallInstruction) {
	call, ok := instr.(*ssa.Call)
	s := c.sums[instr.Parent()]
	if !ok || s == nil {
		return
	}
	for _, fl := range c.requests(call) {
		root := sameRoot(fl.nodes)
		if root == nil || root.Kind != ctxlife.Param || root.Fn != instr.Parent() || slices.Contains(s.requests, root.Index) {
			continue
		}
		s.requests = append(s.requests, root.Index)
		c.changed = true
	}
}
