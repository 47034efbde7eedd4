// Package named names its metrics by what its callers give.
package named

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Config says how the metrics are called.
type Config struct{ Namespace, Subsystem string }

// Store is what a store counts.
type Store struct {
	reads, writes *prometheus.CounterVec
	size, limit   prometheus.Gauge
}

// New has one name twice, whatever the namespace is.
func New(namespace string, reg prometheus.Registerer) *Store { // want New:"registers 2"
	f := promauto.With(reg)
	return &Store{
		reads:  f.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: "store_ops_total"}, []string{"op"}),
		writes: f.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: "store_ops_total"}, []string{"op", "code"}), // want `"\{namespace\}_store_ops_total" is registered at line 24, this one has labels \[op code\], not \[op\]: this NewCounterVec panics; use one definition, or another name`
	}
}

// Configured has one name twice, whatever the configuration says.
func Configured(cfg *Config, reg prometheus.Registerer) *Store { // want Configured:"registers 2"
	s := &Store{
		size:  prometheus.NewGauge(prometheus.GaugeOpts{Namespace: cfg.Namespace, Subsystem: "store", Name: "bytes"}),
		limit: prometheus.NewGauge(prometheus.GaugeOpts{Namespace: cfg.Namespace, Subsystem: "store", Name: "bytes"}),
	}
	reg.MustRegister(s.size)
	reg.MustRegister(s.limit) // want `"\{cfg.Namespace\}_store_bytes" is registered at line 35: this MustRegister panics; register it once and share the collector`
	return s
}

// Prefixed meets itself behind one prefix.
func Prefixed(prefix string, reg prometheus.Registerer) {
	reg = prometheus.WrapRegistererWithPrefix(prefix+"_", reg)
	for range 2 {
		promauto.With(reg).NewGauge(prometheus.GaugeOpts{Name: "lag"}) // want `NewGauge runs again: in the second round of the loop "\{prefix\}_lag" is registered already and it panics; register it before the loop`
	}
}

// Different has a name for each.
func Different(a, b string, subsystems []string, reg prometheus.Registerer) { // want Different:"registers 3"
	f := promauto.With(reg)
	f.NewGauge(prometheus.GaugeOpts{Namespace: a, Name: "lag"})
	f.NewGauge(prometheus.GaugeOpts{Namespace: b, Name: "lag"})
	for _, s := range subsystems {
		f.NewGauge(prometheus.GaugeOpts{Namespace: a, Subsystem: s, Name: "size"})
	}
}

// Renamed sets the name in between.
func Renamed(cfg *Config, reg prometheus.Registerer) { // want Renamed:"registers 2"
	f := promauto.With(reg)
	f.NewGauge(prometheus.GaugeOpts{Namespace: cfg.Namespace, Subsystem: cfg.Subsystem, Name: "lag"})
	cfg.Subsystem = "other"
	f.NewGauge(prometheus.GaugeOpts{Namespace: cfg.Namespace, Subsystem: cfg.Subsystem, Name: "lag"})
}

// Each makes a metric for each path.
func Each(reg prometheus.Registerer, route string) http.HandlerFunc {
	name := func(path string) { promauto.With(reg).NewGauge(prometheus.GaugeOpts{Namespace: path, Name: "lag"}) }
	return func(w http.ResponseWriter, r *http.Request) { name(r.URL.Path) }
}

// Watch calls a function whenever a file changes.
var Watch func(path string, changed func())

// Reload makes its metrics, and makes them again whenever the file changes.
func Reload(path string) *Store { // want Reload:"registers 1"
	s := load()
	Watch(path, func() {
		s = load() // want `load registers "named_size" \(named.go:93\), which it did at line 77: this call panics; call it once and share the result`
	})
	return s
}

// Later makes them when the file changes first, or here.
func Later(path string, now bool) { // want Later:"registers 1"
	Watch(path, func() { load() })
	if now {
		load()
	}
}

func load() *Store {
	return &Store{size: promauto.NewGauge(prometheus.GaugeOpts{Name: "named_size"})}
}

// Fresh makes a registry each time.
func Fresh(path string) {
	reg := prometheus.NewRegistry()
	g := promauto.With(reg).NewGauge(prometheus.GaugeOpts{Name: "fresh_size"})
	Watch(path, func() {
		reg = prometheus.NewRegistry()
		g = promauto.With(reg).NewGauge(prometheus.GaugeOpts{Name: "fresh_size"})
	})
	g.Set(1)
}
