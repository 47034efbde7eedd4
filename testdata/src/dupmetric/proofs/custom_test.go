package proofs

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/custom"
	"obslint.test/dupmetric/custom/exporter"
	"obslint.test/dupmetric/lists"
	"obslint.test/proof"
)

func length() int { return 1 }

func TestCustom(t *testing.T) {
	proof.Run(t, "dupmetric/twice", "Queues NamedBoth Sets Embedded", "", func(t *testing.T) string {
		return panicking(
			step{"Queues", with(func(r prometheus.Registerer) { custom.Queues(r, length, length) })},
			step{"NamedBoth", with(custom.NamedBoth)},
			step{"Sets", with(func(r prometheus.Registerer) { custom.Sets(r, length) })},
			step{"Embedded", with(custom.Embedded)})
	})
	proof.Run(t, "dupmetric/rerun", "QueuePerShard", "", func(t *testing.T) string {
		return panicking(step{"QueuePerShard", with(func(r prometheus.Registerer) { custom.QueuePerShard(r, []func() int{length, length}) })})
	})
	proof.Run(t, "dupmetric/mismatch", "Nodes Pools", "", func(t *testing.T) string {
		return panicking(
			step{"Nodes", with(custom.Nodes)},
			step{"Pools", func() {
				if err := custom.Pools(prometheus.NewRegistry(), nil); err != nil {
					panic(err)
				}
			}})
	})
	proof.LookAlike(t, "dupmetric/twice", "", func(t *testing.T) string {
		return panicking(
			step{"QueueOnce", with(func(r prometheus.Registerer) { custom.QueueOnce(r, length) })},
			step{"QueueLabelled", with(func(r prometheus.Registerer) { custom.QueueLabelled(r, length, length) })},
			step{"NamedEach", with(custom.NamedEach)},
			step{"NamedShards", with(func(r prometheus.Registerer) { custom.NamedShards(r, []string{"a", "b"}) })},
			step{"Opens", with(custom.Opens)},
			step{"Partials", with(custom.Partials)},
			step{"Same", with(func(r prometheus.Registerer) { custom.Same(r, length) })},
			step{"Registry", func() { exporter.Registry(exporter.Options{}) }},
			step{"Probe", func() { exporter.Probe([]string{"a", "b"}) }})
	})
}

func TestLists(t *testing.T) {
	proof.Run(t, "dupmetric/twice", "Names Defs Opts WrappedTwice Map HalfGrid", "", func(t *testing.T) string {
		return panicking(
			step{"Names", with(lists.Names)},
			step{"Defs", with(func(r prometheus.Registerer) { lists.Defs(r) })},
			step{"Opts", with(lists.Opts)},
			step{"WrappedTwice", with(lists.WrappedTwice)},
			step{"Map", with(lists.Map)},
			step{"HalfGrid", with(lists.HalfGrid)})
	})
	proof.LookAlike(t, "dupmetric/twice", "", func(t *testing.T) string {
		return panicking(
			step{"Distinct", with(lists.Distinct)},
			step{"OptsFine", with(lists.OptsFine)},
			step{"Labels", with(lists.Labels)},
			step{"Wrapped", with(lists.Wrapped)},
			step{"Some", with(lists.Some)},
			step{"MapFine", with(lists.MapFine)},
			step{"Grid", with(lists.Grid)})
	})
}
