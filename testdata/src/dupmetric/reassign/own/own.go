// Package own replaces the default registry, and knows it at initialization. // want package:"families 1 reassigned"
package own

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var opts = prometheus.CounterOpts{Name: "own_total", Help: "All."}

var _ = promauto.NewCounter(opts)

// Isolate replaces the default registry.
func Isolate() {
	prometheus.DefaultRegisterer = prometheus.NewRegistry()
}

// Again registers where the default registry may be another one.
func Again() { // want Again:"registers 1"
	Isolate()
	promauto.NewCounter(opts)
}
