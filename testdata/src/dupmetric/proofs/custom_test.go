package proofs

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/custom"
	"obslint.test/dupmetric/custom/exporter"
	"obslint.test/dupmetric/lists"
	"obslint.test/dupmetric/prod/service"
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

func TestProd(t *testing.T) {
	none, dir := http.NotFoundHandler(), t.TempDir()
	for _, name := range []string{"a", "b"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	proof.Run(t, "dupmetric/rerun", "ReadReplica Unshared Tenant Redial Routes Files Each", "", func(t *testing.T) string {
		return panicking(
			step{"ReadReplica", with(func(r prometheus.Registerer) { service.ReadReplica(r) })},
			step{"Unshared", with(service.Unshared)},
			step{"Tenant", with(func(r prometheus.Registerer) {
				s := service.NewServer(r)
				s.Tenant("a")
				s.Tenant("b")
			})},
			step{"Redial", with(func(r prometheus.Registerer) { service.Redial(r, "nowhere") })},
			step{"Routes", with(func(r prometheus.Registerer) { service.Routes(r, none, none) })},
			step{"Files", with(func(r prometheus.Registerer) { service.Files(r, dir) })},
			step{"Each", with(func(r prometheus.Registerer) {
				var all sync.Map
				all.Store("a", 1)
				all.Store("b", 2)
				service.Each(r, &all)
			})})
	})
	proof.Run(t, "dupmetric/twice", "Flags", "", func(t *testing.T) string {
		return panicking(step{"Flags", with(func(r prometheus.Registerer) { service.Flags(r, true, true) })})
	})
	proof.LookAlike(t, "dupmetric/rerun", "", func(t *testing.T) string {
		t.Setenv("NAME", "set")
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		return panicking(
			step{"Labelled", with(service.Labelled)},
			step{"SharedMetrics", with(service.SharedMetrics)},
			step{"Unregistered", service.Unregistered},
			step{"OnceBoth", service.OnceBoth},
			step{"TolerantBoth", with(service.TolerantBoth)},
			step{"OwnRegistry", with(func(r prometheus.Registerer) {
				s := service.NewServer(r)
				s.OwnRegistry("a")
				s.OwnRegistry("b")
			})},
			step{"Reload", with(func(r prometheus.Registerer) { service.NewServer(r).Reload(ctx) })},
			step{"Retry", with(func(r prometheus.Registerer) { service.Retry(r) })},
			step{"Route", with(func(r prometheus.Registerer) { service.Route(r, none, none) })},
			step{"First", with(func(r prometheus.Registerer) { service.First(r, dir) })},
			step{"Named", with(func(r prometheus.Registerer) { service.Named(r, dir, "a") })},
			step{"Once", with(func(r prometheus.Registerer) { service.Once(r) })},
			step{"Modes", with(func(r prometheus.Registerer) { service.Modes(r, "a") })})
	})
}
