// Package matrix has a pair of registrations that clash, and a look-alike that
// does not, for each origin of a registry and for each category.
package matrix

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

func counter(name string) prometheus.Counter {
	return prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: "Counted."})
}

// DefaultClash registers twice in the default registry.
func DefaultClash() { // want DefaultClash:"registers 2"
	prometheus.MustRegister(counter("matrix_default_total"))
	promauto.NewCounter(prometheus.CounterOpts{Name: "matrix_default_total", Help: "Counted."}) // want `"matrix_default_total" is registered at line 16: this NewCounter panics; register it once and share the collector`
}

// DefaultFine registers in the default registry and in another.
func DefaultFine() { // want DefaultFine:"registers 1"
	prometheus.MustRegister(counter("matrix_default_fine_total"))
	promauto.With(prometheus.NewRegistry()).NewCounter(prometheus.CounterOpts{Name: "matrix_default_fine_total", Help: "Counted."})
}

var registry, other = prometheus.NewRegistry(), prometheus.NewRegistry()

// VariableClash registers twice in the registry of a package variable.
func VariableClash() { // want VariableClash:"registers 2"
	registry.MustRegister(counter("matrix_variable_total"))
	registry.MustRegister(counter("matrix_variable_total")) // want `"matrix_variable_total" is registered at line 30: this MustRegister panics; register it once and share the collector`
}

// VariableFine registers in those of two variables.
func VariableFine() { // want VariableFine:"registers 2"
	registry.MustRegister(counter("matrix_variable_fine_total"))
	other.MustRegister(counter("matrix_variable_fine_total"))
}

// LocalClash registers twice in a local registry.
func LocalClash() {
	reg := prometheus.NewRegistry()
	reg.MustRegister(counter("matrix_local_total"))
	reg.MustRegister(counter("matrix_local_total")) // want `"matrix_local_total" is registered at line 43: this MustRegister panics; register it once and share the collector`
}

// LocalFine registers in two.
func LocalFine() {
	reg := prometheus.NewRegistry()
	reg.MustRegister(counter("matrix_local_total"))
	reg = prometheus.NewRegistry()
	reg.MustRegister(counter("matrix_local_total"))
}

// A Server has a registry that only its constructor sets.
type Server struct{ reg prometheus.Registerer }

// NewServer returns a Server.
func NewServer(reg prometheus.Registerer) *Server { return &Server{reg} }

// FieldClash registers twice in the server's registry.
func (s *Server) FieldClash() { // want FieldClash:"registers 2"
	s.reg.MustRegister(counter("matrix_field_total"))
	s.reg.MustRegister(counter("matrix_field_total")) // want `"matrix_field_total" is registered at line 63: this MustRegister panics; register it once and share the collector`
}

// A Host has a registry that changes.
type Host struct{ reg prometheus.Registerer }

func (h *Host) renew() { h.reg = prometheus.NewRegistry() }

// FieldFine registers in one registry, and in the next.
func (h *Host) FieldFine() {
	h.renew()
	h.reg.MustRegister(counter("matrix_field_total"))
	h.renew()
	h.reg.MustRegister(counter("matrix_field_total"))
}

// ParameterClash registers twice in a parameter.
func ParameterClash(reg prometheus.Registerer) { // want ParameterClash:"registers 2"
	reg.MustRegister(counter("matrix_parameter_total"))
	reg.MustRegister(counter("matrix_parameter_total")) // want `"matrix_parameter_total" is registered at line 82: this MustRegister panics; register it once and share the collector`
}

// ParameterFine registers in two parameters.
func ParameterFine(a, b prometheus.Registerer) { // want ParameterFine:"registers 2"
	a.MustRegister(counter("matrix_parameter_total"))
	b.MustRegister(counter("matrix_parameter_total"))
}

func zone(name string, reg prometheus.Registerer) prometheus.Registerer {
	return prometheus.WrapRegistererWith(prometheus.Labels{"zone": name}, reg)
}

// LabelsClash adds the same label value twice.
func LabelsClash(reg prometheus.Registerer) { // want LabelsClash:"registers 2"
	zone("a", reg).MustRegister(counter("matrix_labels_total"))
	zone("a", reg).MustRegister(counter("matrix_labels_total")) // want `"matrix_labels_total" is registered at line 98: this MustRegister panics; register it once and share the collector`
}

// LabelsFine adds two values.
func LabelsFine(reg prometheus.Registerer) { // want LabelsFine:"registers 2"
	zone("a", reg).MustRegister(counter("matrix_labels_total"))
	zone("b", reg).MustRegister(counter("matrix_labels_total"))
}

// PrefixClash registers a name and what becomes that name.
func PrefixClash(reg prometheus.Registerer) { // want PrefixClash:"registers 2"
	reg.MustRegister(counter("matrix_prefix_total"))
	prometheus.WrapRegistererWithPrefix("matrix_", reg).MustRegister(counter("prefix_total")) // want `"matrix_prefix_total" is registered at line 110: this MustRegister panics; register it once and share the collector`
}

// PrefixFine registers a name under two prefixes.
func PrefixFine(reg prometheus.Registerer) { // want PrefixFine:"registers 2"
	prometheus.WrapRegistererWithPrefix("app_", reg).MustRegister(counter("prefix_total"))
	prometheus.WrapRegistererWithPrefix("lib_", reg).MustRegister(counter("prefix_total"))
}

func orDefault(reg prometheus.Registerer) {
	if reg == nil {
		reg = prometheus.DefaultRegisterer
	}
	reg.MustRegister(counter("matrix_nil_total"))
}

// NilClash registers twice where nil stands for the default registry.
func NilClash() { // want NilClash:"registers 2"
	orDefault(nil)
	orDefault(nil) // want `orDefault registers "matrix_nil_total" \(origins.go:124\), which it did at line 129: this call panics; call it once and share the result`
}

// NilFine registers nowhere: promauto takes nil for that, and so does what
// wraps it.
func NilFine() {
	for range 2 {
		promauto.With(nil).NewCounter(prometheus.CounterOpts{Name: "matrix_nil_fine_total", Help: "Counted."})
		zone("a", nil).MustRegister(counter("matrix_nil_fine_total"))
	}
}

func fresh() *prometheus.Registry {
	reg := prometheus.NewRegistry()
	reg.MustRegister(counter("matrix_fresh_total"))
	return reg
}

// FreshClash registers what every such registry has.
func FreshClash() {
	reg := fresh()
	reg.MustRegister(counter("matrix_fresh_total")) // want `"matrix_fresh_total" is registered at line 150: this MustRegister panics; register it once and share the collector`
}

// FreshFine makes a registry for each call.
func FreshFine() {
	for range 2 {
		fresh()
	}
}
