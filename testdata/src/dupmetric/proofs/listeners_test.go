package proofs

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/robfig/cron/v3"

	"obslint.test/dupmetric/listeners"
	"obslint.test/dupmetric/listeners/front"
	"obslint.test/proof"
)

func TestListeners(t *testing.T) {
	two := []front.Config{{Protocol: "http", Addr: "a"}, {Protocol: "tcp", Addr: "b"}, {Protocol: "http", Addr: "c"}}
	serve := func(h http.Handler) func() {
		return func() {
			for range 2 {
				h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
			}
		}
	}
	heap, known := listeners.Routes()
	dial := func() func() error {
		n := 0
		return func() error {
			if n++; n < 2 {
				return errors.New("refused")
			}
			return nil
		}
	}
	proof.Run(t, "dupmetric/rerun", "Run NewApp Connect heap Nightly Backoff", "", func(t *testing.T) string {
		return panicking(
			step{"Run", func() { listeners.Run(two) }},
			step{"Shared", func() { listeners.Shared(two) }},
			step{"Each", func() { listeners.Each(two) }},
			step{"Uncounted", func() { listeners.Uncounted(two) }},
			step{"Until", with(func(r prometheus.Registerer) {
				n := 0
				listeners.Until(func() (string, bool) { n++; return "", n < 3 }, r)
			})},
			step{"NewApp", with(func(r prometheus.Registerer) { listeners.NewApp(r) })},
			step{"NewSplit", with(func(r prometheus.Registerer) { listeners.NewSplit(r) })},
			step{"Connect", with(func(r prometheus.Registerer) { listeners.Connect(r, dial()) })},
			step{"Connected", with(func(r prometheus.Registerer) { listeners.Connected(r, dial()) })},
			step{"heap", serve(heap)},
			step{"known", serve(known)},
			step{"Nightly", with(func(r prometheus.Registerer) {
				c := cron.New()
				listeners.Nightly(c, r)
				for range 2 {
					c.Entries()[0].Job.Run()
				}
			})},
			step{"Backoff", with(func(r prometheus.Registerer) { listeners.Backoff(r, dial()) })},
			step{"Registering", with(func(r prometheus.Registerer) { listeners.Registering(r) })},
			step{"Sizes", listeners.Sizes},
			step{"Renamed", func() { listeners.Renamed(prometheus.NewRegistry()) }},
		)
	})
	proof.Run(t, "dupmetric/mismatch", "Metrics", "", func(t *testing.T) string {
		return panicking(step{"Metrics", serve(http.HandlerFunc(listeners.Metrics))})
	})
	proof.Run(t, "dupmetric/rerun", "panics", "runs", func(t *testing.T) string { return start(t, "listeners/pool") })
}

// TestHandled sees that the second of two that provide for one another shares
// what the first one has registered, and that an assertion of the type of
// another metric panics. It does so in a process of its own, since package
// handled replaces the Go collector.
func TestHandled(t *testing.T) {
	run := func(t *testing.T) string {
		out, _ := proof.Main(t, "obslint.test/dupmetric/handled/run")
		return strings.TrimSpace(out)
	}
	proof.Run(t, "dupmetric/existing", "shared: true\nmixed: panics", "shared: true", run)
	proof.LookAlike(t, "dupmetric/existing", true, func(t *testing.T) bool { return strings.Contains(run(t), "shared: true") })
}
