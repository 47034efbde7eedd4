// Package orders counts requests. // want package:"families 2"
package orders

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var requests = promauto.NewCounterVec(prometheus.CounterOpts{
	Namespace: "svc", Name: "requests_total", Help: "Requests.",
}, []string{"code"})

var _ = promauto.NewGauge(prometheus.GaugeOpts{Name: "orders_open", Help: "Open."})

// Count counts a request.
func Count(code string) { requests.WithLabelValues(code).Inc() }
