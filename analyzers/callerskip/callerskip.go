package callerskip

import (
	_ "embed"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/frames"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/loggers"
	"github.com/obslint/obslint/analyzers/internal/report"
	"github.com/obslint/obslint/analyzers/internal/sites"
)

//go:embed doc.go
var doc string

// Analyzer is the pass.
var Analyzer = &analysis.Analyzer{
	Name:       "callerskip",
	Doc:        report.Doc("callerskip", doc),
	URL:        report.URL("callerskip"),
	Requires:   []*analysis.Analyzer{calls.Analyzer, flow.Analyzer},
	ResultType: report.ResultType,
	FactTypes:  []analysis.Fact{(*wrapperFact)(nil), (*loggerFact)(nil), (*asksFact)(nil), (*toldFact)(nil), (*setterFact)(nil)},
	Run:        run,
}

var assume assumption

func init() {
	Analyzer.Flags.Var(&assume, "assume", "comma-separated `libraries` (slog, zerolog, log, logr) that are taken to record callers although no package that can be seen asks them to")
}

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	path := pass.Pkg.Path()
	if lib.IsStd(path) || lib.LoggingOf(path) != nil {
		return r.Result(), nil
	}
	index := pass.ResultOf[calls.Analyzer].(*calls.Index)
	names, some := asks(pass, index)
	if worthwhile(pass, index, some) {
		a := newJudge(pass, names)
		a.readTold()
		all := a.All()
		a.report(all, r)
		a.export(all)
		a.exportTold()
	}
	return r.Result(), nil
}

// A judge looks at the wrappers and the loggers of a package.
type judge struct {
	*frames.Package
	asks []string // the libraries that are asked to record callers
	off  map[*lib.Logging]bool
	own  map[*lib.Logging]bool // nil before the first question
	told map[token.Pos]bool    // the calls that a finding shows as naming themselves
	// unsure are the wrappers that may have a logger whose skip can not be seen.
	unsure map[*frames.Wrapper]bool
	// packages are those whose skips have been reported, here or in an import.
	packages map[string]bool
}

func newJudge(pass *analysis.Pass, asks []string) *judge {
	known := facts{pass, asks}
	return &judge{
		Package: frames.New(loggers.New(sites.New(pass), known), known),
		asks:    asks,
		off:     make(map[*lib.Logging]bool),
		told:    make(map[token.Pos]bool),
		unsure:  make(map[*frames.Wrapper]bool),

		packages: make(map[string]bool),
	}
}
