// Package flags registers what flags decide about.
package flags

import (
	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/flags/store"
)

// All opens a store for each replica.
func All(reg prometheus.Registerer, opts *store.Options) ([]*store.Store, error) {
	var all []*store.Store
	for _, uri := range opts.Replicas {
		s, err := store.Open(reg, uri, opts) // want `Open runs again: in the second round of the loop "store_connections_total" \(store.go:33\) is registered already and it returns an error if Metrics is true; register it before the loop`
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// Two opens two with the same options.
func Two(reg prometheus.Registerer, opts *store.Options) error { // want Two:"registers 2"
	if _, err := store.Open(reg, opts.URI, opts); err != nil {
		return err
	}
	_, err := store.Open(reg, "copy", opts) // want `Open registers "store_connections_total" \(store.go:33\), which it did at line 25: this call returns an error if Metrics is true; call it once and share the result`
	return err
}

// Told opens two that register in any case.
func Told(reg prometheus.Registerer) { // want Told:"registers 2"
	store.Worker(reg, true)
	store.Worker(reg, true) // want `Worker registers "store_leader" \(store.go:63\), which it did at line 34: this call panics; call it once and share the result`
}

// Asked starts a worker twice as one flag says.
func Asked(reg prometheus.Registerer, leader bool) { // want Asked:"registers 2"
	store.Worker(reg, leader)
	store.Worker(reg, leader) // want `Worker registers "store_leader" \(store.go:63\), which it did at line 40: this call panics if leader is true; call it once and share the result`
}

// Tuned makes one store's metrics twice.
func Tuned(s *store.Store) { // want Tuned:"registers 2"
	s.Latency()
	s.Latency() // want `Latency registers "store_latency_seconds" \(store.go:49\), which it did at line 46: this call panics if DisableLatency is false; call it once and share the result`
}

// What follows is correct.

// Leader has one of its workers register.
func Leader(reg prometheus.Registerer, n int) { // want Leader:"registers 1"
	store.Worker(reg, true)
	store.Worker(reg, false)
	for i := range n {
		store.Worker(prometheus.WrapRegistererWithPrefix("n_", reg), i == 0)
	}
	first := true
	for range n {
		store.Worker(prometheus.WrapRegistererWithPrefix("m_", reg), first)
		first = false
	}
}

// Either starts one of two.
func Either(reg prometheus.Registerer, leader bool) { // want Either:"registers 1"
	store.Worker(reg, leader)
	store.Worker(reg, !leader)
}

// Other starts two by flags that may differ.
func Other(reg prometheus.Registerer, a, b bool) { // want Other:"registers 2"
	store.Worker(reg, a)
	store.Worker(reg, b)
}

// Copied has the copy register nothing.
func Copied(reg prometheus.Registerer, opts store.Options) error { // want Copied:"registers 1"
	if _, err := store.Open(reg, "main", &opts); err != nil {
		return err
	}
	quiet := opts
	quiet.Metrics = false
	_, err := store.Open(reg, "copy", &quiet)
	return err
}

// Each opens stores whose own options decide.
func Each(reg prometheus.Registerer, all []*store.Options) {
	for _, opts := range all {
		store.Open(reg, opts.URI, opts)
	}
}

// Watched registers in the first of two calls.
func Watched(s *store.Store) {
	s.Watch()
	s.Watch()
}

// Fresh has a registry for each.
func Fresh(opts *store.Options) {
	for _, uri := range opts.Replicas {
		store.Open(prometheus.NewRegistry(), uri, opts)
	}
}
