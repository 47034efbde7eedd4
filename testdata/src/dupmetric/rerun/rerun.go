// Package rerun registers what is registered already, since it runs again.
package rerun

import (
	"context"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health/grpc_health_v1"
)

type metrics struct {
	hits, misses prometheus.Counter
}

func newMetrics(reg prometheus.Registerer) *metrics {
	f := promauto.With(reg)
	return &metrics{
		hits:   f.NewCounter(prometheus.CounterOpts{Namespace: "cache", Name: "hits_total", Help: "Hits."}),
		misses: f.NewCounter(prometheus.CounterOpts{Namespace: "cache", Name: "misses_total", Help: "Misses."}),
	}
}

// Caches makes metrics for two caches.
func Caches(reg prometheus.Registerer) (a, b *metrics) { // want Caches:"registers 4"
	a = newMetrics(reg)
	b = newMetrics(reg) // want `newMetrics registers "cache_hits_total" \(rerun.go:21\), which it did at line 28: this call panics; call it once and share the result`
	return a, b
}

// Labelled makes metrics for two caches, with labels.
func Labelled(reg prometheus.Registerer) (a, b *metrics) { // want Labelled:"registers 4"
	a = newMetrics(prometheus.WrapRegistererWith(prometheus.Labels{"cache": "a"}, reg))
	b = newMetrics(prometheus.WrapRegistererWith(prometheus.Labels{"cache": "b"}, reg))
	return a, b
}

func counter(reg prometheus.Registerer, name string) prometheus.Counter {
	c := prometheus.NewCounter(prometheus.CounterOpts{Namespace: "cache", Name: name, Help: "Cache."})
	if reg != nil {
		reg.MustRegister(c)
	}
	return c
}

// Named calls a helper that takes the name.
func Named(reg prometheus.Registerer) { // want Named:"registers 3"
	counter(reg, "evictions_total")
	counter(reg, "inserts_total")
	counter(nil, "inserts_total")
	counter(reg, "evictions_total") // want `counter registers "cache_evictions_total" \(rerun.go:43\), which it did at line 50: this call panics; call it once and share the result`
}

// Loop makes metrics for each shard.
func Loop(reg prometheus.Registerer, shards int) {
	for range shards {
		newMetrics(reg) // want `newMetrics runs again: in the second round of the loop "cache_hits_total" \(rerun.go:21\) is registered already and it panics; register it before the loop`
	}
}

// LoopLabelled makes metrics for each shard, with labels, or once.
func LoopLabelled(reg prometheus.Registerer, shards []string) { // want LoopLabelled:"registers 2"
	var once *metrics
	for _, s := range shards {
		newMetrics(prometheus.WrapRegistererWith(prometheus.Labels{"shard": s}, reg))
		if once == nil {
			once = newMetrics(prometheus.WrapRegistererWithPrefix("once_", reg))
		}
	}
}

// Handler counts in a counter that it makes for each request.
func Handler(reg prometheus.Registerer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			return
		}
		promauto.With(reg).NewCounter(prometheus.CounterOpts{ // want `NewCounter runs again: from the second request on "web_hits_total" is registered already and it panics; register it once, at start-up`
			Name: "web_hits_total", Help: "Hits."}).Inc()
	})
}

// Lazy makes its counter with the first request.
type Lazy struct {
	reg  prometheus.Registerer
	hits prometheus.Counter
}

// NewLazy returns a Lazy.
func NewLazy(reg prometheus.Registerer) *Lazy { return &Lazy{reg: reg} }

func (l *Lazy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if l.hits == nil {
		l.hits = promauto.With(l.reg).NewCounter(prometheus.CounterOpts{Name: "lazy_hits_total", Help: "Hits."})
	}
	l.hits.Inc()
}

// Middleware makes its counter when it is set up, not for each request.
func Middleware(next http.Handler) http.Handler { // want Middleware:"registers 1"
	hits := promauto.NewCounter(prometheus.CounterOpts{Name: "middleware_hits_total", Help: "Hits."})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Inc()
		next.ServeHTTP(w, r)
	})
}

// Routes puts the middleware around two handlers.
func Routes(a, b http.Handler) *http.ServeMux { // want Routes:"registers 2"
	mux := http.NewServeMux()
	mux.Handle("/a", Middleware(a))
	mux.Handle("/b", Middleware(b)) // want `Middleware registers "middleware_hits_total" \(rerun.go:103\), which it did at line 113: this call panics; call it once and share the result`
	return mux
}

// Health serves health checks.
type Health struct {
	grpc_health_v1.UnimplementedHealthServer
	reg prometheus.Registerer
}

// NewHealth returns the service, registered with a server.
func NewHealth(s grpc.ServiceRegistrar, reg prometheus.Registerer) *Health {
	h := &Health{reg: reg}
	grpc_health_v1.RegisterHealthServer(s, h)
	return h
}

// Check counts in a counter that it makes for each request.
func (h *Health) Check(ctx context.Context, req *grpc_health_v1.HealthCheckRequest) (*grpc_health_v1.HealthCheckResponse, error) { // want Check:"registers 1"
	promauto.With(h.reg).NewCounter(prometheus.CounterOpts{Name: "health_checks_total", Help: "Checks."}).Inc() // want `NewCounter runs again: from the second request on "health_checks_total" is registered already and it panics; register it once, at start-up`
	return &grpc_health_v1.HealthCheckResponse{}, nil
}

// Describe is a method of Health that no server calls.
func (h *Health) Describe() { // want Describe:"registers 1"
	promauto.With(h.reg).NewGauge(prometheus.GaugeOpts{Name: "health_described", Help: "Described."})
}

// Intercept counts in a counter that it makes for each request.
func Intercept(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) { // want Intercept:"registers 1"
	c := prometheus.NewCounter(prometheus.CounterOpts{Name: "rpc_requests_total", Help: "Requests."})
	_ = prometheus.Register(c) // want `from the second request on "rpc_requests_total" is registered already and the error is dropped: what is counted never reaches Gather; register it once, at start-up`
	c.Inc()
	return handler(ctx, req)
}
