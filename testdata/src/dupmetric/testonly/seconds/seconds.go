// Package seconds measures. // want package:"families 1"
package seconds

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var seconds = promauto.NewHistogram(prometheus.HistogramOpts{Name: "testonly_seconds", Help: "Seconds."})

// Observe measures.
func Observe(s float64) { seconds.Observe(s) }
