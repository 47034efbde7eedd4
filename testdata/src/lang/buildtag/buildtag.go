// Package buildtag has a file for either side of a build tag.
package buildtag

import "github.com/prometheus/client_golang/prometheus"

// Setup registers what both sides have, on a registry of its own.
func Setup() *prometheus.Registry {
	reg := prometheus.NewRegistry()
	reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "buildtag_calls", Help: "Calls."}))
	side(reg)
	return reg
}
