// Package first replaces the default registry before it registers. // want package:"families 2 reassigned"
package first

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

func init() {
	prometheus.MustRegister(calls())
	prometheus.DefaultRegisterer = prometheus.NewRegistry()
	promauto.NewCounter(prometheus.CounterOpts{Name: "first_calls_total", Help: "Calls."})
}

func calls() prometheus.Counter {
	return prometheus.NewCounter(prometheus.CounterOpts{Name: "first_calls_total", Help: "Calls."})
}
