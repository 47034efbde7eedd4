// Package store is a store that counts.
package store

import (
	"errors"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Metrics are those of a store.
type Metrics struct {
	Reads, Writes prometheus.Counter
}

// NewMetrics registers them, unless reg is nil.
func NewMetrics(reg prometheus.Registerer) *Metrics { // want NewMetrics:"registers 2"
	f := promauto.With(reg)
	return &Metrics{
		Reads:  f.NewCounter(prometheus.CounterOpts{Namespace: "prod", Subsystem: "store", Name: "reads_total", Help: "Reads."}),
		Writes: f.NewCounter(prometheus.CounterOpts{Namespace: "prod", Subsystem: "store", Name: "writes_total", Help: "Writes."}),
	}
}

// Options configure a Store.
type Options struct {
	Registerer prometheus.Registerer
	Metrics    *Metrics
	Name       string
}

// A Store embeds its metrics.
type Store struct {
	*Metrics
	opts Options
}

// New makes a Store; a nil registerer stands for the default one.
func New(o Options) (*Store, error) { // want New:"registers 2"
	if o.Name == "" {
		return nil, errors.New("no name")
	}
	if o.Registerer == nil {
		o.Registerer = prometheus.DefaultRegisterer
	}
	return &Store{NewMetrics(o.Registerer), o}, nil
}

// Shared makes a Store that may be given its metrics.
func Shared(o Options) *Store { // want Shared:"registers 2"
	if o.Metrics == nil {
		o.Metrics = NewMetrics(o.Registerer)
	}
	return &Store{o.Metrics, o}
}

var (
	defaultOnce    sync.Once
	defaultMetrics *Metrics
)

// Default registers once.
func Default() *Metrics { // want Default:"registers 2"
	defaultOnce.Do(func() { defaultMetrics = NewMetrics(prometheus.DefaultRegisterer) })
	return defaultMetrics
}

// Value registers once, by a function value.
var Value = sync.OnceValue(func() *Metrics { return NewMetrics(prometheus.NewRegistry()) })

// RegisterOrGet returns what is registered already.
func RegisterOrGet[C prometheus.Collector](reg prometheus.Registerer, c C) C { // want RegisterOrGet:"registers 1"
	if err := reg.Register(c); err != nil {
		var are prometheus.AlreadyRegisteredError
		if errors.As(err, &are) {
			return are.ExistingCollector.(C)
		}
		panic(err)
	}
	return c
}

// Tolerant may be called again.
func Tolerant(reg prometheus.Registerer) prometheus.Counter { // want Tolerant:"registers 1"
	return RegisterOrGet(reg, prometheus.NewCounter(prometheus.CounterOpts{Name: "prod_tolerant_total", Help: "Tolerant."}))
}
