// Package mid counts calls.
package mid

import (
	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/deep/reg"
)

// A Client calls.
type Client struct{ calls prometheus.Counter }

// New returns a Client.
func New(r prometheus.Registerer) *Client { // want New:"registers 1"
	return &Client{reg.NewCounter(r, &reg.Options{Namespace: "mid", Name: "calls_total"})}
}
