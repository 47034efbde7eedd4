// Package takesback takes metrics out of the default registry again. // want package:"families 4"
// It registers two under one name before it can.
package takesback

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var started = promauto.NewCounter(prometheus.CounterOpts{
	Name: "takesback_jobs_total",
	Help: "Jobs that were started.",
})

var ended = promauto.NewCounter(prometheus.CounterOpts{ // want `"takesback_jobs_total" is registered at line 10, this one has another help string: this NewCounter panics`
	Name: "takesback_jobs_total",
	Help: "Jobs that have ended.",
})

var (
	queue  = prometheus.NewGauge(prometheus.GaugeOpts{Name: "takesback_queue", Help: "What waits."})
	queues = prometheus.NewGauge(prometheus.GaugeOpts{Name: "takesback_queue", Help: "What waits anywhere."})
)

func init() {
	prometheus.MustRegister(queue)
	Drop(queue)
	prometheus.MustRegister(queues)
}

// Drop takes a metric out of the registry.
func Drop(c prometheus.Collector) { prometheus.Unregister(c) } // want Drop:"asks"

// Run counts a job.
func Run(job func()) {
	started.Inc()
	defer ended.Inc()
	job()
}
