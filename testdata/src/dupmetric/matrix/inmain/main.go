// Command inmain panics in main.
package main

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

type queue struct{ length prometheus.Gauge }

func newQueue(reg prometheus.Registerer) *queue {
	return &queue{promauto.With(reg).NewGauge(prometheus.GaugeOpts{Name: "matrix_queue_length", Help: "Waiting jobs."})}
}

func main() {
	in := newQueue(prometheus.DefaultRegisterer)
	out := newQueue(prometheus.DefaultRegisterer) // want `newQueue registers "matrix_queue_length" \(main.go:12\), which it did at line 16: this call panics; call it once and share the result`
	in.length.Inc()
	out.length.Inc()
}
