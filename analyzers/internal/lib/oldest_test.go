package lib

import (
	"go/types"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/packages"
)

// newer are the rows that the versions in testdata/oldest/go.mod do not have,
// with the version that brought them.
var newer = map[string]string{
	"(go.uber.org/zap.SugaredLogger).Debugln":                                  "v1.22.0",
	"(go.uber.org/zap.SugaredLogger).Infoln":                                   "v1.22.0",
	"(go.uber.org/zap.SugaredLogger).Warnln":                                   "v1.22.0",
	"(go.uber.org/zap.SugaredLogger).Errorln":                                  "v1.22.0",
	"(go.uber.org/zap.SugaredLogger).DPanicln":                                 "v1.22.0",
	"(go.uber.org/zap.SugaredLogger).Panicln":                                  "v1.22.0",
	"(go.uber.org/zap.SugaredLogger).Fatalln":                                  "v1.22.0",
	"(go.uber.org/zap.SugaredLogger).WithOptions":                              "v1.22.0",
	"(go.uber.org/zap.Logger).Log":                                             "v1.22.0",
	"go.uber.org/zap.Must":                                                     "v1.22.0",
	"(go.uber.org/zap.Logger).WithLazy":                                        "v1.26.0",
	"(go.uber.org/zap.SugaredLogger).Log":                                      "v1.27.0",
	"(go.uber.org/zap.SugaredLogger).Logf":                                     "v1.27.0",
	"(go.uber.org/zap.SugaredLogger).Logw":                                     "v1.27.0",
	"(go.uber.org/zap.SugaredLogger).Logln":                                    "v1.27.0",
	"(go.uber.org/zap.SugaredLogger).WithLazy":                                 "v1.27.0",
	"(github.com/prometheus/client_golang/prometheus/push.Pusher).PushContext": "v1.13.0",
	"(github.com/prometheus/client_golang/prometheus/push.Pusher).AddContext":  "v1.13.0",
	"(github.com/prometheus/client_golang/prometheus.v2).NewCounterVec":        "v1.15.0",
	"(github.com/prometheus/client_golang/prometheus.v2).NewGaugeVec":          "v1.15.0",
	"(github.com/prometheus/client_golang/prometheus.v2).NewHistogramVec":      "v1.15.0",
	"(github.com/prometheus/client_golang/prometheus.v2).NewSummaryVec":        "v1.15.0",
	"github.com/prometheus/client_golang/prometheus.WrapCollectorWith":         "v1.23.0",
	"github.com/prometheus/client_golang/prometheus.WrapCollectorWithPrefix":   "v1.23.0",
	"(go.opentelemetry.io/otel/sdk/metric.PeriodicReader).Shutdown":            "v0.40.0",
	"(go.opentelemetry.io/otel/sdk/metric.PeriodicReader).ForceFlush":          "v0.40.0",
	"(go.opentelemetry.io/otel/metric.Meter).Int64Gauge":                       "v1.27.0",
	"(go.opentelemetry.io/otel/metric.Meter).Float64Gauge":                     "v1.27.0",
}

// TestRowsResolveInOldest holds that the rows of client_golang, OpenTelemetry
// and zap are the same in the oldest versions that are supported, but for
// those that are newer.
func TestRowsResolveInOldest(t *testing.T) {
	dir, err := filepath.Abs("../../../testdata/oldest")
	if err != nil {
		t.Fatal(err)
	}
	load := func(mode packages.LoadMode, patterns ...string) []*packages.Package {
		pkgs, err := packages.Load(&packages.Config{Mode: mode, Dir: dir}, patterns...)
		if err != nil {
			t.Fatal(err)
		}
		for _, pkg := range pkgs {
			for _, err := range pkg.Errors {
				t.Error(err)
			}
		}
		return pkgs
	}
	module := load(packages.NeedName|packages.NeedImports, ".")
	byPath := make(map[string]*types.Package)
	for _, pkg := range load(packages.NeedName|packages.NeedTypes|packages.NeedExportFile, slices.Sorted(maps.Keys(module[0].Imports))...) {
		byPath[pkg.PkgPath] = pkg.Types
	}
	var missing []string
	seen := make(map[string]bool)
	for _, f := range ids() {
		pkg := byPath[f.Path]
		if pkg != nil {
			seen[f.Path] = true
		}
		if pkg != nil && !resolves(pkg, f) && !slices.Contains(missing, f.String()) {
			missing = append(missing, f.String())
			if newer[f.String()] == "" {
				t.Errorf("row names nothing in the oldest version, and is not listed as newer: %v", f)
			}
		}
	}
	for row, since := range newer {
		if !slices.Contains(missing, row) {
			t.Errorf("%s is listed as new in %s, but the oldest version has it, or no row names it", row, since)
		}
	}
	for path := range byPath {
		if !seen[path] {
			t.Errorf("no row names a function of %s", path)
		}
	}
}
