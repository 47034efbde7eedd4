package matrix

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel/metric"
)

func vec(reg prometheus.Registerer, name string, labels ...string) *prometheus.CounterVec {
	return promauto.With(reg).NewCounterVec(prometheus.CounterOpts{Name: name, Help: "Counted."}, labels)
}

// TwiceClash registers one vector twice.
func TwiceClash(reg prometheus.Registerer) { // want TwiceClash:"registers 2"
	promauto.With(reg).NewCounterVec(prometheus.CounterOpts{Namespace: "matrix", Name: "twice_total", Help: "Counted."}, []string{"a", "b"})
	vec(reg, "matrix_twice_total", "b", "a") // want `"matrix_twice_total" is registered at line 17: this vec panics \(categories.go:12\); register it once and share the collector`
}

// TwiceFine registers one object again, and drops the error.
func TwiceFine(reg prometheus.Registerer) { // want TwiceFine:"registers 2"
	c := counter("matrix_twice_fine_total")
	reg.MustRegister(c)
	_ = reg.Register(c)
}

// MismatchClash registers a vector with other labels.
func MismatchClash(reg prometheus.Registerer) { // want MismatchClash:"registers 2"
	vec(reg, "matrix_mismatch_total", "a")
	vec(reg, "matrix_mismatch_total", "a", "b") // want `"matrix_mismatch_total" is registered at line 30, this one has labels \[a b\], not \[a\]: this vec panics \(categories.go:12\); use one definition, or another name`
}

// MismatchFine registers a vector under another name.
func MismatchFine(reg prometheus.Registerer) { // want MismatchFine:"registers 2"
	vec(reg, "matrix_mismatch_total", "a")
	vec(reg, "matrix_mismatches_total", "a", "b")
}

// TypeClash makes a counter and a gauge of one name.
func TypeClash(reg prometheus.Registerer) { // want TypeClash:"registers 2"
	promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "matrix_type", Help: "Counted.", ConstLabels: prometheus.Labels{"k": "a"}})
	promauto.With(reg).NewGauge(prometheus.GaugeOpts{Name: "matrix_type", Help: "Counted.", ConstLabels: prometheus.Labels{"k": "b"}}) // want `"matrix_type" is a counter at line 42 and a gauge here: both register, then every Gather fails; give one another name`
}

// TypeFine makes two counters.
func TypeFine(reg prometheus.Registerer) { // want TypeFine:"registers 2"
	promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "matrix_type", Help: "Counted.", ConstLabels: prometheus.Labels{"k": "a"}})
	promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "matrix_type", Help: "Counted.", ConstLabels: prometheus.Labels{"k": "b"}})
}

// SuffixClash makes a histogram and a counter named as its sum.
func SuffixClash(reg prometheus.Registerer) { // want SuffixClash:"registers 2"
	promauto.With(reg).NewHistogram(prometheus.HistogramOpts{Name: "matrix_suffix", Help: "Seen."}).Observe(1)
	promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "matrix_suffix_sum", Help: "Counted."}).Inc() // want `"matrix_suffix_sum" is a series of the histogram "matrix_suffix" at line 54: once both have values every Gather fails; rename one`
}

// SuffixFine makes a counter that is named as no series of a summary.
func SuffixFine(reg prometheus.Registerer) { // want SuffixFine:"registers 2"
	promauto.With(reg).NewSummary(prometheus.SummaryOpts{Name: "matrix_suffix", Help: "Seen."}).Observe(1)
	promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "matrix_suffix_bucket", Help: "Counted."}).Inc()
}

// RerunClash registers in each round.
func RerunClash(reg prometheus.Registerer, names []string) {
	for range names {
		vec(reg, "matrix_rerun_total", "name") // want `vec runs again: in the second round of the loop "matrix_rerun_total" \(categories.go:12\) is registered already and it panics; register it before the loop`
	}
}

// RerunFine registers with a label for each round.
func RerunFine(reg prometheus.Registerer, names []string) { // want RerunFine:"registers 1"
	for _, name := range names {
		vec(zone(name, reg), "matrix_rerun_total", "name")
	}
}

// DroppedClash goes on with a counter that is not registered.
func DroppedClash(reg prometheus.Registerer) prometheus.Counter { // want DroppedClash:"registers 2 makes"
	reg.MustRegister(counter("matrix_dropped_total"))
	c := counter("matrix_dropped_total")
	_ = reg.Register(c) // want `"matrix_dropped_total" is registered at line 80 and the error is dropped: what this collector counts never reaches Gather; use the registered one`
	return c
}

// DroppedFine drops an error that is none.
func DroppedFine(reg prometheus.Registerer) prometheus.Counter { // want DroppedFine:"registers 2 makes"
	reg.MustRegister(counter("matrix_dropped_total"))
	c := counter("matrix_dropped_too_total")
	_ = reg.Register(c)
	return c
}

// ExistingClash keeps the fresh counter.
func ExistingClash(reg prometheus.Registerer) prometheus.Counter { // want ExistingClash:"registers 1 makes"
	c := counter("matrix_existing_total")
	if err := reg.Register(c); err != nil { // want `when "matrix_existing_total" is registered already this goes on with the fresh one, and what it counts never reaches Gather; use the error's ExistingCollector`
		if _, ok := err.(prometheus.AlreadyRegisteredError); !ok {
			panic(err)
		}
	}
	return c
}

// ExistingFine takes the registered one.
func ExistingFine(reg prometheus.Registerer) prometheus.Counter { // want ExistingFine:"registers 1"
	c := counter("matrix_existing_total")
	if err := reg.Register(c); err != nil {
		are, ok := err.(prometheus.AlreadyRegisteredError)
		if !ok {
			panic(err)
		}
		c = are.ExistingCollector.(prometheus.Counter)
	}
	return c
}

// InstrumentClash makes a counter and an up-down counter of one name.
func InstrumentClash(m metric.Meter) { // want InstrumentClash:"registers 2"
	a, _ := m.Int64Counter("matrix.instrument")
	b, _ := m.Int64UpDownCounter("matrix.instrument") // want `"matrix.instrument" is an Int64Counter at line 120 and an Int64UpDownCounter here: the meter makes two streams of one name; give one another name`
	a.Add(context.Background(), 1)
	b.Add(context.Background(), 1)
}

// InstrumentFine makes the same counter twice.
func InstrumentFine(m metric.Meter) { // want InstrumentFine:"registers 2"
	a, _ := m.Int64Counter("matrix.instrument")
	b, _ := m.Int64Counter("matrix.instrument")
	a.Add(context.Background(), 1)
	b.Add(context.Background(), 1)
}
