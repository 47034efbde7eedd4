package callerskip

import (
	"fmt"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// adapters reports loggers without a skip that are given to an adapter of a
// library which leaves its own frames to its caller.
func (a *wrappers) adapters(r *report.Reporter) {
	for site, row := range calls.In(a.index, lib.LogAdapters) {
		instr := a.unit.flow.Instr(site.Call)
		if instr == nil {
			continue
		}
		_, args := flow.Args(instr.Common())
		if row.Logger >= len(args) {
			continue
		}
		library := lib.LoggingOf(row.Path)
		bad := false
		for _, l := range a.callers(a.resolve(args[row.Logger]), nil) {
			if l.skip != 0 || a.silent(route{library: library}, l) {
				bad = false
				break
			}
			bad = true
		}
		if !bad {
			continue
		}
		r.Report(report.Diagnostic{
			Range:    site.Call.Args[row.Logger],
			Category: "missing",
			Message: fmt.Sprintf("entries logged through %s name %s, not their callers, since %s skips none of its frames; give it a logger that does",
				site.Callee.Pkg().Name()+"."+site.Callee.Name(), row.Named, site.Callee.Name()),
		})
	}
}
