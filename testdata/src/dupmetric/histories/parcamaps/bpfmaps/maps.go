// Package bpfmaps has maps with metrics and caches.
package bpfmaps

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// A Module is loaded.
type Module struct {
	shards uint32
	Load   func() error
}

// A ProfilerModuleType tells modules apart.
type ProfilerModuleType int

// NativeModule is the one that is always there.
const NativeModule ProfilerModuleType = 0

// Maps are the maps of the modules.
type Maps struct {
	logger             *slog.Logger
	metrics            *metrics
	nativeModule       *Module
	processCache       *processCache
	syncedInterpreters *cache[int, string]
}

type processCache struct {
	*cache[int, uint64]
}

func newProcessCache(reg prometheus.Registerer) *processCache {
	return &processCache{
		newLRUCache[int, uint64](
			prometheus.WrapRegistererWith(prometheus.Labels{"cache": "cpu_map"}, reg),
			100_000,
		),
	}
}

func (c *processCache) close() error {
	if err := c.Close(); err != nil {
		return errors.Join(err, fmt.Errorf("failed to close process cache: %w", err))
	}
	return nil
}

// New returns the maps of modules.
func New(logger *slog.Logger, reg prometheus.Registerer, modules map[ProfilerModuleType]*Module) (*Maps, error) { // want New:"registers 6"
	if modules[NativeModule] == nil {
		return nil, fmt.Errorf("nil nativeModule")
	}

	maps := &Maps{
		logger:       logger.With("component", "bpf_maps"),
		metrics:      newMetrics(reg),
		nativeModule: modules[NativeModule],
		processCache: newProcessCache(reg),
		syncedInterpreters: newLRUCache[int, string](
			prometheus.WrapRegistererWith(prometheus.Labels{"cache": "synced_interpreters"}, reg),
			10_000),
	}
	return maps, nil
}

// Close gives back what a retry needs.
func (m *Maps) Close() error { return m.processCache.close() }

// AdjustMapSizes says how many shards there are.
func (m *Maps) AdjustMapSizes(shards uint32) error {
	m.nativeModule.shards = shards
	m.metrics.mapCleanErrors.WithLabelValues("shards")
	return nil
}

type metrics struct {
	refreshProcessInfoErrors *prometheus.CounterVec
	mapCleanErrors           *prometheus.CounterVec
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		refreshProcessInfoErrors: promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
			Name:        "parca_agent_profiler_bpf_maps_refresh_proc_info_errors_total",
			Help:        "Number of errors refreshing process info",
			ConstLabels: map[string]string{"type": "cpu"},
		}, []string{"error"}),
		mapCleanErrors: promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
			Name:        "parca_agent_profiler_bpf_maps_clean_errors_total",
			Help:        "Number of errors cleaning BPF maps",
			ConstLabels: map[string]string{"type": "cpu"},
		}, []string{"map"}),
	}
	m.refreshProcessInfoErrors.WithLabelValues("hash")
	m.mapCleanErrors.WithLabelValues("stack_traces")
	return m
}

type cache[K comparable, V any] struct {
	mtx     *sync.RWMutex
	items   map[K]V
	max     int
	metrics *cacheMetrics
}

func newLRUCache[K comparable, V any](reg prometheus.Registerer, maxEntries int) *cache[K, V] {
	return &cache[K, V]{mtx: &sync.RWMutex{}, items: make(map[K]V), max: maxEntries, metrics: newCacheMetrics(reg)}
}

// Close takes the metrics of the cache back.
func (c *cache[K, V]) Close() error {
	c.mtx.Lock()
	defer c.mtx.Unlock()
	clear(c.items)
	return c.metrics.unregisterer()
}

type cacheMetrics struct {
	hits, misses, evictions prometheus.Counter

	unregisterer func() error
}

func newCacheMetrics(reg prometheus.Registerer) *cacheMetrics {
	reg = prometheus.WrapRegistererWith(prometheus.Labels{"cache_type": "lru"}, reg)
	requests := promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
		Name: "cache_requests_total",
		Help: "Total number of cache requests.",
	}, []string{"result"})
	evictions := promauto.With(reg).NewCounter(prometheus.CounterOpts{
		Name: "cache_evictions_total",
		Help: "Total number of cache evictions.",
	})
	return &cacheMetrics{
		hits:      requests.WithLabelValues("hit"),
		misses:    requests.WithLabelValues("miss"),
		evictions: evictions,

		unregisterer: func() error {
			if ok := reg.Unregister(requests); !ok {
				return errors.New("unregistering requests counter")
			}
			if ok := reg.Unregister(evictions); !ok {
				return errors.New("unregistering eviction counter")
			}
			return nil
		},
	}
}
