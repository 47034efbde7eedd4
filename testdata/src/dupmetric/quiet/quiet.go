// Package quiet has code that registers once, whatever it looks like.
package quiet

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// lazily made, once per instance
type svc struct {
	reg prometheus.Registerer
	m   prometheus.Counter
}

func newSvc(reg prometheus.Registerer) *svc { return &svc{reg: reg} }
func (s *svc) metrics() prometheus.Counter {
	if s.m == nil {
		s.m = promauto.With(s.reg).NewCounter(prometheus.CounterOpts{Name: "x_lazy", Help: "h"})
	}
	return s.m
}
func lazyTwice(reg prometheus.Registerer) {
	s := newSvc(reg)
	s.metrics()
	s.metrics()
	t := &svc{reg: reg}
	t.metrics()
	t.metrics()
}

// value receiver with pointer cache
type cfg struct {
	M   *prometheus.CounterVec
	Reg prometheus.Registerer
}

func (c *cfg) fill() {
	if c.M == nil {
		c.M = promauto.With(c.Reg).NewCounterVec(prometheus.CounterOpts{Name: "x_fill", Help: "h"}, nil)
	}
}
func use(c cfg) *prometheus.CounterVec {
	if c.M == nil {
		c.M = promauto.With(c.Reg).NewCounterVec(prometheus.CounterOpts{Name: "x_use", Help: "h"}, nil)
	}
	return c.M
}
func fills(reg prometheus.Registerer) {
	c := cfg{Reg: reg}
	c.fill()
	c.fill()
	d := cfg{Reg: reg}
	d.M = use(d)
	use(d)
	use(d)
}

// per-index names
func indexed(reg prometheus.Registerer) {
	for i, n := range []string{"a", "a", "b"} {
		promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: fmt.Sprintf("x_%s_%d", n, i), Help: "h"})
		promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "x_i_" + n + strconv.Itoa(i), Help: "h"})
	}
}

// break after the first
func firstOf(reg prometheus.Registerer, ok func(string) bool) {
	for _, n := range []string{"x_first", "x_first"} {
		if ok(n) {
			promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: n, Help: "h"})
			break
		}
	}
	for _, n := range []string{"x_one", "x_one"} {
		promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: n, Help: "h"})
		break
	}
	for _, n := range []string{"x_err", "x_err"} {
		if err := reg.Register(prometheus.NewCounter(prometheus.CounterOpts{Name: n, Help: "h"})); err == nil {
			return
		}
	}
}

// fresh registries from a list
func regs() {
	for _, r := range []*prometheus.Registry{prometheus.NewRegistry(), prometheus.NewRegistry()} {
		promauto.With(r).NewCounter(prometheus.CounterOpts{Name: "x_regs", Help: "h"})
	}
	for _, n := range []string{"x_reg", "x_reg"} {
		r := prometheus.NewRegistry()
		r.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: n, Help: "h"}))
	}
}

// a collector with an id
type conn struct {
	id   int
	desc *prometheus.Desc
}

var mu sync.Mutex
var next int

func newConn() *conn {
	mu.Lock()
	defer mu.Unlock()
	next++
	return &conn{next, prometheus.NewDesc("x_conn", "h", nil, prometheus.Labels{"id": strconv.Itoa(next)})}
}
func (c *conn) Describe(ch chan<- *prometheus.Desc) { ch <- c.desc } // want Describe:"describes 1"
func (c *conn) Collect(ch chan<- prometheus.Metric) {}
func conns(reg prometheus.Registerer) {
	reg.MustRegister(newConn())
	reg.MustRegister(newConn())
	for range 3 {
		reg.MustRegister(newConn())
	}
}

// a collector behind an interface of its own
type multi []prometheus.Collector

func (m multi) Describe(ch chan<- *prometheus.Desc) {
	for _, c := range m {
		c.Describe(ch)
	}
}
func (m multi) Collect(ch chan<- prometheus.Metric) {}
func multis(reg prometheus.Registerer) {
	reg.MustRegister(multi{newConn()})
	reg.MustRegister(multi{newConn()})
}

// dial that retries
func open(reg prometheus.Registerer) (*svc, error) {
	if _, err := http.Get("http://localhost"); err != nil {
		return nil, err
	}
	promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "x_open", Help: "h"})
	return &svc{}, nil
}
func retry(reg prometheus.Registerer) *svc {
	var s *svc
	var err error
	for i := 0; i < 5; i++ {
		if s, err = open(reg); err == nil {
			break
		}
		time.Sleep(time.Second)
	}
	return s
}
func retry2(reg prometheus.Registerer) (s *svc, err error) {
	for s == nil {
		s, err = open(reg)
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
	}
	return
}
func retry3(reg prometheus.Registerer) *svc {
	var s *svc
	op := func() (err error) {
		s, err = open(reg)
		return err
	}
	for op() != nil {
		time.Sleep(time.Second)
	}
	return s
}
func retry4(reg prometheus.Registerer) *svc {
	for {
		s, err := open(reg)
		switch {
		case err != nil:
			time.Sleep(time.Second)
		default:
			return s
		}
	}
}

// toggled flags
func flags(reg prometheus.Registerer, debug bool) {
	if debug {
		promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "x_flag", Help: "h"})
		debug = false
	}
	if debug {
		promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "x_flag", Help: "h"})
	}
}

type st struct{ on bool }

func (s *st) run(reg prometheus.Registerer) {
	if !s.on {
		promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "x_on", Help: "h"})
		s.on = true
	}
	if !s.on {
		promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "x_on", Help: "h"})
	}
}

// defaults
type opts struct{ Reg prometheus.Registerer }

func made(o opts) {
	if o.Reg == nil {
		o.Reg = prometheus.NewRegistry()
	}
	promauto.With(o.Reg).NewCounter(prometheus.CounterOpts{Name: "x_made", Help: "h"})
}
func mades() {
	made(opts{})
	made(opts{})
}
