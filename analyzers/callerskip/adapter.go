package callerskip

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// adapters reports loggers that are given to an adapter of a library, which
// leaves its own frames to its caller, with a skip that is right for none of
// the library's functions.
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
		category := ""
		var bad logger
		for _, l := range a.callers(a.resolve(args[row.Logger]), nil) {
			c := row.Judge(l.skip)
			if c == "" || category != "" && category != c || a.silent(route{library: library}, l) {
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

func (a *wrappers) adapter(site calls.Site, row lib.LogAdapter, category string, l logger, r *report.Reporter) {
	through := site.Callee.Pkg().Name() + "." + site.Callee.Name()
	use := fmt.Sprintf("most of them need %s", option(lib.LoggingOf(row.Path), row.Usual))
	d := report.Diagnostic{Range: site.Call.Args[row.Logger], Category: category}
	switch category {
	case "missing":
		d.Message = fmt.Sprintf("entries logged through %s name %s, not their callers, since the logger skips none of its frames; %s", through, row.Named, use)
	case "short":
		d.Message = fmt.Sprintf("entries logged through %s name %s, not their callers: the logger skips %d of at least %d frames; %s", through, row.Named, l.skip, row.Least, use)
	case "excess":
		d.Message = fmt.Sprintf("entries logged through %s name lines above their callers: the logger skips %d and there are at most %d frames; %s", through, l.skip, row.Most, use)
	}
	if l.added != nil {
		if call := a.call(l.added); call != nil {
			d.Related = []analysis.RelatedInformation{{Pos: call.Pos(), End: call.End(), Message: fmt.Sprintf("here the logger is told to skip %d", l.skip)}}
		}
	}
	r.Report(d)
}
