// Package app makes clients.
package app

import (
	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/deep/mid"
	"obslint.test/dupmetric/deep/reg"
)

// Clients makes two clients on one registry.
func Clients() (a, b *mid.Client) { // want Clients:"makes"
	r := prometheus.NewRegistry()
	a = mid.New(r)
	b = mid.New(r) // want `New registers "mid_calls_total" \(reg.go:20\), which it did at line 14: this call panics; call it once and share the result`
	return a, b
}

// Registries makes two clients on two registries.
func Registries() (a, b *mid.Client) { // want Registries:"makes"
	return mid.New(prometheus.NewRegistry()), mid.New(prometheus.NewRegistry())
}

// Sent registers a metric of another package beside its like.
func Sent() {
	r := prometheus.NewRegistry()
	r.MustRegister(reg.Sent)
	r.MustRegister(prometheus.NewCounterVec(prometheus.CounterOpts{Name: "deep_sent_total", Help: "Sent."}, []string{"to"})) // want `"deep_sent_total" is registered at line 27, this one has labels \[to\], not \[\]: this MustRegister panics; use one definition, or another name`
}
