// Package correct has the sample that the article calls correct. // want package:"families 1"
package correct

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var httpRequestsTotal = promauto.NewCounter(prometheus.CounterOpts{
	Name: "http_correct_requests_total",
	Help: "Total HTTP Requests",
})

// Count counts a request.
func Count() { httpRequestsTotal.Inc() }
