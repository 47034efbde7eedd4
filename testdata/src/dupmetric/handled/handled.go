// Package handled provides for what is registered already. // want package:"families 4"
package handled

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// init replaces the Go collector by one that tells more.
func init() {
	prometheus.DefaultRegisterer.Unregister(collectors.NewGoCollector())
	prometheus.MustRegister(collectors.NewGoCollector(
		collectors.WithGoCollectorRuntimeMetrics(collectors.MetricsScheduler),
	))
}

// Meters are what a server counts.
type Meters struct {
	Requests *prometheus.CounterVec
	Seconds  *prometheus.SummaryVec
	Open     *prometheus.GaugeVec
}

// New makes the meters of one handler. A second one with the same name shares
// them; each type assertion is about its own metric.
func New(handler string) (*Meters, error) { // want New:"registers 3"
	labels := prometheus.Labels{"handler": handler}
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "handled_requests_total", ConstLabels: labels}, []string{"code"})
	if err := prometheus.Register(requests); err != nil {
		if are, ok := err.(prometheus.AlreadyRegisteredError); ok {
			requests = are.ExistingCollector.(*prometheus.CounterVec)
		} else {
			return nil, err
		}
	}
	seconds := prometheus.NewSummaryVec(prometheus.SummaryOpts{Name: "handled_seconds", ConstLabels: labels}, nil)
	if err := prometheus.Register(seconds); err != nil {
		are, ok := err.(prometheus.AlreadyRegisteredError)
		if !ok {
			return nil, err
		}
		seconds = are.ExistingCollector.(*prometheus.SummaryVec)
	}
	open := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "handled_open", ConstLabels: labels}, nil)
	if err := prometheus.Register(open); err != nil {
		var are prometheus.AlreadyRegisteredError
		if !errors.As(err, &are) {
			return nil, err
		}
		open = are.ExistingCollector.(*prometheus.GaugeVec)
	}
	return &Meters{requests, seconds, open}, nil
}

// Mixed asserts the type of the other metric.
func Mixed() (*prometheus.CounterVec, *prometheus.GaugeVec, error) { // want Mixed:"registers 2 makes"
	jobs := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "handled_jobs_total"}, []string{"job"})
	if err := prometheus.Register(jobs); err != nil {
		are, ok := err.(prometheus.AlreadyRegisteredError)
		if !ok {
			return nil, nil, err
		}
		jobs = are.ExistingCollector.(*prometheus.CounterVec)
	}
	busy := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "handled_busy"}, []string{"job"})
	if err := prometheus.Register(busy); err != nil { // want `the collector of "handled_busy" that is registered here is a GaugeVec: when this finds it, the type assertion to \*prometheus.CounterVec panics; assert the type it has`
		are, ok := err.(prometheus.AlreadyRegisteredError)
		if !ok {
			return nil, nil, err
		}
		jobs = are.ExistingCollector.(*prometheus.CounterVec)
	}
	return jobs, busy, nil
}

// Watch calls a function whenever a file changes.
var Watch func(path string, changed func())

// Removed takes the old one out.
func Removed(path string) { // want Removed:"registers 1"
	g := promauto.NewGauge(prometheus.GaugeOpts{Name: "removed_size"})
	Watch(path, func() {
		prometheus.Unregister(g)
		g = promauto.NewGauge(prometheus.GaugeOpts{Name: "removed_size"})
	})
}
