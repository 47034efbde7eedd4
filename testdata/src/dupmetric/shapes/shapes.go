// Package shapes registers again in ways that are easily overlooked.
package shapes

import (
	"context"
	"fmt"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// A Client counts its calls.
type Client struct {
	url   string
	calls prometheus.Counter
}

// NewClient returns a Client.
func NewClient(url string, reg prometheus.Registerer) *Client { // want NewClient:"registers 1"
	return &Client{url, promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "shapes_calls_total", Help: "Calls."})}
}

// Tenants has a client for each tenant.
type Tenants struct {
	reg     prometheus.Registerer
	mu      sync.Mutex
	clients map[string]*Client
	shared  sync.Map
	wake    chan string
}

// NewTenants returns a Tenants.
func NewTenants(reg prometheus.Registerer) *Tenants {
	return &Tenants{reg: reg, clients: make(map[string]*Client), wake: make(chan string)}
}

// Get returns the client of a tenant.
func (t *Tenants) Get(id string) *Client {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c, ok := t.clients[id]; ok {
		return c
	}
	c := NewClient("http://"+id, t.reg) // want `NewClient runs again: for the second key of the map "shapes_calls_total" \(shapes.go:22\) is registered already and it panics; register it once, or with a label for the key`
	t.clients[id] = c
	return c
}

// Labelled returns the client of a tenant, whose metric has a label for it.
func (t *Tenants) Labelled(id string) *Client {
	c := t.clients[id]
	if c == nil {
		c = NewClient("http://"+id, prometheus.WrapRegistererWith(prometheus.Labels{"tenant": id}, t.reg))
		t.clients[id] = c
	}
	return c
}

// Shared returns the client of a tenant from a map that needs no lock.
func (t *Tenants) Shared(id string) *Client {
	if c, ok := t.shared.Load(id); ok {
		return c.(*Client)
	}
	c := NewClient("http://"+id, t.reg) // want `NewClient runs again: for the second key of the map "shapes_calls_total" \(shapes.go:22\) is registered already and it panics; register it once, or with a label for the key`
	t.shared.Store(id, c)
	return c
}

func (t *Tenants) report() {
	promauto.With(t.reg).NewGauge(prometheus.GaugeOpts{Name: "shapes_tenants", Help: "Tenants."}).Set(float64(len(t.clients)))
}

// Run reports until it is cancelled, whenever it is woken.
func (t *Tenants) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case id := <-t.wake:
			if id == "" {
				return
			}
			t.report() // want `report runs again: in the second round of the loop "shapes_tenants" \(shapes.go:72\) is registered already and it panics; register it before the loop`
		}
	}
}

// Wake wakes Run.
func (t *Tenants) Wake(id string) { t.wake <- id }

// A Target is something to call.
type Target struct{ Kind, URL string }

// Clients makes clients for the targets that are called by HTTP.
func Clients(targets []Target, reg prometheus.Registerer) []*Client {
	var out []*Client
	for _, t := range targets {
		if t.Kind != "http" {
			continue
		}
		out = append(out, NewClient(t.URL, reg)) // want `NewClient runs again: when the loop gets here again "shapes_calls_total" \(shapes.go:22\) is registered already and it panics; register it before the loop`
	}
	return out
}

// Pick makes the one client that has a name.
func Pick(names []string, reg prometheus.Registerer) (c *Client) {
	for _, name := range names {
		if name == "main" {
			c = NewClient("http://"+name, reg)
		}
	}
	return c
}

func work(reg prometheus.Registerer, jobs <-chan int, failed chan<- any) {
	defer func() { failed <- recover() }()
	count(reg, jobs)
}

func count(reg prometheus.Registerer, jobs <-chan int) {
	c := promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "shapes_jobs_total", Help: "Jobs."})
	for range jobs {
		c.Inc()
	}
}

// Pool starts workers that look after themselves.
func Pool(reg prometheus.Registerer, jobs <-chan int, n int) (failed int) {
	ends := make(chan any)
	for range n {
		go work(reg, jobs, ends)
	}
	for range n {
		if <-ends != nil {
			failed++
		}
	}
	return failed
}

// Workers starts workers.
func Workers(reg prometheus.Registerer, jobs <-chan int, n int) {
	for range n {
		go count(reg, jobs) // want `count runs again: in the second round of the loop "shapes_jobs_total" \(shapes.go:124\) is registered already and it panics; register it before the loop`
	}
}

func registerAll(reg prometheus.Registerer, all ...prometheus.Collector) error {
	for _, c := range all {
		if err := reg.Register(c); err != nil {
			return fmt.Errorf("register: %w", err)
		}
	}
	return nil
}

// List registers lists through a helper.
func List(reg prometheus.Registerer) error { // want List:"registers 3"
	a := prometheus.NewCounter(prometheus.CounterOpts{Name: "shapes_a_total", Help: "A."})
	b := prometheus.NewCounter(prometheus.CounterOpts{Name: "shapes_b_total", Help: "B."})
	if err := registerAll(reg, a, b); err != nil {
		return err
	}
	return registerAll(reg, prometheus.NewCounter(prometheus.CounterOpts{Name: "shapes_b_total", Help: "B."})) // want `"shapes_b_total" is registered at line 164: this registerAll returns an error and registers nothing \(shapes.go:153\); register it once and share the collector`
}

type module interface{ register(prometheus.Registerer) }

type reader struct{}

func (reader) register(reg prometheus.Registerer) {
	promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "shapes_read_total", Help: "Read."})
}

// Modules registers a module that is known by its interface.
func Modules(reg prometheus.Registerer) { // want Modules:"registers 2"
	var m module = reader{}
	m.register(reg)
	m.register(reg) // want `register registers "shapes_read_total" \(shapes.go:175\), which it did at line 181: this call panics; call it once and share the result`
}

// Refused registers the Go collector in vain.
func Refused() error {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector())
	if err := reg.Register(collectors.NewGoCollector()); err != nil { // want `"go_gc_duration_seconds" is registered at line 188: this Register always returns an AlreadyRegisteredError; register it once`
		if _, ok := err.(prometheus.AlreadyRegisteredError); ok {
			return err
		}
	}
	return nil
}

// A Session registers while it is open.
type Session struct {
	reg  prometheus.Registerer
	open prometheus.Gauge
}

// Open opens a session.
func Open(reg prometheus.Registerer) *Session { // want Open:"registers 1"
	s := &Session{reg, prometheus.NewGauge(prometheus.GaugeOpts{Name: "shapes_open", Help: "Open."})}
	reg.MustRegister(s.open)
	return s
}

// Close closes the session.
func (s *Session) Close() error {
	s.reg.Unregister(s.open)
	return nil
}

// Sessions opens one session after another.
func Sessions(reg prometheus.Registerer, n int) { // want Sessions:"registers 1"
	done := func(c interface{ Close() error }) { c.Close() }
	done(Open(reg))
	for range n {
		done(Open(reg))
	}
}

func try(reg prometheus.Registerer, c prometheus.Collector) {
	defer func() { recover() }()
	reg.MustRegister(c)
}

// Try registers what may be there.
func Try(reg prometheus.Registerer) {
	try(reg, prometheus.NewCounter(prometheus.CounterOpts{Name: "shapes_tried_total", Help: "Tried."}))
	try(reg, prometheus.NewCounter(prometheus.CounterOpts{Name: "shapes_tried_total", Help: "Tried."}))
}

// Single goes through a list of one.
func Single(reg prometheus.Registerer) {
	for _, url := range []string{"http://one"} {
		NewClient(url, reg)
	}
}
