// Package listeners registers several times what it should register once. // want package:"families 1"
package listeners

import (
	"errors"
	"expvar"
	"fmt"
	"net/http"

	"github.com/cenkalti/backoff/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/robfig/cron/v3"

	"obslint.test/dupmetric/listeners/counts"
	"obslint.test/dupmetric/listeners/front"
)

var errEmpty = errors.New("no address")

// Run makes a server for each HTTP listener, all with one registry.
func Run(listeners []front.Config) ([]*front.Server, error) {
	registry := prometheus.NewRegistry()
	var servers []*front.Server
	for _, l := range listeners {
		if l.Addr == "" {
			return nil, fmt.Errorf("listener %s: %w", l.Protocol, errEmpty)
		}
		if l.Protocol == "http" {
			servers = append(servers, front.New(l, registry)) // want `New runs again: when the loop gets here again "listeners_proxy_requests_in_flight" \(counts.go:36\) is registered already and it panics; register it before the loop`
		}
	}
	return servers, nil
}

// Shared makes them with metrics that they share.
func Shared(listeners []front.Config) []*front.Server {
	metrics := counts.New("proxy")
	metrics.Register(prometheus.NewRegistry())
	var servers []*front.Server
	for _, l := range listeners {
		if l.Protocol == "http" {
			servers = append(servers, front.NewShared(l, metrics))
		}
	}
	return servers
}

// Each gives each a registry of its own.
func Each(listeners []front.Config) []*front.Server {
	var servers []*front.Server
	for _, l := range listeners {
		servers = append(servers, front.New(l, prometheus.NewRegistry()))
	}
	return servers
}

// Uncounted counts nothing.
func Uncounted(listeners []front.Config) []*front.Server {
	var servers []*front.Server
	for _, l := range listeners {
		servers = append(servers, front.New(l, nil))
	}
	return servers
}

// Until registers when the first event comes, and remembers that it has.
func Until(events func() (string, bool), reg prometheus.Registerer) { // want Until:"tries"
	registered := false
	for {
		if !registered {
			reg.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "listeners_events"}))
			registered = true
		}
		if _, ok := events(); !ok {
			return
		}
	}
}

// base has what makes metrics for an app.
type base struct{ reg prometheus.Registerer }

func (b *base) counter(name string) prometheus.Counter {
	c := prometheus.NewCounter(prometheus.CounterOpts{Namespace: "listeners", Name: name})
	b.reg.MustRegister(c)
	return c
}

// An App counts bytes.
type App struct {
	base
	In, Out prometheus.Counter
}

// NewApp counts both ways under one name.
func NewApp(reg prometheus.Registerer) *App { // want NewApp:"registers 2"
	a := &App{base: base{reg}}
	a.In = a.counter("bytes_total")
	a.Out = a.counter("bytes_total") // want `counter registers "listeners_bytes_total" \(listeners.go:87\), which it did at line 100: this call panics; call it once and share the result`
	return a
}

// NewSplit has two names.
func NewSplit(reg prometheus.Registerer) *App { // want NewSplit:"registers 2"
	a := &App{base: base{reg}}
	a.In = a.counter("in_bytes_total")
	a.Out = a.counter("out_bytes_total")
	return a
}

// retry calls f until it succeeds, three times at most.
func retry(f func() error) error {
	var err error
	for range 3 {
		if err = f(); err == nil {
			return nil
		}
	}
	return err
}

// Connect registers whenever it tries.
func Connect(reg prometheus.Registerer, dial func() error) error {
	return retry(func() error {
		reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "listeners_tries_total"})) // want `MustRegister runs again: when this function has failed and is called again "listeners_tries_total" is registered already and it panics; register it once, before`
		return dial()
	})
}

// Connected registers when it is through.
func Connected(reg prometheus.Registerer, dial func() error) error {
	return retry(func() error {
		if err := dial(); err != nil {
			return err
		}
		reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "listeners_connected_total"}))
		return nil
	})
}

// A request is at hand.
type request struct{ w http.ResponseWriter }

func handler(f func(*request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := f(&request{w}); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
}

func (r *request) heap() error {
	expvar.NewInt("listeners_heap").Add(1) // want `NewInt runs again: from the second call of this function on "listeners_heap" is registered already and it panics; register it once, before`
	return nil
}

func (r *request) known() error {
	if expvar.Get("listeners_known") == nil {
		expvar.NewInt("listeners_known")
	}
	return nil
}

// Routes are the handlers.
func Routes() (heap, known http.Handler) {
	return handler((*request).heap), handler((*request).known)
}

var scans = promauto.NewHistogramVec(prometheus.HistogramOpts{
	Name: "listeners_scan_seconds",
	Help: "Duration of scans.",
}, []string{"provider"})

// Metrics registers what is counted of scans when it is first asked.
func Metrics(w http.ResponseWriter, r *http.Request) { // want Metrics:"registers 3"
	counts.RegisterScans() // want `"listeners_scan_seconds" is registered at line 171, this one has labels \[table\], not \[provider\]: this RegisterScans panics \(counts.go:49\); use one definition, or another name`
	promhttp.Handler().ServeHTTP(w, r)
}

// Nightly registers whenever it is time.
func Nightly(c *cron.Cron, reg prometheus.Registerer) error {
	_, err := c.AddFunc("@every 1s", func() {
		promauto.With(reg).NewGauge(prometheus.GaugeOpts{Name: "listeners_nightly_rows"}).Set(1) // want `NewGauge runs again: from the second call of this function on "listeners_nightly_rows" is registered already and it panics; register it once, before`
	})
	return err
}

// Backoff registers whenever it tries.
func Backoff(reg prometheus.Registerer, dial func() error) error {
	return backoff.Retry(func() error {
		reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "listeners_backoff_total"})) // want `MustRegister runs again: when this function has failed and is called again "listeners_backoff_total" is registered already and it panics; register it once, before`
		return dial()
	}, &backoff.ZeroBackOff{})
}

// Registering is what it tries.
func Registering(reg prometheus.Registerer) error {
	return retry(func() error {
		return reg.Register(prometheus.NewCounter(prometheus.CounterOpts{Name: "listeners_registering_total"}))
	})
}

// Renamed registers metrics of which one is not the one that the maker has made.
func Renamed(reg *prometheus.Registry) { // want Renamed:"registers 2"
	counts.New("renamed").Register(reg)
	m := counts.New("renamed")
	m.Total = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "listeners_renamed_total"}, nil)
	reg.MustRegister(m.Total)
}

// Sizes registers one of two.
func Sizes() { // want Sizes:"registers 2"
	counts.RegisterRows()
	counts.RegisterLines()
}
