// Package lookalike has code that looks like a fault and is none.
package lookalike

import (
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Replaced takes the Go collector out first.
func Replaced() { // want Replaced:"registers 4 asks"
	prometheus.Unregister(collectors.NewGoCollector())
	prometheus.MustRegister(collectors.NewGoCollector(collectors.WithGoCollectorMemStatsMetricsDisabled()))
}

var once sync.Once

// Once registers once, however often it is called.
func Once() { // want Once:"registers 1"
	once.Do(func() {
		promauto.NewCounter(prometheus.CounterOpts{Name: "lookalike_once_total", Help: "Once."})
	})
}

// Twice calls Once twice.
func Twice() { // want Twice:"registers 2"
	Once()
	Once()
}

// Either registers one of two.
func Either(reg prometheus.Registerer, histogram bool) { // want Either:"registers 4"
	if histogram {
		reg.MustRegister(prometheus.NewHistogram(prometheus.HistogramOpts{Name: "lookalike_seconds", Help: "Seconds."}))
	} else {
		reg.MustRegister(prometheus.NewSummary(prometheus.SummaryOpts{Name: "lookalike_seconds", Help: "Seconds."}))
	}
	switch {
	case histogram:
		reg.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "lookalike_gauge", Help: "A."}))
		return
	default:
		reg.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "lookalike_gauge", Help: "B."}))
	}
}

// Fallback registers a second time only if the first one failed.
func Fallback(reg prometheus.Registerer) { // want Fallback:"registers 1 asks"
	c := prometheus.NewCounter(prometheus.CounterOpts{Name: "lookalike_fallback_total", Help: "A."})
	if err := reg.Register(c); err != nil {
		reg.Unregister(c)
		reg.MustRegister(c)
	}
}

// Retry tries to register until it succeeds.
func Retry(reg prometheus.Registerer) { // want Retry:"registers 1"
	for {
		if err := reg.Register(prometheus.NewCounter(prometheus.CounterOpts{Name: "lookalike_retry_total", Help: "A."})); err == nil {
			break
		}
	}
}

// Names registers under names that are not known.
func Names(reg prometheus.Registerer, a, b string) { // want Names:"registers 2"
	reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: a, Help: "A."}))
	reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: b, Help: "A."}))
}

// An unchecked collector describes nothing.
type unchecked struct{}

func (unchecked) Describe(chan<- *prometheus.Desc) {}
func (unchecked) Collect(chan<- prometheus.Metric) {}

// Unchecked registers it twice.
func Unchecked(reg prometheus.Registerer) {
	reg.MustRegister(unchecked{})
	reg.MustRegister(unchecked{})
}

// Tenants has a registry for each tenant.
type Tenants struct {
	regs map[string]*prometheus.Registry
}

// Registry returns the registry of a tenant.
func (t *Tenants) Registry(id string) *prometheus.Registry { return t.regs[id] }

// Register registers for two tenants.
func (t *Tenants) Register() {
	t.Registry("a").MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "lookalike_tenant_total", Help: "A."}))
	t.Registry("b").MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "lookalike_tenant_total", Help: "A."}))
}

// Two constructors that no one path calls both.
func NewClient(reg prometheus.Registerer) { // want NewClient:"registers 1"
	promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "lookalike_calls_total", Help: "A."})
}

// NewServer is the other one.
func NewServer(reg prometheus.Registerer) { // want NewServer:"registers 1"
	promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "lookalike_calls_total", Help: "B."})
}

// A Host has a registry that it gives away.
type Host struct{ reg *prometheus.Registry }

// NewHost returns a Host.
func NewHost() *Host { return &Host{prometheus.NewRegistry()} }

// Registerer returns the host's registry.
func (h *Host) Registerer() prometheus.Registerer { return h.reg }

// Hosts registers with two hosts.
func Hosts() {
	a, b := NewHost(), NewHost()
	promauto.With(a.Registerer()).NewCounter(prometheus.CounterOpts{Name: "lookalike_host_total", Help: "A."})
	promauto.With(b.Registerer()).NewCounter(prometheus.CounterOpts{Name: "lookalike_host_total", Help: "A."})
}

func worker(reg prometheus.Registerer, ids chan string) {
	reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{
		Name: "lookalike_worker_total", Help: "A.", ConstLabels: prometheus.Labels{"id": <-ids},
	}))
}

// Workers registers for two workers, each with an id of its own.
func Workers(reg prometheus.Registerer, ids chan string) { // want Workers:"registers 2"
	worker(reg, ids)
	worker(reg, ids)
}
