// Package front has the server of one listener.
package front

import (
	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/listeners/counts"
)

// A Config says how to listen.
type Config struct {
	Protocol, Addr string
	Log            bool
}

// A Server serves one listener.
type Server struct {
	addr    string
	log     func(...any)
	metrics *counts.Metrics
}

// New returns a server, which counts if there is a registry.
func New(conf Config, registry *prometheus.Registry) *Server { // want New:"registers 2"
	s := &Server{addr: conf.Addr}
	if conf.Log {
		s.log = func(...any) {}
	}
	metrics := counts.New("proxy")
	if registry != nil {
		metrics.Register(registry)
	}
	s.metrics = metrics
	return s
}

// NewShared returns a server that counts in metrics that others share.
func NewShared(conf Config, metrics *counts.Metrics) *Server {
	return &Server{addr: conf.Addr, metrics: metrics}
}
