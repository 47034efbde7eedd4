// Package counts counts the requests of a server.
package counts

import (
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics are what a server counts.
type Metrics struct {
	InFlight *prometheus.GaugeVec
	Total    *prometheus.CounterVec
}

// New returns the metrics of a subsystem.
func New(subsystem string) *Metrics { // want New:"makes"
	return &Metrics{
		InFlight: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Namespace: "listeners",
			Subsystem: subsystem,
			Name:      "requests_in_flight",
			Help:      "Requests that run.",
		}, []string{"endpoint"}),
		Total: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: "listeners",
			Subsystem: subsystem,
			Name:      "requests_total",
			Help:      "Requests.",
		}, []string{"code", "endpoint"}),
	}
}

// Register registers them.
func (m *Metrics) Register(registry *prometheus.Registry) { // want Register:"registers 2"
	registry.MustRegister(
		m.InFlight,
		m.Total,
	)
}

var (
	scans = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "listeners_scan_seconds", Help: "Duration of scans."}, []string{"table"})
	once  sync.Once
)

// RegisterScans registers what is counted of scans, however often it is called.
func RegisterScans() { // want RegisterScans:"registers 1"
	once.Do(func() { prometheus.MustRegister(scans) })
}

var first sync.Once

// RegisterRows registers the rows, unless RegisterLines has run.
func RegisterRows() { // want RegisterRows:"registers 1"
	first.Do(func() {
		prometheus.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "listeners_size", Help: "Rows."}))
	})
}

// RegisterLines registers the lines, unless RegisterRows has run.
func RegisterLines() { // want RegisterLines:"registers 1"
	first.Do(func() {
		prometheus.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "listeners_size", Help: "Lines."}))
	})
}
