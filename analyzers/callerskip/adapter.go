package callerskip

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/frames"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/loggers"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// adapters reports loggers that are given to an adapter of a library, which
// leaves its own frames to its caller, with a skip that is right for none of
// the library's functions.
func (a *judge) adapters(r *report.Reporter) {
	for site, row := range calls.In(a.Walk, lib.LogAdapters) {
		instr := a.Flow.Instr(site.Call)
		if instr == nil {
			continue
		}
		_, args := flow.Args(instr.Common())
		if row.Logger >= len(args) {
			continue
		}
		library := lib.LoggingOf(row.Path)
		category := ""
		var bad loggers.Logger
		for _, l := range a.Callers(a.Resolve(args[row.Logger])) {
			c := row.Judge(l.Skip)
			if c == "" || category != "" && category != c || a.silent(frames.Route{Library: library}, l) {
				category = ""
				break
			}
			category, bad = c, l
		}
		if category == "" {
			continue
		}
		a.adapter(site, row, category, bad, r)
	}
}

func (a *judge) adapter(site calls.Site, row lib.LogAdapter, category string, l loggers.Logger, r *report.Reporter) {
	through := site.Callee.Pkg().Name() + "." + site.Callee.Name()
	use := fmt.Sprintf("most of them need %s", option(lib.LoggingOf(row.Path), row.Usual))
	d := report.Diagnostic{Range: site.Call.Args[row.Logger], Category: category}
	switch category {
	case "missing":
		d.Message = fmt.Sprintf("entries logged through %s name %s, not their callers, since the logger skips none of its frames; %s", through, row.Named, use)
	case "short":
		d.Message = fmt.Sprintf("entries logged through %s name %s, not their callers: the logger skips %d of at least %d frames; %s", through, row.Named, l.Skip, row.Least, use)
	case "excess":
		d.Message = fmt.Sprintf("entries logged through %s name lines above their callers: the logger skips %d and there are at most %d frames; %s", through, l.Skip, row.Most, use)
	}
	if l.Added != nil {
		if call := a.Syntax(l.Added); call != nil {
			d.Related = []analysis.RelatedInformation{{Pos: call.Pos(), End: call.End(), Message: fmt.Sprintf("here the logger is told to skip %d", l.Skip)}}
		}
	}
	r.Report(d)
}
