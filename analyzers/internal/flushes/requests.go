package flushes

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// Requests returns the flushes of a hand-written push: a request that sends
// something, made by a call or by a function of this package that it calls.
func (c *Catalog) Requests(instr ssa.CallInstruction) []Flush {
	call := instr.Common()
	_, args := flow.Args(call)
	var params []int
	if row, ok := lib.Requests.Lookup(flow.CalleeObject(call)); ok {
		if row.Method < len(args) && sendsBody(args[row.Method]) {
			params = []int{row.Ctx}
		}
	} else if fn, _ := flow.Callee(call); fn != nil && c.sums[fn] != nil && fn.Parent() == nil {
		params = c.sums[fn].requests
	}
	var out []Flush
	for _, p := range params {
		if p >= len(args) {
			continue
		}
		fl := Flush{Call: instr, Kind: lib.Push, ctx: args[p], where: instr, Direct: true}
		fl.Nodes = c.life.Contexts(fl.ctx, instr)
		out = append(out, fl)
	}
	return out
}

// sendsBody reports whether a request of this method sends data.
func sendsBody(v ssa.Value) bool {
	k, ok := v.(*ssa.Const)
	return ok && k.Value != nil && (k.Value.ExactString() == `"POST"` || k.Value.ExactString() == `"PUT"`)
}

// sendsRequest notes that the function of instr sends a request under the
// context that is a parameter of its own.
func (c *Catalog) sendsRequest(instr ssa.CallInstruction) {
	call, ok := instr.(*ssa.Call)
	s := c.sums[instr.Parent()]
	if !ok || s == nil {
		return
	}
	for _, fl := range c.Requests(call) {
		root := sameRoot(fl.Nodes)
		if root == nil || root.Kind != ctxlife.Param || root.Fn != instr.Parent() || slices.Contains(s.requests, root.Index) {
			continue
		}
		s.requests = append(s.requests, root.Index)
		c.changed = true
	}
}
