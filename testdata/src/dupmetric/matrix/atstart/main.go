// Command atstart panics when it is initialized.
package main

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var started = prometheus.NewCounter(prometheus.CounterOpts{Name: "matrix_started_total", Help: "Started."})

var _ = promauto.NewGauge(prometheus.GaugeOpts{Name: "matrix_started_total", Help: "Started."})

func init() {
	prometheus.MustRegister(started) // want `"matrix_started_total" is registered at line 11: this MustRegister panics; register it once and share the collector`
}

func main() { started.Inc() }
