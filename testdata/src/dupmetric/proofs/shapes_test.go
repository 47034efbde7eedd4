package proofs

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/shapes"
	"obslint.test/proof"
)

func TestShapes(t *testing.T) {
	tenants := func(get func(*shapes.Tenants, string) *shapes.Client) func() {
		return with(func(r prometheus.Registerer) {
			s := shapes.NewTenants(r)
			get(s, "a")
			get(s, "a")
			get(s, "b")
		})
	}
	two := func(kind string) []shapes.Target {
		return []shapes.Target{{Kind: kind, URL: "a"}, {Kind: kind, URL: "b"}}
	}
	proof.Run(t, "dupmetric/rerun", "Get Shared Run Clients Modules", "", func(t *testing.T) string {
		return panicking(
			step{"Get", tenants((*shapes.Tenants).Get)},
			step{"Labelled", tenants((*shapes.Tenants).Labelled)},
			step{"Shared", tenants((*shapes.Tenants).Shared)},
			step{"Run", with(func(r prometheus.Registerer) {
				s := shapes.NewTenants(r)
				go func() { s.Wake("a"); s.Wake("b"); s.Wake("") }()
				s.Run(t.Context())
			})},
			step{"Clients", with(func(r prometheus.Registerer) { shapes.Clients(two("http"), r) })},
			step{"Others", with(func(r prometheus.Registerer) { shapes.Clients(two("grpc"), r) })},
			step{"Pick", with(func(r prometheus.Registerer) { shapes.Pick([]string{"main", "other"}, r) })},
			step{"Modules", with(shapes.Modules)},
			step{"Sessions", with(func(r prometheus.Registerer) { shapes.Sessions(r, 2) })},
			step{"Try", with(shapes.Try)},
			step{"First", tenants((*shapes.Tenants).First)},
			step{"Ready", with(func(r prometheus.Registerer) {
				ready, urls := make(chan struct{}), make(chan string)
				go func() { close(ready); urls <- "a"; close(urls) }()
				shapes.Ready(ready, urls, r)
			})},
			step{"Everywhere", with2(func(a, b prometheus.Registerer) { shapes.Everywhere([]prometheus.Registerer{a, b}) })},
			step{"Single", with(shapes.Single)},
		)
	})
	proof.Run(t, "dupmetric/twice", true, false, func(t *testing.T) bool { return shapes.List(prometheus.NewRegistry()) != nil })
	proof.Run(t, "dupmetric/twice", true, false, func(t *testing.T) bool { return shapes.Refused() != nil })
	proof.LookAlike(t, "dupmetric/rerun", 1, func(t *testing.T) int {
		jobs := make(chan int)
		close(jobs)
		return shapes.Pool(prometheus.NewRegistry(), jobs, 2)
	})
}

// A panic in a goroutine ends the process.
func TestWorkers(t *testing.T) {
	proof.Run(t, "dupmetric/rerun", "panics", "runs", func(t *testing.T) string { return start(t, "shapes/workers") })
}
