// Package more registers in ways that take a second look.
package more

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
)

func newCounter(name string) prometheus.Counter {
	return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "more", Name: name, Help: name})
}

// A Module has metrics and the registry that they go to.
type Module struct {
	registry *prometheus.Registry
	started  prometheus.Counter
	stopped  prometheus.Counter
}

// NewModule returns a Module.
func NewModule() *Module { // want NewModule:"makes"
	return &Module{
		registry: prometheus.NewRegistry(),
		started:  newCounter("started_total"),
		stopped:  newCounter("stopped_total"),
	}
}

// Registry returns the registry of the module.
func (m *Module) Registry() *prometheus.Registry { return m.registry }

// Start registers what a loop goes over, and one of it once more.
func (m *Module) Start() { // want Start:"registers 3"
	for _, c := range []prometheus.Collector{m.started, m.stopped} {
		m.registry.MustRegister(c)
	}
	m.Registry().MustRegister(m.stopped) // want `"more_stopped_total" is registered at line 36: this MustRegister panics; register it once and share the collector`
}

// Run starts the module twice.
func (m *Module) Run() { // want Run:"registers 6"
	m.Start()
	m.Start() // want `Start registers "more_started_total" \(more.go:36\), which it did at line 43: this call panics; call it once and share the result`
}

// List registers a list.
func List(reg prometheus.Registerer) { // want List:"registers 3"
	list := []prometheus.Collector{newCounter("a_total"), newCounter("b_total")}
	reg.MustRegister(list...)
	reg.MustRegister(newCounter("b_total")) // want `"more_b_total" is registered at line 50: this MustRegister panics; register it once and share the collector`
}

// Later registers behind something that may go wrong.
func Later(reg prometheus.Registerer, extra bool, open func() error) error { // want Later:"registers 2"
	if extra {
		reg.MustRegister(newCounter("opened_total"))
	}
	if err := open(); err != nil {
		return err
	}
	if !extra && reg == nil {
		return errors.New("no registry")
	}
	reg.MustRegister(newCounter("opened_total")) // want `"more_opened_total" is registered at line 57: this MustRegister panics; register it once and share the collector`
	return nil
}

// Closure registers through a closure.
func Closure(reg prometheus.Registerer) { // want Closure:"registers 2"
	register := func(name string) prometheus.Counter {
		c := newCounter(name)
		reg.MustRegister(c)
		return c
	}
	register("closure_total")
	register("closure_total") // want `register registers "more_closure_total" \(more.go:73\), which it did at line 76: this call panics; call it once and share the result`
}
