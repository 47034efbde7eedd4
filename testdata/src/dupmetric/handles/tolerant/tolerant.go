// Package tolerant has a registry that takes what is there already.
package tolerant

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
)

// A Registry goes on where a collector is registered already.
type Registry struct{ prometheus.Registerer }

// New returns a registry around another one.
func New(r prometheus.Registerer) prometheus.Registerer { return &Registry{r} } // want New:"makes"

// Register registers what is not there yet.
func (r *Registry) Register(c prometheus.Collector) error { // want Register:"registers 1"
	err := r.Registerer.Register(c)
	if errors.As(err, new(prometheus.AlreadyRegisteredError)) {
		return nil
	}
	return err
}

// MustRegister registers what is not there yet.
func (r *Registry) MustRegister(cs ...prometheus.Collector) { // want MustRegister:"registers 1"
	for _, c := range cs {
		if err := r.Register(c); err != nil {
			panic(err)
		}
	}
}

// A Named registry is the library's, by a name.
type Named struct {
	prometheus.Registerer
	Name string
}
