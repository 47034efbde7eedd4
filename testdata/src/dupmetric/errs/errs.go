// Package errs looks at the errors of registrations, or does not. // want package:"families 1"
package errs

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var byRoute = promauto.NewCounterVec(prometheus.CounterOpts{Name: "errs_requests_total", Help: "Requests."}, []string{"route", "code"})

// ByRoute counts a request.
func ByRoute(route, code string) { byRoute.WithLabelValues(route, code).Inc() }

// Dropped counts where nobody looks.
func Dropped(reg *prometheus.Registry) prometheus.Counter { // want Dropped:"registers 2 makes"
	opts := prometheus.CounterOpts{Name: "errs_calls_total", Help: "Calls."}
	reg.MustRegister(prometheus.NewCounter(opts))
	again := prometheus.NewCounter(opts)
	_ = reg.Register(again) // want `"errs_calls_total" is registered at line 19 and the error is dropped: what this collector counts never reaches Gather; use the registered one`
	return again
}

// Again registers one collector twice, which does no harm.
func Again(reg *prometheus.Registry) prometheus.Counter { // want Again:"registers 2 makes"
	calls := prometheus.NewCounter(prometheus.CounterOpts{Name: "errs_calls_total", Help: "Calls."})
	reg.MustRegister(calls)
	_ = reg.Register(calls)
	return calls
}

// Fresh keeps its own counter when there is one already.
func Fresh(reg prometheus.Registerer) (prometheus.Counter, error) { // want Fresh:"registers 1 makes"
	c := prometheus.NewCounter(prometheus.CounterOpts{Name: "errs_fresh_total", Help: "Calls."})
	if err := reg.Register(c); err != nil { // want `when "errs_fresh_total" is registered already this goes on with the fresh one, and what it counts never reaches Gather; use the error's ExistingCollector`
		if _, ok := err.(prometheus.AlreadyRegisteredError); !ok {
			return nil, err
		}
	}
	return c, nil
}

// Existing takes the counter that is there.
func Existing(reg prometheus.Registerer) (prometheus.Counter, error) { // want Existing:"registers 1"
	c := prometheus.NewCounter(prometheus.CounterOpts{Name: "errs_existing_total", Help: "Calls."})
	if err := reg.Register(c); err != nil {
		var are prometheus.AlreadyRegisteredError
		if !errors.As(err, &are) {
			return nil, err
		}
		c = are.ExistingCollector.(prometheus.Counter)
	}
	return c, nil
}

// Order takes the vector of this package, whose labels have another order.
func Order() *prometheus.CounterVec { // want Order:"registers 1"
	vec := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "errs_requests_total", Help: "Requests."}, []string{"code", "route"})
	if err := prometheus.Register(vec); err != nil { // want `"errs_requests_total" is registered at line 11 with the labels in the order \[route code\]: positional values for the existing collector fill the wrong ones; use one order`
		if are, ok := err.(prometheus.AlreadyRegisteredError); ok {
			vec = are.ExistingCollector.(*prometheus.CounterVec)
		}
	}
	return vec
}

// Type asserts a type that its own vector does not have.
func Type(reg prometheus.Registerer) *prometheus.GaugeVec { // want Type:"registers 1"
	open := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "errs_open", Help: "Open."}, []string{"route"})
	if err := reg.Register(open); err != nil { // want `the collector of "errs_open" that is registered here is a CounterVec: when this finds it, the type assertion to \*prometheus.GaugeVec panics; assert the type it has`
		var are prometheus.AlreadyRegisteredError
		if errors.As(err, &are) {
			return are.ExistingCollector.(*prometheus.GaugeVec)
		}
	}
	return nil
}

// Pool is what a pool counts.
type Pool struct{ Gets, Puts prometheus.Counter }

// NewPool goes on with its own counters where another pool has registered
// them.
func NewPool(reg prometheus.Registerer) (*Pool, error) { // want NewPool:"registers 2"
	p := &Pool{
		Gets: prometheus.NewCounter(prometheus.CounterOpts{Name: "errs_pool_gets_total"}),
		Puts: prometheus.NewCounter(prometheus.CounterOpts{Name: "errs_pool_puts_total"}),
	}
	for _, c := range []prometheus.Collector{p.Gets, p.Puts} {
		if err := reg.Register(c); err != nil { // want `when "errs_pool_gets_total" is registered already this goes on with the fresh one, and what it counts never reaches Gather; use the error's ExistingCollector`
			if errors.As(err, &prometheus.AlreadyRegisteredError{}) {
				continue
			}
			return nil, err
		}
	}
	return p, nil
}

var sharedGets = prometheus.NewCounter(prometheus.CounterOpts{Name: "errs_shared_gets_total"})

// NewShared has counters that all pools share.
func NewShared(reg prometheus.Registerer) error { // want NewShared:"registers 1"
	for _, c := range []prometheus.Collector{sharedGets} {
		if err := reg.Register(c); err != nil {
			if errors.As(err, &prometheus.AlreadyRegisteredError{}) {
				continue
			}
			return err
		}
	}
	return nil
}

// NewLonely gives up where another pool is.
func NewLonely(reg prometheus.Registerer) *Pool { // want NewLonely:"registers 2"
	p := &Pool{
		Gets: prometheus.NewCounter(prometheus.CounterOpts{Name: "errs_lonely_gets_total"}),
		Puts: prometheus.NewCounter(prometheus.CounterOpts{Name: "errs_lonely_puts_total"}),
	}
	for _, c := range []prometheus.Collector{p.Gets, p.Puts} {
		if err := reg.Register(c); err != nil {
			if errors.As(err, &prometheus.AlreadyRegisteredError{}) {
				return nil
			}
			panic(err)
		}
	}
	return p
}
