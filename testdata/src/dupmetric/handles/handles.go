// Package handles registers through what stands for a registry, or for a part of
// the name.
package handles

import (
	"errors"
	"fmt"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"obslint.test/dupmetric/handles/tolerant"
)

type conn struct{ opens prometheus.Counter }

func newConn(r prometheus.Registerer) *conn {
	c := &conn{prometheus.NewCounter(prometheus.CounterOpts{Name: "handles_opens_total", Help: "Opened connections."})}
	r.MustRegister(c.opens)
	return c
}

// Tolerant gives both connections a registry that lets the second pass.
func Tolerant(r prometheus.Registerer) (a, b *conn) { // want Tolerant:"makes"
	r = tolerant.New(r)
	return newConn(r), newConn(r)
}

// Literal makes that registry itself.
func Literal(r prometheus.Registerer) (a, b *conn) { // want Literal:"makes"
	own := &tolerant.Registry{Registerer: r}
	return newConn(own), newConn(own)
}

// Labelled puts labels around it.
func Labelled(r prometheus.Registerer) (a, b *conn) { // want Labelled:"makes"
	r = prometheus.WrapRegistererWith(prometheus.Labels{"side": "left"}, tolerant.New(r))
	return newConn(r), newConn(r)
}

// Either has it where duplicates are allowed.
func Either(r prometheus.Registerer, duplicates bool) {
	if duplicates {
		r = tolerant.New(r)
	}
	for range 2 {
		newConn(r)
		if !duplicates {
			break
		}
	}
}

// A Pool keeps it in a field.
type Pool struct{ reg prometheus.Registerer }

// NewPool returns a pool.
func NewPool(r prometheus.Registerer) *Pool { return &Pool{reg: tolerant.New(r)} }

// Fill opens connections.
func (p *Pool) Fill(n int) {
	for range n {
		newConn(p.reg)
	}
}

// Named is a registry of the library, whatever is put around it.
func Named(r prometheus.Registerer) (a, b *conn) { // want Named:"registers 2 makes"
	named := tolerant.Named{Registerer: r, Name: "main"}
	a = newConn(named)
	b = newConn(named) // want `newConn registers "handles_opens_total" \(handles.go:20\), which it did at line 71: this call panics; call it once and share the result`
	return a, b
}

// A Registrar is the part of a registry that a queue needs.
type Registrar interface {
	MustRegister(...prometheus.Collector)
	Unregister(prometheus.Collector) bool
}

type queue struct{ depth prometheus.Gauge }

func newQueue(r Registrar) *queue {
	q := &queue{prometheus.NewGauge(prometheus.GaugeOpts{Name: "handles_depth", Help: "Jobs in the queue."})}
	r.MustRegister(q.depth)
	return q
}

// Queues makes a queue for each name.
func Queues(names []string, r Registrar) map[string]*queue {
	qs := make(map[string]*queue)
	for _, name := range names {
		qs[name] = newQueue(r) // want `newQueue runs again: in the second round of the loop "handles_depth" \(handles.go:86\) is registered already and it panics; register it before the loop`
	}
	return qs
}

// Renewed takes the queue before out of the registry.
func Renewed(r Registrar, n int) { // want Renewed:"asks"
	for range n {
		size := prometheus.NewGauge(prometheus.GaugeOpts{Name: "handles_size", Help: "Bytes in the queue."})
		r.MustRegister(size)
		r.Unregister(size)
	}
}

const namespace = "handles"

func name(what string) string { return fmt.Sprintf("%s_%s_total", namespace, what) }

// Formatted gives two counters names that a format makes.
func Formatted(r prometheus.Registerer) { // want Formatted:"registers 3"
	promauto.With(r).NewCounter(prometheus.CounterOpts{Name: name("reads"), Help: "Reads."})
	promauto.With(r).NewCounter(prometheus.CounterOpts{Name: fmt.Sprintf("%v_writes_%d_total", namespace, 1), Help: "Writes."})
	promauto.With(r).NewCounterVec(prometheus.CounterOpts{Name: name("reads"), Help: "Reads."}, []string{"table"}) // want `"handles_reads_total" is registered at line 114, this one has labels \[table\], not \[\]: this NewCounterVec panics; use one definition, or another name`
}

type kind int

func (k kind) String() string { return [...]string{"odd", "even"}[k] }

// Numbered gives each another name: a kind formats itself, and a number changes.
func Numbered(r prometheus.Registerer, n int) {
	for _, k := range []kind{0, 1} {
		promauto.With(r).NewCounter(prometheus.CounterOpts{Name: fmt.Sprintf("handles_%v_total", k), Help: "By kind."})
	}
	for i := range n {
		promauto.With(r).NewCounter(prometheus.CounterOpts{Name: fmt.Sprintf("handles_%d_total", i), Help: "By number."})
	}
}

func newServer(addr string, r prometheus.Registerer) (*conn, error) {
	if addr == "" {
		return nil, errors.New("no address")
	}
	c := &conn{prometheus.NewCounter(prometheus.CounterOpts{Name: "handles_accepts_total", Help: "Accepted connections."})}
	return c, r.Register(c.opens)
}

// Serve makes a server for each address, and ends where one cannot register.
func Serve(addrs []string, r prometheus.Registerer) error {
	for _, addr := range addrs {
		if _, err := newServer(addr, r); err != nil { // want `newServer runs again: in the second round of the loop "handles_accepts_total" \(handles.go:138\) is registered already and it returns an error and registers nothing; register it before the loop`
			return err
		}
	}
	return nil
}

// Served goes on where one cannot.
func Served(addrs []string, r prometheus.Registerer) (n int) {
	for _, addr := range addrs {
		if _, err := newServer(addr, r); err != nil {
			n++
		}
	}
	return n
}

func dial(r prometheus.Registerer, open func() error) error {
	if err := r.Register(prometheus.NewGauge(prometheus.GaugeOpts{Name: "handles_open", Help: "Open."})); err != nil {
		return err
	}
	return open()
}

// Dial tries again, and has registered by then.
func Dial(r prometheus.Registerer, open func() error) {
	for range 3 {
		if err := dial(r, open); err == nil { // want `dial runs again: in the second round of the loop "handles_open" \(handles.go:162\) is registered already and it returns an error and registers nothing; register it before the loop`
			return
		}
	}
}

func start(r prometheus.Registerer) error {
	return r.Register(prometheus.NewGauge(prometheus.GaugeOpts{Name: "handles_started", Help: "Started."}))
}

// Start tries again what only registers, and is done when it has.
func Start(r prometheus.Registerer) {
	for range 3 {
		if err := start(r); err == nil {
			return
		}
	}
}

// A Profiler has a counter of its own for each target.
type Profiler struct {
	mu      sync.Mutex
	reg     prometheus.Registerer
	targets map[string]*conn
	wake    chan string
}

// NewProfiler returns a profiler.
func NewProfiler(r prometheus.Registerer) *Profiler {
	return &Profiler{reg: r, targets: make(map[string]*conn), wake: make(chan string, 8)}
}

// Sync starts what is new.
func (p *Profiler) Sync(targets map[string]string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for key, addr := range targets {
		if _, found := p.targets[key]; !found {
			c := newConn(p.reg) // want `newConn runs again: when the loop gets here again "handles_opens_total" \(handles.go:20\) is registered already and it panics; register it before the loop`
			go func() { p.wake <- addr }()
			p.targets[key] = c
		}
	}
}

// Known counts for the targets that it has.
func (p *Profiler) Known(targets map[string]string) {
	for key := range targets {
		if _, found := p.targets[key]; found {
			promauto.With(p.reg).NewCounter(prometheus.CounterOpts{Name: "handles_known_total", Help: "Known."})
		}
	}
}

// A Maker makes what counts.
type Maker interface {
	Counter(name string, labels ...string) *prometheus.CounterVec
}

type maker struct{ reg prometheus.Registerer }

// NewMaker returns the one Maker that there is.
func NewMaker(r prometheus.Registerer) Maker { return &maker{r} }

func (m *maker) Counter(name string, labels ...string) *prometheus.CounterVec { // want Counter:"registers 1 makes"
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: "Counts."}, labels)
	m.reg.MustRegister(c)
	return c
}

// Made has two counters made.
func Made(m Maker) (a, b *prometheus.CounterVec) { // want Made:"registers 2"
	a = m.Counter("handles_made_total", "kind")
	b = m.Counter("handles_made_total", "kind", "size") // want `"handles_made_total" is registered at line 243, this one has labels \[kind size\], not \[kind\]: this Counter panics \(handles.go:237\); use one definition, or another name`
	return a, b
}

// A Keeper makes each counter once.
type Keeper interface {
	Keep(name string) prometheus.Counter
}

type keeper struct {
	reg  prometheus.Registerer
	kept map[string]prometheus.Counter
}

// NewKeeper returns the one Keeper that there is.
func NewKeeper(r prometheus.Registerer) Keeper {
	return &keeper{r, make(map[string]prometheus.Counter)}
}

func (k *keeper) Keep(name string) prometheus.Counter {
	c, ok := k.kept[name]
	if !ok {
		c = promauto.With(k.reg).NewCounter(prometheus.CounterOpts{Name: name, Help: "Kept."})
		k.kept[name] = c
	}
	return c
}

// Kept asks twice for the same.
func Kept(k Keeper) {
	k.Keep("handles_kept_total").Inc()
	k.Keep("handles_kept_total").Inc()
}

// An Adder is a registry or nothing.
type Adder interface{ Add(name string) }

type adder struct{ reg prometheus.Registerer }

// NewAdder returns an Adder.
func NewAdder(r prometheus.Registerer) Adder {
	if r == nil {
		return nowhere{}
	}
	return &adder{r}
}

func (a *adder) Add(name string) { // want Add:"registers 1"
	a.reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: "Added."}))
}

type nowhere struct{}

func (nowhere) Add(string) {}

// Added may add to nowhere.
func Added(a Adder) {
	a.Add("handles_added_total")
	a.Add("handles_added_total")
}

// A Module is a part of a program, also of others.
type Module interface{ Init() }

// Metrics is the one Module that is here.
type Metrics struct{}

// Init registers.
func (*Metrics) Init() { // want Init:"registers 1"
	promauto.NewCounter(prometheus.CounterOpts{Name: "handles_modules_total", Help: "Modules."})
}

func initModule(m Module) { m.Init() }

// InitAll starts modules, of which one is Metrics.
func InitAll(modules []Module) {
	for _, m := range modules {
		m.Init()
	}
}

// InitBoth starts two of them.
func InitBoth(a, b Module) {
	initModule(a)
	initModule(b)
}

var dials = prometheus.NewCounter(prometheus.CounterOpts{Name: "handles_dials_total", Help: "Dialled."})

func instrument(r prometheus.Registerer) error {
	if err := r.Register(dials); err != nil {
		return fmt.Errorf("cannot count: %w", err)
	}
	return nil
}

// Replicas counts for all of them with one counter.
func Replicas(urls []string, r prometheus.Registerer) error {
	for range urls {
		if err := instrument(r); err != nil { // want `instrument runs again: in the second round of the loop "handles_dials_total" \(handles.go:334\) is registered already and it returns an error and registers nothing; register it before the loop`
			return err
		}
	}
	return nil
}
