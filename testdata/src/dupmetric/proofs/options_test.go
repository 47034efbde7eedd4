package proofs

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/options"
	"obslint.test/proof"
)

func TestOptions(t *testing.T) {
	proof.Run(t, "dupmetric/rerun", "Pair Default Each Watchers", "", func(t *testing.T) string {
		def := prometheus.DefaultRegisterer
		defer func() { prometheus.DefaultRegisterer = def }()
		prometheus.DefaultRegisterer = prometheus.NewRegistry()
		return panicking(
			step{"Apart", with(func(r prometheus.Registerer) { options.Apart(r) })},
			step{"Pair", with(func(r prometheus.Registerer) { options.Pair(r) })},
			step{"Default", options.Default},
			step{"Each", with(func(r prometheus.Registerer) { options.Each([]string{"a", "b"}, r) })},
			step{"Watchers", with(options.Watchers)},
		)
	})
}
