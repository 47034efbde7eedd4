// Package reg registers for others.
package reg

import "github.com/prometheus/client_golang/prometheus"

// Options are options.
type Options struct {
	Namespace, Name string
}

// Sent is a metric that others register.
var Sent = prometheus.NewCounter(prometheus.CounterOpts{Name: "deep_sent_total", Help: "Sent."}) // want Sent:"metric"

// NewCounter registers a counter.
func NewCounter(reg prometheus.Registerer, o *Options) prometheus.Counter { // want NewCounter:"registers 1 makes"
	if o == nil {
		return nil
	}
	c := prometheus.NewCounter(prometheus.CounterOpts{Namespace: o.Namespace, Name: o.Name, Help: "Calls."})
	reg.MustRegister(c)
	return c
}
