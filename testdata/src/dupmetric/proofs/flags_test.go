package proofs

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/flags"
	"obslint.test/dupmetric/flags/later"
	"obslint.test/dupmetric/flags/store"
	"obslint.test/proof"
)

// TestFlags sets the flags that the messages speak of.
func TestFlags(t *testing.T) {
	opts := func() *store.Options { return &store.Options{Metrics: true, Replicas: []string{"a", "b"}} }
	open := func(r prometheus.Registerer) *store.Store {
		s, err := store.Open(r, "x", opts())
		must(err)
		return s
	}
	proof.Run(t, "dupmetric/rerun", "All Two Told Asked Tuned", "", func(t *testing.T) string {
		return panicking(
			step{"All", with(func(r prometheus.Registerer) { _, err := flags.All(r, opts()); must(err) })},
			step{"Two", with(func(r prometheus.Registerer) { must(flags.Two(r, opts())) })},
			step{"Told", with(flags.Told)},
			step{"Asked", with(func(r prometheus.Registerer) { flags.Asked(r, true) })},
			step{"Tuned", with(func(r prometheus.Registerer) { flags.Tuned(open(r)) })},
		)
	})
	proof.LookAlike(t, "dupmetric/rerun", "", func(t *testing.T) string {
		return panicking(
			step{"off", with(func(r prometheus.Registerer) { must(flags.Two(r, &store.Options{})) })},
			step{"Leader", with(func(r prometheus.Registerer) { flags.Leader(r, 2) })},
			step{"Either", with(func(r prometheus.Registerer) { flags.Either(r, true) })},
			step{"Other", with(func(r prometheus.Registerer) { flags.Other(r, true, false) })},
			step{"Copied", with(func(r prometheus.Registerer) { must(flags.Copied(r, *opts())) })},
			step{"Each", with(func(r prometheus.Registerer) { flags.Each(r, []*store.Options{opts(), {}}) })},
			step{"Watched", with(func(r prometheus.Registerer) { flags.Watched(open(r)) })},
			step{"Fresh", func() { flags.Fresh(opts()) }},
			step{"later", with(func(r prometheus.Registerer) { must(later.Two(r, opts())) })},
		)
	})
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
