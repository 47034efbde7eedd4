//go:build !obslint_case

package buildtag

import "github.com/prometheus/client_golang/prometheus"

// side registers a counter twice.
func side(reg prometheus.Registerer) {
	reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "buildtag_errors", Help: "Errors."}))
	reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "buildtag_errors", Help: "Errors."})) // report: dupmetric/twice
}
