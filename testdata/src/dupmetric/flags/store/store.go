// Package store registers what its options ask for.
package store

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Options say what a store does.
type Options struct {
	URI            string
	Replicas       []string
	Metrics        bool
	DisableLatency bool
}

// A Store is one connection.
type Store struct {
	reg     prometheus.Registerer
	opts    *Options
	conns   prometheus.Counter
	metrics bool
	seen    bool
}

// Open opens one store.
func Open(reg prometheus.Registerer, uri string, opts *Options) (*Store, error) { // want Open:"registers 1"
	s := &Store{reg: reg, opts: opts, metrics: opts.Metrics}
	if opts.Metrics {
		s.conns = prometheus.NewCounter(prometheus.CounterOpts{Name: "store_connections_total", Help: "Connections."})
		if err := reg.Register(s.conns); err != nil {
			return nil, fmt.Errorf("%s: %w", uri, err)
		}
	}
	return s, nil
}

// Latency registers unless it is told not to, at the end of a chain.
func (s *Store) Latency() { // want Latency:"registers 1"
	s.latency(s.opts)
}

func (s *Store) latency(opts *Options) {
	if opts.DisableLatency {
		return
	}
	promauto.With(s.reg).NewSummary(prometheus.SummaryOpts{Name: "store_latency_seconds"})
}

// Watch registers in its first call.
func (s *Store) Watch() {
	if !s.seen {
		promauto.With(s.reg).NewGauge(prometheus.GaugeOpts{Name: "store_watchers"})
		s.seen = true
	}
}

// Worker registers for the leader alone.
func Worker(reg prometheus.Registerer, leader bool) { // want Worker:"registers 1"
	if leader {
		promauto.With(reg).NewGauge(prometheus.GaugeOpts{Name: "store_leader"})
	}
}

// Enabled registers if the environment asks for it.
func Enabled(reg prometheus.Registerer, getenv func(string) string) {
	if on := getenv("METRICS") != ""; on {
		promauto.With(reg).NewGauge(prometheus.GaugeOpts{Name: "store_enabled"})
	}
}
