// Package lists registers what lists and maps name.
package lists

import "github.com/prometheus/client_golang/prometheus"

// Names has one name twice.
func Names(reg prometheus.Registerer) { // want Names:"registers 3"
	for _, name := range []string{"lists_a_total", "lists_b_total", "lists_a_total"} {
		reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: "Counted."})) // want `"lists_a_total" is registered in an earlier round: this MustRegister panics; register it once and share the collector`
	}
}

// Distinct has each name once.
func Distinct(reg prometheus.Registerer) { // want Distinct:"registers 2"
	for _, name := range []string{"lists_c_total", "lists_d_total"} {
		reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: "Counted."}))
	}
}

type def struct {
	name, help string
	labels     []string
}

var defs = []def{
	{"lists_jobs", "Jobs.", []string{"queue"}},
	{"lists_workers", "Workers.", nil},
	{"lists_jobs", "Jobs.", []string{"queue", "state"}},
}

// Defs has one name with other labels.
func Defs(reg prometheus.Registerer) map[string]*prometheus.GaugeVec { // want Defs:"registers 3"
	out := make(map[string]*prometheus.GaugeVec)
	for _, d := range defs {
		g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "app", Name: d.name, Help: d.help}, d.labels)
		reg.MustRegister(g) // want `"app_lists_jobs" is registered in an earlier round, this one has labels \[queue state\], not \[queue\]: this MustRegister panics; use one definition, or another name`
		out[d.name] = g
	}
	return out
}

// Opts go through a helper.
func Opts(reg prometheus.Registerer) { // want Opts:"registers 3"
	register(reg, []prometheus.GaugeOpts{ // want `"lists_open" is registered earlier in this call: this register panics \(lists.go:61\); register it once and share the collector`
		{Name: "lists_open", Help: "Open."},
		{Name: "lists_closed", Help: "Closed."},
		{Name: "lists_open", Help: "Open."},
	})
}

// OptsFine has each once.
func OptsFine(reg prometheus.Registerer) { // want OptsFine:"registers 2"
	register(reg, []prometheus.GaugeOpts{
		{Name: "lists_up", Help: "Up."},
		{Name: "lists_down", Help: "Down."},
	})
}

func register(reg prometheus.Registerer, all []prometheus.GaugeOpts) {
	for _, o := range all {
		reg.MustRegister(prometheus.NewGauge(o))
	}
}

// Labels has one const label value for each.
func Labels(reg prometheus.Registerer) { // want Labels:"registers 2"
	for _, kind := range []string{"read", "write"} {
		reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "lists_ops_total", Help: "Operations.", ConstLabels: prometheus.Labels{"kind": kind}}))
	}
}

// Wrapped has one wrapped registerer for each.
func Wrapped(reg prometheus.Registerer) { // want Wrapped:"registers 2"
	for _, kind := range []string{"read", "write"} {
		prometheus.WrapRegistererWith(prometheus.Labels{"kind": kind}, reg).MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "lists_wrapped_total", Help: "Operations."}))
	}
}

// WrappedTwice has one value twice.
func WrappedTwice(reg prometheus.Registerer) { // want WrappedTwice:"registers 3"
	for _, kind := range []string{"read", "write", "read"} {
		prometheus.WrapRegistererWith(prometheus.Labels{"kind": kind}, reg).MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "lists_rewrapped_total", Help: "Operations."})) // want `"lists_rewrapped_total" is registered in an earlier round: this MustRegister panics; register it once and share the collector`
	}
}

// Some registers what is not there yet.
func Some(reg prometheus.Registerer) {
	seen := make(map[string]bool)
	for _, name := range []string{"lists_e_total", "lists_e_total"} {
		if seen[name] {
			continue
		}
		seen[name] = true
		reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: "Counted."}))
	}
}

// Map ranges over a map.
func Map(reg prometheus.Registerer) { // want Map:"registers 3"
	for key, name := range map[string]string{"x": "lists_f_total", "y": "lists_g_total", "z": "lists_f_total"} {
		_ = key
		reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: "Counted."})) // want `"lists_f_total" is registered in an earlier round: this MustRegister panics; register it once and share the collector`
	}
}

// MapFine has labels from the keys.
func MapFine(reg prometheus.Registerer) { // want MapFine:"registers 2"
	for key, name := range map[string]string{"x": "lists_h_total", "z": "lists_h_total"} {
		reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: "Counted.", ConstLabels: prometheus.Labels{"key": key}}))
	}
}

// Grid has two loops.
func Grid(reg prometheus.Registerer) {
	for _, kind := range []string{"read", "write"} {
		for _, unit := range []string{"bytes", "files"} {
			reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "lists_" + kind + "_" + unit, Help: "Counted."}))
		}
	}
}

// HalfGrid forgets one of them.
func HalfGrid(reg prometheus.Registerer) {
	for _, kind := range []string{"read", "write"} {
		for range []string{"bytes", "files"} {
			reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "lists_half_" + kind, Help: "Counted."})) // want `MustRegister runs again: in the second round of the loop "lists_half_read" is registered already and it panics; register it before the loop`
		}
	}
}
