// Package client makes clients with options.
package client

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

type settings struct {
	addr string
	reg  prometheus.Registerer
	name string
}

// An Option changes what a client is.
type Option func(*settings)

// WithAddr gives an address.
func WithAddr(addr string) Option { return func(s *settings) { s.addr = addr } } // want WithAddr:"makes"

// WithRegisterer gives a registry.
func WithRegisterer(r prometheus.Registerer) Option { // want WithRegisterer:"makes"
	return func(s *settings) { s.reg = r }
}

// WithPrefix gives a prefix to the names.
func WithPrefix(prefix string) Option { // want WithPrefix:"makes"
	return func(s *settings) { s.name = prefix + "_calls_total" }
}

// WithoutMetrics leaves them out.
func WithoutMetrics() Option { return func(s *settings) { s.reg = nil } } // want WithoutMetrics:"makes"

// WithSide may give labels.
func WithSide(side string) Option {
	return func(s *settings) {
		if side != "" {
			s.reg = prometheus.WrapRegistererWith(prometheus.Labels{"side": side}, s.reg)
		}
	}
}

// A Client calls.
type Client struct {
	addr  string
	calls prometheus.Counter
}

// New returns a client.
func New(options ...Option) *Client { // want New:"registers 1 makes"
	s := settings{name: "client_calls_total"}
	for _, o := range options {
		if o != nil {
			o(&s)
		}
	}
	if s.reg == nil {
		s.reg = prometheus.DefaultRegisterer
	}
	return &Client{s.addr, promauto.With(s.reg).NewCounter(prometheus.CounterOpts{Name: s.name, Help: "Calls."})}
}

func defaults() *settings {
	return &settings{name: "client_pushes_total", reg: prometheus.DefaultRegisterer}
}

// Push returns a client that pushes.
func Push(options ...Option) *Client { // want Push:"makes"
	s := defaults()
	for _, o := range options {
		o(s)
	}
	return &Client{s.addr, promauto.With(s.reg).NewCounter(prometheus.CounterOpts{Name: s.name, Help: "Pushes."})}
}

// A Watcher takes its options itself.
type Watcher struct {
	reg    prometheus.Registerer
	events prometheus.Counter
}

// A WatchOption changes a watcher.
type WatchOption interface{ apply(*Watcher) }

type watchFunc func(*Watcher)

func (f watchFunc) apply(w *Watcher) { f(w) }

// Registry gives a watcher a registry.
func Registry(r prometheus.Registerer) WatchOption { // want Registry:"makes"
	return watchFunc(func(w *Watcher) { w.reg = r })
}

// Watch returns a watcher.
func Watch(options ...WatchOption) *Watcher { // want Watch:"registers 1"
	w := &Watcher{}
	for _, o := range options {
		o.apply(w)
	}
	events := prometheus.NewCounter(prometheus.CounterOpts{Name: "client_events_total", Help: "Events."})
	if w.reg != nil {
		w.reg.MustRegister(events)
	}
	w.events = events
	return w
}
