// Package article has the samples of the article that this project grew from.
package article

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Counters makes a counter twice.
func Counters() { // want Counters:"registers 2"
	promauto.NewCounter(prometheus.CounterOpts{
		Name: "http_requests_total",
		Help: "Total HTTP Requests",
	})

	var httpRequestsTotal = promauto.NewCounter(prometheus.CounterOpts{ // want `"http_requests_total" is registered at line 11: this NewCounter panics; register it once and share the collector`
		Name: "http_requests_total",
		Help: "Total HTTP Requests",
	})
	httpRequestsTotal.Inc()
}

// Gauges registers two vectors of one name with other labels.
func Gauges() { // want Gauges:"registers 2"
	g1 := prometheus.NewGaugeVec(
		prometheus.GaugeOpts{Namespace: "app", Name: "request_latency_seconds"},
		[]string{"method"},
	)
	prometheus.MustRegister(g1)

	g2 := prometheus.NewGaugeVec(
		prometheus.GaugeOpts{Namespace: "app", Name: "request_latency_seconds"},
		[]string{"method", "status"},
	)
	prometheus.MustRegister(g2) // want `"app_request_latency_seconds" is registered at line 29, this one has labels \[method status\], not \[method\]: this MustRegister panics; use one definition, or another name`
}
