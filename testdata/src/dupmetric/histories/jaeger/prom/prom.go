// Package prom is a factory of metrics that keeps them in a Prometheus registry.
package prom

import (
	"sort"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/histories/jaeger/metrics"
)

// A Factory makes metrics in one scope.
type Factory struct {
	scope      string
	tags       map[string]string
	cache      *vectorCache
	normalizer *strings.Replacer
}

// New returns a factory over a registry.
func New(registerer prometheus.Registerer) *Factory {
	return newFactory(&Factory{
		cache: &vectorCache{
			registerer: registerer,
			cVecs:      make(map[string]*prometheus.CounterVec),
			gVecs:      make(map[string]*prometheus.GaugeVec),
		},
		normalizer: strings.NewReplacer(".", "_", "-", "_"),
	}, "", nil)
}

func newFactory(parent *Factory, scope string, tags map[string]string) *Factory {
	return &Factory{cache: parent.cache, normalizer: parent.normalizer, scope: scope, tags: tags}
}

// Counter implements metrics.Factory.
func (f *Factory) Counter(name string, tags map[string]string) metrics.Counter {
	name = f.subScope(name)
	tags = f.mergeTags(tags)
	labelNames := f.tagNames(tags)
	opts := prometheus.CounterOpts{Name: name, Help: name}
	cv := f.cache.getOrMakeCounterVec(opts, labelNames)
	return &counter{cv.WithLabelValues(f.tagsAsLabelValues(labelNames, tags)...)}
}

// Gauge implements metrics.Factory.
func (f *Factory) Gauge(name string, tags map[string]string) metrics.Gauge {
	name = f.subScope(name)
	tags = f.mergeTags(tags)
	labelNames := f.tagNames(tags)
	opts := prometheus.GaugeOpts{Name: name, Help: name}
	gv := f.cache.getOrMakeGaugeVec(opts, labelNames)
	return &gauge{gv.WithLabelValues(f.tagsAsLabelValues(labelNames, tags)...)}
}

// Namespace implements metrics.Factory.
func (f *Factory) Namespace(name string, tags map[string]string) metrics.Factory {
	return newFactory(f, f.subScope(name), f.mergeTags(tags))
}

type counter struct{ counter prometheus.Counter }

func (c *counter) Inc(v int64) { c.counter.Add(float64(v)) }

type gauge struct{ gauge prometheus.Gauge }

func (g *gauge) Update(v int64) { g.gauge.Set(float64(v)) }

func (f *Factory) subScope(name string) string {
	if f.scope == "" {
		return f.normalizer.Replace(name)
	}
	if name == "" {
		return f.normalizer.Replace(f.scope)
	}
	return f.normalizer.Replace(f.scope + "_" + name)
}

func (f *Factory) mergeTags(tags map[string]string) map[string]string {
	ret := make(map[string]string, len(f.tags)+len(tags))
	for k, v := range f.tags {
		ret[k] = v
	}
	for k, v := range tags {
		ret[k] = v
	}
	return ret
}

func (f *Factory) tagNames(tags map[string]string) []string {
	ret := make([]string, 0, len(tags))
	for k := range tags {
		ret = append(ret, k)
	}
	sort.Strings(ret)
	return ret
}

func (f *Factory) tagsAsLabelValues(labels []string, tags map[string]string) []string {
	ret := make([]string, 0, len(tags))
	for _, l := range labels {
		ret = append(ret, tags[l])
	}
	return ret
}

type vectorCache struct {
	registerer prometheus.Registerer
	lock       sync.Mutex
	cVecs      map[string]*prometheus.CounterVec
	gVecs      map[string]*prometheus.GaugeVec
}

func (c *vectorCache) getOrMakeCounterVec(opts prometheus.CounterOpts, labelNames []string) *prometheus.CounterVec {
	c.lock.Lock()
	defer c.lock.Unlock()

	cacheKey := c.getCacheKey(opts.Name, labelNames)
	cv, ok := c.cVecs[cacheKey]
	if !ok {
		cv = prometheus.NewCounterVec(opts, labelNames)
		c.registerer.MustRegister(cv)
		c.cVecs[cacheKey] = cv
	}
	return cv
}

func (c *vectorCache) getOrMakeGaugeVec(opts prometheus.GaugeOpts, labelNames []string) *prometheus.GaugeVec {
	c.lock.Lock()
	defer c.lock.Unlock()

	cacheKey := c.getCacheKey(opts.Name, labelNames)
	gv, ok := c.gVecs[cacheKey]
	if !ok {
		gv = prometheus.NewGaugeVec(opts, labelNames)
		c.registerer.MustRegister(gv)
		c.gVecs[cacheKey] = gv
	}
	return gv
}

func (c *vectorCache) getCacheKey(name string, labels []string) string {
	return strings.Join(append([]string{name}, labels...), "||")
}
