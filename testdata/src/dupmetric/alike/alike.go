// Package alike registers collectors of a library, whose names it does not
// know.
package alike

import (
	"errors"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/alike/rpc"
)

// Servers makes the same metrics for each of two servers.
func Servers(reg prometheus.Registerer) { // want Servers:"registers 2"
	reg.MustRegister(rpc.NewMetrics(rpc.Prefix("rpc")))
	reg.MustRegister(rpc.NewMetrics(rpc.Prefix("rpc"))) // want `what rpc.NewMetrics makes is registered at line 16: this MustRegister panics; register it once and share the collector`
}

// Configured makes what one configuration asks for twice.
func Configured(reg prometheus.Registerer) { // want Configured:"registers 2"
	reg.MustRegister(rpc.New(&rpc.Config{Prefix: "rpc"}))
	reg.MustRegister(rpc.New(&rpc.Config{Prefix: "rpc"})) // want `what rpc.New makes is registered at line 22: this MustRegister panics; register it once and share the collector`
}

var errRefused = errors.New("refused")

// Dial tries again until it gets through.
func Dial(reg prometheus.Registerer, connect func() error) error { // want Dial:"registers 1"
	tries := 0
	for {
		if err := dial(reg, connect); err != nil { // want `dial runs again: in the second round of the loop what rpc.NewMetrics makes \(alike.go:43\) is registered already and it panics; register it before the loop`
			if tries++; tries > 3 {
				return err
			}
			continue
		}
		return nil
	}
}

func dial(reg prometheus.Registerer, connect func() error) error {
	reg.MustRegister(rpc.NewMetrics())
	return connect()
}

// Refused is a first try.
func Refused() error { return errRefused }

// Handler registers for each request.
func Handler(w http.ResponseWriter, r *http.Request) { // want Handler:"registers 1"
	prometheus.MustRegister(rpc.NewMetrics(rpc.Prefix("handler"))) // want `MustRegister runs again: from the second request on what rpc.NewMetrics makes is registered already and it panics; register it once, at start-up`
}

// Prefixed has other names for each.
func Prefixed(reg prometheus.Registerer) { // want Prefixed:"registers 2"
	reg.MustRegister(rpc.NewMetrics(rpc.Prefix("in")))
	reg.MustRegister(rpc.NewMetrics(rpc.Prefix("out")))
	for _, p := range []string{"a", "b"} {
		reg.MustRegister(rpc.NewMetrics(rpc.Prefix(p)))
	}
}

// Changed has another configuration the second time.
func Changed(reg prometheus.Registerer) {
	c := rpc.Config{Prefix: "in"}
	reg.MustRegister(rpc.New(&c))
	c.Prefix = "out"
	reg.MustRegister(rpc.New(&c))
}

// Numbered have numbers of their own.
func Numbered(reg prometheus.Registerer) {
	reg.MustRegister(rpc.NewNumbered())
	reg.MustRegister(rpc.NewNumbered())
}

// Unchecked describe nothing.
func Unchecked(reg prometheus.Registerer) {
	reg.MustRegister(rpc.NewSilent())
	reg.MustRegister(rpc.NewSilent())
}

// Registries have one each.
func Registries() {
	a, b := prometheus.NewRegistry(), prometheus.NewRegistry()
	a.MustRegister(rpc.NewMetrics())
	b.MustRegister(rpc.NewMetrics())
}

// Connected registers when it is through.
func Connected(reg prometheus.Registerer, connect func() error) error { // want Connected:"registers 1"
	for range 3 {
		if err := connect(); err != nil {
			continue
		}
		reg.MustRegister(rpc.NewMetrics())
		return nil
	}
	return errRefused
}
