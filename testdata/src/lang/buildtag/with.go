//go:build obslint_case

package buildtag

import "github.com/prometheus/client_golang/prometheus"

// side would be reported if the tag were set: it registers Setup's counter.
func side(reg prometheus.Registerer) {
	reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "buildtag_calls", Help: "Calls."}))
}
