// Package origins registers in each kind of registry. // want package:"families 1"
package origins

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

func jobs() prometheus.Counter {
	return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "worker", Name: "jobs_total", Help: "Jobs."})
}

// Registry is the registry of the package.
var Registry = prometheus.NewRegistry()

var (
	done = prometheus.NewCounter(prometheus.CounterOpts{Name: "worker_done_total", Help: "Done jobs."}) // the one of the package
	_    = promauto.With(Registry).NewGauge(prometheus.GaugeOpts{Name: "worker_queue", Help: "Queued jobs."})
)

// Default registers what the default registry has.
func Default() { // want Default:"registers 4"
	prometheus.MustRegister(collectors.NewGoCollector()) // want `"go_gc_duration_seconds" is in the default registry from the start: this MustRegister panics; leave it out, or use a registry of your own`
}

// Own registers the Go collector in a registry of its own.
func Own() {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
}

// Prefixed registers a process collector under names of its own.
func Prefixed() { // want Prefixed:"registers 6"
	prometheus.MustRegister(collectors.NewProcessCollector(collectors.ProcessCollectorOpts{Namespace: "child"}))
}

// Variable registers in the package's registry what is there since
// initialization.
func Variable() { // want Variable:"registers 1"
	Registry.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{ // want `"worker_queue" is registered at line 19: this MustRegister panics; register it once and share the collector`
		Name: "worker_queue", Help: "Queued jobs."}))
}

// OtherVariable registers another name there.
func OtherVariable() { // want OtherVariable:"registers 1"
	Registry.MustRegister(done)
}

// Local registers twice in a local registry.
func Local() {
	reg := prometheus.NewRegistry()
	reg.MustRegister(jobs())
	reg.MustRegister(jobs()) // want `"worker_jobs_total" is registered at line 53: this MustRegister panics; register it once and share the collector`
}

// Locals registers in two local registries.
func Locals() {
	reg, other := prometheus.NewRegistry(), prometheus.NewRegistry()
	reg.MustRegister(jobs())
	other.MustRegister(jobs())
}

// Server has its registry in a field.
type Server struct {
	reg  prometheus.Registerer
	jobs prometheus.Counter
}

// NewServer returns a Server.
func NewServer(reg prometheus.Registerer) *Server { // want NewServer:"makes"
	return &Server{reg: reg, jobs: jobs()}
}

// Start registers the server's metrics twice.
func (s *Server) Start() { // want Start:"registers 2"
	s.reg.MustRegister(s.jobs)
	promauto.With(s.reg).NewCounter(prometheus.CounterOpts{Namespace: "worker", Subsystem: "jobs", Name: "total", Help: "Jobs."}) // want `"worker_jobs_total" is registered at line 77: this NewCounter panics; register it once and share the collector`
}

// Swapper's registry changes.
type Swapper struct{ reg prometheus.Registerer }

// Swap registers in two registries that one field holds, one after the other.
func (s *Swapper) Swap(next prometheus.Registerer) {
	s.reg.MustRegister(jobs())
	s.reg = next
	s.reg.MustRegister(jobs())
}

// Param registers twice in a registry that is a parameter.
func Param(reg prometheus.Registerer) { // want Param:"registers 2"
	if reg == nil {
		reg = prometheus.DefaultRegisterer
	}
	reg.MustRegister(jobs())
	reg.MustRegister(jobs()) // want `"worker_jobs_total" is registered at line 96: this MustRegister panics; register it once and share the collector`
}

// Params registers in two registries that are parameters.
func Params(reg, other prometheus.Registerer) { // want Params:"registers 2"
	reg.MustRegister(jobs())
	other.MustRegister(jobs())
}

// Labels registers with the same label value twice.
func Labels(reg prometheus.Registerer) { // want Labels:"registers 3"
	a := prometheus.WrapRegistererWith(prometheus.Labels{"svc": "a"}, reg)
	b := prometheus.WrapRegistererWith(prometheus.Labels{"svc": "b"}, reg)
	again := prometheus.WrapRegistererWith(prometheus.Labels{"svc": "b"}, reg)
	a.MustRegister(jobs())
	b.MustRegister(jobs())
	again.MustRegister(jobs()) // want `"worker_jobs_total" is registered at line 112: this MustRegister panics; register it once and share the collector`
}

// OtherLabels registers with other label values.
func OtherLabels(reg prometheus.Registerer, name string) { // want OtherLabels:"registers 3"
	prometheus.WrapRegistererWith(prometheus.Labels{"svc": "a"}, reg).MustRegister(jobs())
	prometheus.WrapRegistererWith(prometheus.Labels{"svc": "b"}, reg).MustRegister(jobs())
	prometheus.WrapRegistererWith(prometheus.Labels{"svc": name}, reg).MustRegister(jobs())
}

// Bare registers without the label beside a registration with it.
func Bare() {
	reg := prometheus.NewRegistry()
	prometheus.WrapRegistererWith(prometheus.Labels{"svc": "a"}, reg).MustRegister(jobs())
	reg.MustRegister(jobs()) // want `"worker_jobs_total" is registered at line 126, this one has labels \[\], not \[const svc\]: this MustRegister panics; use one definition, or another name`
}

// Prefix registers a bare name that equals a prefixed one.
func Prefix() {
	reg := prometheus.NewRegistry()
	prometheus.WrapRegistererWithPrefix("worker_", reg).MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "jobs_total", Help: "Jobs."}))
	reg.MustRegister(jobs()) // want `"worker_jobs_total" is registered at line 133: this MustRegister panics; register it once and share the collector`
}

// Prefixes registers one name under two prefixes.
func Prefixes() {
	reg := prometheus.NewRegistry()
	prometheus.WrapRegistererWithPrefix("app_", reg).MustRegister(jobs())
	prometheus.WrapRegistererWithPrefix("lib_", reg).MustRegister(jobs())
}

// Collectors registers wrapped collectors.
func Collectors() {
	reg := prometheus.NewRegistry()
	reg.MustRegister(
		prometheus.WrapCollectorWith(prometheus.Labels{"svc": "a"}, jobs()),
		prometheus.WrapCollectorWith(prometheus.Labels{"svc": "b"}, jobs()),
		prometheus.WrapCollectorWith(prometheus.Labels{"svc": "a"}, jobs()), // want `"worker_jobs_total" is registered at line 148: this MustRegister panics; register it once and share the collector`
	)
}

// Nil registers nowhere.
func Nil() {
	promauto.With(nil).NewCounter(prometheus.CounterOpts{Name: "worker_jobs_total", Help: "Jobs."})
	promauto.With(nil).NewCounter(prometheus.CounterOpts{Name: "worker_jobs_total", Help: "Jobs."})
}

// Fresh registers in a registry for each tenant.
func Fresh(tenants []string) {
	for range tenants {
		reg := prometheus.NewRegistry()
		reg.MustRegister(jobs())
	}
}
