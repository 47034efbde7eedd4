// Package rpc has collectors as libraries make them, with names that options
// have a part in.
package rpc

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
)

// An Option changes what a metric is.
type Option func(*prometheus.CounterOpts)

// Prefix sets the namespace.
func Prefix(p string) Option { return func(o *prometheus.CounterOpts) { o.Namespace = p } } // want Prefix:"makes"

// Metrics are what a server counts.
type Metrics struct{ started, handled *prometheus.CounterVec }

// NewMetrics makes the metrics of a server.
func NewMetrics(opts ...Option) *Metrics { // want NewMetrics:"steady"
	return &Metrics{started: counter("started_total", opts), handled: counter("handled_total", opts)}
}

func counter(name string, opts []Option) *prometheus.CounterVec {
	o := prometheus.CounterOpts{Name: name}
	for _, f := range opts {
		f(&o)
	}
	return prometheus.NewCounterVec(o, []string{"method"})
}

func (m *Metrics) Describe(ch chan<- *prometheus.Desc) { // want Describe:"describes 2"
	m.started.Describe(ch)
	m.handled.Describe(ch)
}

func (m *Metrics) Collect(ch chan<- prometheus.Metric) {
	m.started.Collect(ch)
	m.handled.Collect(ch)
}

// Config says how the metrics of New are called.
type Config struct{ Prefix string }

// New makes the metrics that a configuration asks for.
func New(c *Config) *Metrics { // want New:"steady"
	return NewMetrics(Prefix(c.Prefix))
}

var servers int

// NewNumbered gives each server its number.
func NewNumbered() *Metrics { // want NewNumbered:"makes"
	servers++
	return NewMetrics(Prefix("server" + strconv.Itoa(servers)))
}

// Silent describes nothing.
type Silent struct{ *Metrics }

// NewSilent makes one.
func NewSilent() *Silent { return &Silent{NewMetrics()} }

func (*Silent) Describe(chan<- *prometheus.Desc) {}
