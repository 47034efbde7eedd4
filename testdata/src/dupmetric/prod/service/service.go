// Package service uses stores as services do.
package service

import (
	"context"
	"io/fs"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"obslint.test/dupmetric/prod/store"
)

// ReadReplica opens a store and its replica on one registry.
func ReadReplica(reg prometheus.Registerer) (*store.Store, *store.Store, error) { // want ReadReplica:"registers 4"
	primary, err := store.New(store.Options{Registerer: reg, Name: "primary"})
	if err != nil {
		return nil, nil, err
	}
	replica, err := store.New(store.Options{Registerer: reg, Name: "replica"}) // want `New registers "prod_store_reads_total" \(store.go:21\), which it did at line 23: this call panics; call it once and share the result`
	if err != nil {
		return nil, nil, err
	}
	return primary, replica, nil
}

// Defaults leaves the registerer out, twice.
func Defaults() error { // want Defaults:"registers 4"
	if _, err := store.New(store.Options{Name: "a"}); err != nil {
		return err
	}
	_, err := store.New(store.Options{Name: "b"}) // want `New registers "prod_store_reads_total" \(store.go:21\), which it did at line 36: this call panics; call it once and share the result`
	return err
}

// Labelled has a label for each.
func Labelled(reg prometheus.Registerer) { // want Labelled:"registers 4"
	for _, name := range []string{"a", "b"} {
		store.New(store.Options{Registerer: prometheus.WrapRegistererWith(prometheus.Labels{"store": name}, reg), Name: name})
	}
}

// SharedMetrics makes them once.
func SharedMetrics(reg prometheus.Registerer) { // want SharedMetrics:"registers 2"
	m := store.NewMetrics(reg)
	store.Shared(store.Options{Metrics: m})
	store.Shared(store.Options{Metrics: m, Registerer: reg})
}

// Unshared forgets them.
func Unshared(reg prometheus.Registerer) { // want Unshared:"registers 4"
	store.Shared(store.Options{Registerer: reg})
	store.Shared(store.Options{Registerer: reg}) // want `Shared registers "prod_store_reads_total" \(store.go:21\), which it did at line 59: this call panics; call it once and share the result`
}

// Unregistered stores register nothing.
func Unregistered() {
	store.Shared(store.Options{})
	store.Shared(store.Options{})
}

// OnceBoth calls what registers once.
func OnceBoth() { // want OnceBoth:"registers 4"
	store.Default()
	store.Default()
	store.Value()
	store.Value()
}

// TolerantBoth takes the existing one.
func TolerantBoth(reg prometheus.Registerer) { // want TolerantBoth:"registers 2"
	store.Tolerant(reg)
	store.Tolerant(reg)
}

// A Server makes a store for each tenant.
type Server struct {
	mu     sync.Mutex
	reg    prometheus.Registerer
	stores map[string]*store.Store
}

// NewServer returns a Server.
func NewServer(reg prometheus.Registerer) *Server {
	return &Server{reg: reg, stores: make(map[string]*store.Store)}
}

// Tenant returns the store of a tenant.
func (s *Server) Tenant(id string) (*store.Store, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.stores[id]; ok {
		return st, nil
	}
	st, err := store.New(store.Options{Registerer: s.reg, Name: id}) // want `New runs again: for the second key of the map "prod_store_reads_total" \(store.go:21\) is registered already and it panics; register it once, or with a label for the key`
	if err != nil {
		return nil, err
	}
	s.stores[id] = st
	return st, nil
}

// OwnRegistry has a registry for each tenant.
func (s *Server) OwnRegistry(id string) (*store.Store, *prometheus.Registry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.stores[id]; ok {
		return st, nil, nil
	}
	reg := prometheus.NewRegistry()
	st, err := store.New(store.Options{Registerer: reg, Name: id})
	if err != nil {
		return nil, nil, err
	}
	s.stores[id] = st
	return st, reg, nil
}

// Reload opens the store anew at each signal.
func (s *Server) Reload(ctx context.Context) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	for {
		select {
		case <-hup:
			store.New(store.Options{Registerer: s.reg, Name: "reloaded"}) // want `New runs again: in the second round of the loop "prod_store_reads_total" \(store.go:21\) is registered already and it panics; register it before the loop`
		case <-ctx.Done():
			return
		}
	}
}

// Retry opens the store until it succeeds.
func Retry(reg prometheus.Registerer) *store.Store { // want Retry:"registers 2"
	for {
		st, err := store.New(store.Options{Registerer: reg, Name: os.Getenv("NAME")})
		if err == nil {
			return st
		}
		time.Sleep(time.Second)
	}
}

func connect(addr string) error {
	_, err := os.Stat(addr)
	return err
}

func dial(reg prometheus.Registerer, addr string) error {
	promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "prod_dials_total", Help: "Dials."})
	return connect(addr)
}

// Redial registers before each try.
func Redial(reg prometheus.Registerer, addr string) error {
	var err error
	for range 3 {
		if err = dial(reg, addr); err == nil { // want `dial runs again: in the second round of the loop "prod_dials_total" \(service.go:157\) is registered already and it panics; register it before the loop`
			return nil
		}
		time.Sleep(time.Second)
	}
	return err
}

// Instrument counts the requests of a handler.
func Instrument(reg prometheus.Registerer, next http.Handler) http.Handler { // want Instrument:"registers 1"
	c := promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "prod_requests_total", Help: "Requests."})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.Inc()
		next.ServeHTTP(w, r)
	})
}

// Routes instruments two handlers.
func Routes(reg prometheus.Registerer, a, b http.Handler) *http.ServeMux { // want Routes:"registers 2"
	mux := http.NewServeMux()
	mux.Handle("/a", Instrument(reg, a))
	mux.Handle("/b", Instrument(reg, b)) // want `Instrument registers "prod_requests_total" \(service.go:175\), which it did at line 185: this call panics; call it once and share the result`
	return mux
}

// Route instruments the mux.
func Route(reg prometheus.Registerer, a, b http.Handler) http.Handler { // want Route:"registers 1"
	mux := http.NewServeMux()
	mux.Handle("/a", a)
	mux.Handle("/b", b)
	return Instrument(reg, mux)
}

// Files counts in each file.
func Files(reg prometheus.Registerer, dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		c := promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "prod_files_total", Help: "Files."}) // want `NewCounter runs again: from the second call of this function on "prod_files_total" is registered already and it panics; register it once, before`
		c.Inc()
		return nil
	})
}

// First counts in one file.
func First(reg prometheus.Registerer, dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "prod_first_total", Help: "Files."})
		return fs.SkipAll
	})
}

// Named counts in the file of one name.
func Named(reg prometheus.Registerer, dir, name string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if d.Name() == name {
			promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "prod_named_total", Help: "Files."})
		}
		return err
	})
}

// Each counts for each of the values, and for the first one.
func Each(reg prometheus.Registerer, all *sync.Map) {
	all.Range(func(key, _ any) bool {
		promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "prod_each_total", Help: "Each."}) // want `NewCounter runs again: from the second call of this function on "prod_each_total" is registered already and it panics; register it once, before`
		return true
	})
	all.Range(func(key, _ any) bool {
		promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "prod_one_total", Help: "One."})
		return false
	})
}

// A Probe counts what it knows.
type Probe struct {
	up *prometheus.GaugeVec
}

// Close forgets the gauge.
func (p *Probe) Close() { p.up = nil }

// Start registers it.
func (p *Probe) Start() { // want Start:"registers 1"
	p.up = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "prod_probe_up", Help: "Up."}, []string{"target"})
	prometheus.MustRegister(p.up)
}

// ServeHTTP starts the probe anew.
func (p *Probe) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		p.Start() // want `Start runs again: from the second request on "prod_probe_up" \(service.go:254\) is registered already and it panics; register it once, at start-up`
	}
}

func every(ctx context.Context, d time.Duration, do func() error) error {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		if err := do(); err != nil {
			return err
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func retry(n int, do func() error) (err error) {
	for range n {
		if err = do(); err == nil {
			return nil
		}
	}
	return err
}

// Every opens the store in each round.
func Every(ctx context.Context, reg prometheus.Registerer) error {
	return every(ctx, time.Minute, func() error {
		_, err := store.New(store.Options{Registerer: reg, Name: "each"}) // want `New runs again: from the second call of this function on "prod_store_reads_total" \(store.go:21\) is registered already and it panics; register it once, before`
		return err
	})
}

// Once opens it when it first succeeds.
func Once(reg prometheus.Registerer) error {
	return retry(3, func() error {
		_, err := store.New(store.Options{Registerer: reg, Name: "once"})
		return err
	})
}

// Flags asks one flag twice.
func Flags(reg prometheus.Registerer, debug, verbose bool) { // want Flags:"registers 6"
	if debug {
		promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "prod_debug_total", Help: "Debug."})
	}
	Route(nil, nil, nil)
	if debug {
		promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "prod_debug_total", Help: "Debug."}) // want `"prod_debug_total" is registered at line 307: this NewCounter panics; register it once and share the collector`
	}
	if !debug {
		promauto.With(reg).NewGauge(prometheus.GaugeOpts{Name: "prod_flags", Help: "Not debug."})
	}
	if debug {
		promauto.With(reg).NewGauge(prometheus.GaugeOpts{Name: "prod_flags", Help: "Debug."})
	}
	if verbose {
		promauto.With(reg).NewGauge(prometheus.GaugeOpts{Name: "prod_verbose", Help: "Verbose."})
		if debug {
			promauto.With(reg).NewGauge(prometheus.GaugeOpts{Name: "prod_both", Help: "Both."})
		}
	}
}

// Modes picks one.
func Modes(reg prometheus.Registerer, mode string) {
	if mode == "a" {
		promauto.With(reg).NewGauge(prometheus.GaugeOpts{Name: "prod_mode", Help: "A."})
	}
	if mode == "b" {
		promauto.With(reg).NewGauge(prometheus.GaugeOpts{Name: "prod_mode", Help: "B."})
	}
}
