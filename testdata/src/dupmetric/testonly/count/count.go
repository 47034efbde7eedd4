// Package count counts. // want package:"families 1"
package count

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var count = promauto.NewCounter(prometheus.CounterOpts{Name: "testonly_seconds_count", Help: "Counted."})

// Count counts.
func Count() { count.Inc() }
