// Command oracle registers pairs of metrics with the real library and says what
// comes of each. It reads pairs of specs as JSON, and writes a word for each.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/prometheus/client_golang/prometheus"
)

// A spec is one metric, and how its registry is wrapped.
type spec struct {
	Kind                             string
	Namespace, Subsystem, Name, Help string
	Unit                             string
	Const                            map[string]string
	Labels                           []string // a vector, unless nil
	Prefix                           string
	Wrap                             map[string]string
}

func (s spec) registerer(reg prometheus.Registerer) prometheus.Registerer {
	if s.Wrap != nil {
		reg = prometheus.WrapRegistererWith(s.Wrap, reg)
	}
	if s.Prefix != "" {
		reg = prometheus.WrapRegistererWithPrefix(s.Prefix, reg)
	}
	return reg
}

// collector makes the metric, with a series.
func (s spec) collector() prometheus.Collector {
	opts := prometheus.Opts{Namespace: s.Namespace, Subsystem: s.Subsystem, Name: s.Name, Help: s.Help, Unit: s.Unit, ConstLabels: s.Const}
	values := make([]string, len(s.Labels))
	for i := range values {
		values[i] = "v"
	}
	histogram := prometheus.HistogramOpts{Namespace: s.Namespace, Subsystem: s.Subsystem, Name: s.Name, Help: s.Help, Unit: s.Unit, ConstLabels: s.Const}
	summary := prometheus.SummaryOpts{Namespace: s.Namespace, Subsystem: s.Subsystem, Name: s.Name, Help: s.Help, Unit: s.Unit, ConstLabels: s.Const}
	if s.Labels == nil {
		switch s.Kind {
		case "counter":
			return prometheus.NewCounter(prometheus.CounterOpts(opts))
		case "gauge":
			return prometheus.NewGauge(prometheus.GaugeOpts(opts))
		case "histogram":
			return prometheus.NewHistogram(histogram)
		}
		return prometheus.NewSummary(summary)
	}
	switch s.Kind {
	case "counter":
		v := prometheus.NewCounterVec(prometheus.CounterOpts(opts), s.Labels)
		v.WithLabelValues(values...)
		return v
	case "gauge":
		v := prometheus.NewGaugeVec(prometheus.GaugeOpts(opts), s.Labels)
		v.WithLabelValues(values...)
		return v
	case "histogram":
		v := prometheus.NewHistogramVec(histogram, s.Labels)
		v.WithLabelValues(values...)
		return v
	}
	v := prometheus.NewSummaryVec(summary, s.Labels)
	v.WithLabelValues(values...)
	return v
}

// outcome says what becomes of two metrics in one registry.
func outcome(a, b spec) string {
	reg := prometheus.NewRegistry()
	if err := a.registerer(reg).Register(a.collector()); err != nil {
		return "bad spec: " + err.Error()
	}
	if err := b.registerer(reg).Register(b.collector()); err != nil {
		if _, ok := err.(prometheus.AlreadyRegisteredError); ok {
			return "twice"
		}
		return "mismatch"
	}
	if _, err := reg.Gather(); err != nil {
		return "gather"
	}
	return ""
}

func main() {
	var pairs [][2]spec
	if err := json.NewDecoder(os.Stdin).Decode(&pairs); err != nil {
		log.Fatal(err)
	}
	for _, p := range pairs {
		fmt.Println(outcome(p[0], p[1]))
	}
}
