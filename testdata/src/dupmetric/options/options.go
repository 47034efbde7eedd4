// Package options makes several clients of one kind.
package options

import (
	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/options/client"
)

// Pair gives both clients one registry.
func Pair(r prometheus.Registerer) (read, write *client.Client) { // want Pair:"registers 2 makes"
	read = client.New(client.WithAddr("ro"), client.WithRegisterer(r))
	write = client.New(client.WithRegisterer(r), client.WithAddr("rw")) // want `New registers "client_calls_total" \(client.go:60\), which it did at line 12: this call panics; call it once and share the result`
	return read, write
}

// Default gives both none.
func Default() { // want Default:"registers 2"
	client.New()
	client.New(client.WithAddr("rw")) // want `New registers "client_calls_total" \(client.go:60\), which it did at line 19: this call panics; call it once and share the result`
}

// Each makes a client for each address.
func Each(addrs []string, r prometheus.Registerer) (all []*client.Client) {
	for _, addr := range addrs {
		all = append(all, client.New(client.WithAddr(addr), client.WithRegisterer(r))) // want `New runs again: in the second round of the loop "client_calls_total" \(client.go:60\) is registered already and it panics; register it before the loop`
	}
	return all
}

// Watchers gives both watchers one registry.
func Watchers(r prometheus.Registerer) { // want Watchers:"registers 2"
	client.Watch(client.Registry(r))
	client.Watch(client.Registry(r)) // want `Watch registers "client_events_total" \(client.go:102\), which it did at line 33: this call panics; call it once and share the result`
}

// Apart gives each what keeps them apart.
func Apart(r prometheus.Registerer, more ...client.Option) { // want Apart:"registers 4"
	client.New(client.WithRegisterer(r))
	client.New(client.WithRegisterer(r), client.WithPrefix("write"))
	client.New(client.WithRegisterer(r), client.WithRegisterer(prometheus.NewRegistry()))
	client.New(client.WithRegisterer(prometheus.WrapRegistererWithPrefix("other_", r)))
	client.New(client.WithRegisterer(prometheus.NewRegistry()))
	client.New(client.WithRegisterer(r), client.WithSide("left"), client.WithPrefix("left"))
	client.New(append(more, client.WithRegisterer(prometheus.NewRegistry()))...)
	client.Push()
	client.Push(client.WithRegisterer(r))
	client.Push(client.WithRegisterer(prometheus.NewRegistry()))
	client.Watch()
	client.Watch()
	client.Watch(client.Registry(r))
	client.Watch(client.Registry(prometheus.NewRegistry()))
}
