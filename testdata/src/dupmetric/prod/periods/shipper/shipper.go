// Package shipper ships tables.
package shipper

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Config configures a shipper.
type Config struct {
	Dir  string
	Mode string
}

type metrics struct {
	downloads prometheus.Histogram
	failures  *prometheus.CounterVec
}

func newMetrics(reg prometheus.Registerer) *metrics {
	return &metrics{
		downloads: promauto.With(reg).NewHistogram(prometheus.HistogramOpts{Name: "table_download_duration_seconds", Help: "Time of a download."}),
		failures:  promauto.With(reg).NewCounterVec(prometheus.CounterOpts{Name: "table_download_failures_total", Help: "Failures."}, []string{"reason"}),
	}
}

// A Manager manages tables.
type Manager struct{ metrics *metrics }

// NewManager returns one.
func NewManager(dir string, reg prometheus.Registerer) (*Manager, error) { // want NewManager:"registers 2"
	if dir == "" {
		return nil, errors.New("no directory")
	}
	return &Manager{newMetrics(reg)}, nil
}

// A Shipper ships.
type Shipper interface {
	Stop()
}

type shipper struct {
	cfg     Config
	manager *Manager
}

func (s *shipper) Stop() {}

func (s *shipper) init(reg prometheus.Registerer) error {
	m, err := NewManager(s.cfg.Dir, reg)
	if err != nil {
		return err
	}
	s.manager = m
	return nil
}

// New returns a Shipper.
func New(cfg Config, reg prometheus.Registerer) (Shipper, error) { // want New:"registers 2"
	s := &shipper{cfg: cfg}
	if err := s.init(reg); err != nil {
		return nil, err
	}
	return s, nil
}
