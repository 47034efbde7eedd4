package proofs

import (
	"net/http/httptest"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/alike"
	"obslint.test/dupmetric/named"
	"obslint.test/proof"
)

func TestNamed(t *testing.T) {
	var changed func()
	named.Watch = func(_ string, f func()) { changed = f }
	cfg := func() *named.Config { return &named.Config{Namespace: "app"} }
	proof.Run(t, "dupmetric/mismatch", "New", "", func(t *testing.T) string {
		return panicking(step{"New", with(func(r prometheus.Registerer) { named.New("app", r) })})
	})
	proof.Run(t, "dupmetric/twice", "Configured", "", func(t *testing.T) string {
		return panicking(step{"Configured", with(func(r prometheus.Registerer) { named.Configured(cfg(), r) })})
	})
	proof.Run(t, "dupmetric/rerun", "Prefixed Reload", "", func(t *testing.T) string {
		named.Reload("app.yaml")
		return panicking(
			step{"Prefixed", with(func(r prometheus.Registerer) { named.Prefixed("app", r) })},
			step{"Reload", changed})
	})
	proof.LookAlike(t, "dupmetric/twice", "", func(t *testing.T) string {
		return panicking(
			step{"Different", with(func(r prometheus.Registerer) { named.Different("a", "b", []string{"x", "y"}, r) })},
			step{"Renamed", with(func(r prometheus.Registerer) { named.Renamed(cfg(), r) })},
			step{"Fresh", func() { named.Fresh("app.yaml"); changed() }})
	})
}

func TestAlike(t *testing.T) {
	refused := func() error { return alike.Refused() }
	proof.Run(t, "dupmetric/twice", "Servers Configured", "", func(t *testing.T) string {
		return panicking(
			step{"Servers", with(alike.Servers)},
			step{"Configured", with(alike.Configured)})
	})
	proof.Run(t, "dupmetric/rerun", "Dial Handler", "", func(t *testing.T) string {
		return panicking(
			step{"Dial", with(func(r prometheus.Registerer) { alike.Dial(r, refused) })},
			step{"Handler", func() {
				for range 2 {
					alike.Handler(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
				}
			}})
	})
	proof.LookAlike(t, "dupmetric/twice", "", func(t *testing.T) string {
		return panicking(
			step{"Prefixed", with(alike.Prefixed)},
			step{"Changed", with(alike.Changed)},
			step{"Numbered", with(alike.Numbered)},
			step{"Unchecked", with(alike.Unchecked)},
			step{"Registries", alike.Registries},
			step{"Connected", with(func(r prometheus.Registerer) { alike.Connected(r, func() error { return nil }) })})
	})
}
