// Package custom has collectors of its own types.
package custom

import (
	"database/sql"

	"github.com/prometheus/client_golang/prometheus"
)

// A Queue tells how long a queue is.
type Queue struct {
	depth  *prometheus.Desc
	oldest *prometheus.Desc
	length func() int
}

// NewQueue returns the collector of one queue.
func NewQueue(length func() int) *Queue { // want NewQueue:"steady"
	return &Queue{
		depth:  prometheus.NewDesc("custom_queue_depth", "Entries in the queue.", nil, nil),
		oldest: prometheus.NewDesc("custom_queue_oldest_seconds", "Age of the oldest entry.", nil, nil),
		length: length,
	}
}

// Describe implements prometheus.Collector.
func (q *Queue) Describe(ch chan<- *prometheus.Desc) { // want Describe:"describes 2"
	ch <- q.depth
	ch <- q.oldest
}

// Collect implements prometheus.Collector.
func (q *Queue) Collect(ch chan<- prometheus.Metric) {
	ch <- prometheus.MustNewConstMetric(q.depth, prometheus.GaugeValue, float64(q.length()))
}

// Queues registers the collectors of two queues.
func Queues(reg prometheus.Registerer, in, out func() int) { // want Queues:"registers 4"
	reg.MustRegister(NewQueue(in))
	reg.MustRegister(NewQueue(out)) // want `"custom_queue_depth" is registered at line 39: this MustRegister panics; register it once and share the collector`
}

// QueuePerShard registers a collector for each shard.
func QueuePerShard(reg prometheus.Registerer, shards []func() int) {
	for _, length := range shards {
		reg.MustRegister(NewQueue(length)) // want `MustRegister runs again: in the second round of the loop "custom_queue_depth" is registered already and it panics; register it before the loop`
	}
}

// QueueOnce registers one.
func QueueOnce(reg prometheus.Registerer, in func() int) { // want QueueOnce:"registers 2"
	reg.MustRegister(NewQueue(in))
}

// QueueLabelled registers two under two labels.
func QueueLabelled(reg prometheus.Registerer, in, out func() int) { // want QueueLabelled:"registers 4"
	prometheus.WrapRegistererWith(prometheus.Labels{"queue": "in"}, reg).MustRegister(NewQueue(in))
	prometheus.WrapRegistererWith(prometheus.Labels{"queue": "out"}, reg).MustRegister(NewQueue(out))
}

// A Named tells of one of several queues.
type Named struct{ depth *prometheus.Desc }

// NewNamed gives each a label of its own.
func NewNamed(name string) *Named { // want NewNamed:"steady"
	return &Named{prometheus.NewDesc("custom_named_depth", "Entries in the queue.", nil, prometheus.Labels{"queue": name})}
}

func (n *Named) Describe(ch chan<- *prometheus.Desc) { ch <- n.depth } // want Describe:"describes 1"
func (n *Named) Collect(ch chan<- prometheus.Metric) {}

// NamedBoth registers two of one name.
func NamedBoth(reg prometheus.Registerer) { // want NamedBoth:"registers 2"
	reg.MustRegister(NewNamed("in"), NewNamed("in")) // want `"custom_named_depth" is registered on this line: this MustRegister panics; register it once and share the collector`
}

// NamedEach registers two of two names.
func NamedEach(reg prometheus.Registerer) { // want NamedEach:"registers 2"
	reg.MustRegister(NewNamed("in"), NewNamed("out"))
}

// NamedShards registers one for each name.
func NamedShards(reg prometheus.Registerer, names []string) { // want NamedShards:"registers 1"
	for _, n := range names {
		reg.MustRegister(NewNamed(n))
	}
}

var (
	poolOpen = prometheus.NewDesc("custom_pool_open", "Open connections.", []string{"db"}, nil)
	poolIdle = prometheus.NewDesc("custom_pool_idle", "Idle connections.", []string{"db"}, nil)
)

// Pool tells of a database, by value.
type Pool struct{ DB *sql.DB }

func (p Pool) Describe(ch chan<- *prometheus.Desc) { // want Describe:"describes 2"
	for _, d := range []*prometheus.Desc{poolOpen, poolIdle} {
		ch <- d
	}
}

func (p Pool) Collect(ch chan<- prometheus.Metric) {}

// Pools registers a pool and a gauge of the same name.
func Pools(reg *prometheus.Registry, db *sql.DB) error { // want Pools:"registers 3"
	if err := reg.Register(Pool{db}); err != nil {
		return err
	}
	return reg.Register(prometheus.NewGauge(prometheus.GaugeOpts{Name: "custom_pool_idle", Help: "Idle connections."})) // want `"custom_pool_idle" is registered at line 107, this one has labels \[\], not \[db\]: this Register returns an error and registers nothing; use one definition, or another name`
}

// A Set is made of other collectors.
type Set struct {
	calls prometheus.Counter
	queue *Queue
}

// NewSet returns a Set.
func NewSet(length func() int) prometheus.Collector { // want NewSet:"makes"
	return &Set{
		calls: prometheus.NewCounter(prometheus.CounterOpts{Name: "custom_set_calls_total", Help: "Calls."}),
		queue: NewQueue(length),
	}
}

func (s *Set) Describe(ch chan<- *prometheus.Desc) { // want Describe:"describes 3"
	s.calls.Describe(ch)
	s.queue.Describe(ch)
}

func (s *Set) Collect(ch chan<- prometheus.Metric) {
	s.calls.Collect(ch)
	s.queue.Collect(ch)
}

// Sets registers what the set has already.
func Sets(reg prometheus.Registerer, length func() int) { // want Sets:"registers 4"
	reg.MustRegister(NewSet(length))
	reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "custom_set_calls_total", Help: "Calls."})) // want `"custom_set_calls_total" is registered at line 139: this MustRegister panics; register it once and share the collector`
}

// Requests is a vector with a method of its own.
type Requests struct{ *prometheus.CounterVec }

// NewRequests returns one.
func NewRequests() Requests { // want NewRequests:"makes"
	return Requests{prometheus.NewCounterVec(prometheus.CounterOpts{Name: "custom_requests_total", Help: "Requests."}, []string{"code"})}
}

// Embedded registers two of them.
func Embedded(reg prometheus.Registerer) { // want Embedded:"registers 2"
	reg.MustRegister(NewRequests())
	reg.MustRegister(NewRequests()) // want `"custom_requests_total" is registered at line 153: this MustRegister panics; register it once and share the collector`
}

// Node describes one name twice.
type Node struct{ uptime, device *prometheus.Desc }

// NewNode returns a Node.
func NewNode(ns string) *Node { // want NewNode:"steady"
	return &Node{
		uptime: prometheus.NewDesc(ns+"_uptime_seconds", "Uptime.", []string{"site", "name"}, nil),
		device: prometheus.NewDesc(ns+"_uptime_seconds", "Uptime.", []string{"device"}, nil),
	}
}

func (n *Node) Describe(ch chan<- *prometheus.Desc) { // want Describe:"describes 2"
	ch <- n.uptime
	ch <- n.device
}

func (n *Node) Collect(ch chan<- prometheus.Metric) {}

// Nodes registers it.
func Nodes(reg prometheus.Registerer) { // want Nodes:"registers 2"
	reg.MustRegister(NewNode("custom_node")) // want `one collector describes "custom_node_uptime_seconds" twice, the second time with labels \[device\], not \[site name\]: this MustRegister panics; use one definition, or another name`
}

// Open is described by what it collects.
type Open struct{ d *prometheus.Desc }

// NewOpen returns an Open.
func NewOpen() *Open { // want NewOpen:"makes"
	return &Open{prometheus.NewDesc("custom_open", "Open.", nil, nil)}
}

func (o *Open) Describe(ch chan<- *prometheus.Desc) {}
func (o *Open) Collect(ch chan<- prometheus.Metric) {}

// Opens registers two that nothing checks.
func Opens(reg prometheus.Registerer) {
	reg.MustRegister(NewOpen())
	reg.MustRegister(NewOpen())
}

// Partial describes what its options ask for.
type Partial struct {
	all  bool
	d, e *prometheus.Desc
}

// NewPartial returns a Partial.
func NewPartial(all bool) *Partial { // want NewPartial:"makes"
	return &Partial{all, prometheus.NewDesc("custom_partial", "Partial.", nil, nil), prometheus.NewDesc("custom_rest", "Rest.", nil, nil)}
}

func (p *Partial) Describe(ch chan<- *prometheus.Desc) {
	if p.all {
		ch <- p.d
		return
	}
	ch <- p.e
}

func (p *Partial) Collect(ch chan<- prometheus.Metric) {}

// Partials registers both halves.
func Partials(reg prometheus.Registerer) {
	reg.MustRegister(NewPartial(true))
	reg.MustRegister(NewPartial(false))
}

// A Gone collector is taken out.
type Gone struct{ d *prometheus.Desc }

// NewGone returns one.
func NewGone() *Gone { // want NewGone:"steady"
	return &Gone{prometheus.NewDesc("custom_gone", "Gone.", nil, nil)}
}

func (g *Gone) Describe(ch chan<- *prometheus.Desc) { ch <- g.d } // want Describe:"describes 1"
func (g *Gone) Collect(ch chan<- prometheus.Metric) {}

// Reload takes the old one out.
type Reload struct {
	reg prometheus.Registerer
	cur *Gone
}

// Swap replaces the collector.
func (r *Reload) Swap() { // want Swap:"registers 1 asks"
	if r.cur != nil {
		r.reg.Unregister(r.cur)
	}
	r.cur = NewGone()
	r.reg.MustRegister(r.cur)
}

// SwapTwice swaps twice.
func SwapTwice(r *Reload) { // want SwapTwice:"registers 2 asks"
	r.Swap()
	r.Swap()
}

// Same registers one object again, and drops the error.
func Same(reg prometheus.Registerer, length func() int) { // want Same:"registers 4"
	q := NewQueue(length)
	reg.MustRegister(q)
	_ = reg.Register(q)
}
