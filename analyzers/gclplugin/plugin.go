package gclplugin

import (
	"sync"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers"
)

// Name is the name of the linter in golangci-lint.
const Name = "obslint"

func init() { register.Plugin(Name, New) }

// New returns the linter with the settings that golangci-lint read: nil, or
// what its YAML decoder made of a mapping.
func New(conf any) (register.LinterPlugin, error) {
	settings, err := decode(conf)
	if err != nil {
		return nil, err
	}
	passes, err := settings.apply(analyzers.Suite)
	if err != nil {
		return nil, err
	}
	return plugin{passes}, nil
}

type plugin struct{ passes []*analysis.Analyzer }

// BuildAnalyzers returns the passes that are on, each under its own name.
func (p plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	dropRelated()
	return p.passes, nil
}

// GetLoadMode asks for types: no pass can do without.
func (plugin) GetLoadMode() string { return register.LoadModeTypesInfo }

// dropRelated takes the related positions from the diagnostics of the suite,
// in place, since the directive pass knows the others by their pointers.
var dropRelated = sync.OnceFunc(func() {
	for _, a := range analyzers.Suite {
		run := a.Run
		a.Run = func(pass *analysis.Pass) (any, error) {
			report := pass.Report
			pass.Report = func(d analysis.Diagnostic) {
				d.Related = nil
				report(d)
			}
			return run(pass)
		}
	}
})
