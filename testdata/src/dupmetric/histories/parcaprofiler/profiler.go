// Package parcaprofiler registers under a target's label again when the target's profiler is made again, as parca-dev/parca-agent@9d37ad7e did.
package parcaprofiler

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// A LabelSet tells targets apart.
type LabelSet map[string]string

// String returns the labels in order.
func (l LabelSet) String() string { return fmt.Sprint(map[string]string(l)) }

// A CgroupProfiler profiles one target.
type CgroupProfiler struct {
	logger            *slog.Logger
	missingStacks     *prometheus.CounterVec
	target            LabelSet
	profilingDuration time.Duration
	cancel            func()

	mtx *sync.RWMutex
}

// NewCgroupProfiler returns the profiler of a target.
func NewCgroupProfiler( // want NewCgroupProfiler:"registers 1 makes"
	logger *slog.Logger,
	reg prometheus.Registerer,
	target LabelSet,
	profilingDuration time.Duration,
) *CgroupProfiler {
	return &CgroupProfiler{
		logger:            logger.With("labels", target.String()),
		target:            target,
		profilingDuration: profilingDuration,
		mtx:               &sync.RWMutex{},
		missingStacks: promauto.With(reg).NewCounterVec(
			prometheus.CounterOpts{
				Name:        "parca_agent_profiler_missing_stacks_total",
				Help:        "Number of missing profile stacks",
				ConstLabels: map[string]string{"target": target.String()},
			},
			[]string{"type"}),
	}
}

// Stop ends Run.
func (p *CgroupProfiler) Stop() {
	p.mtx.Lock()
	defer p.mtx.Unlock()
	p.logger.Debug("stopping cgroup profiler")
	if p.cancel != nil {
		p.cancel()
	}
}

// Labels returns the labels of the target.
func (p *CgroupProfiler) Labels() LabelSet { return p.target }

// Run profiles until Stop.
func (p *CgroupProfiler) Run(ctx context.Context) error {
	p.mtx.Lock()
	ctx, p.cancel = context.WithCancel(ctx)
	p.mtx.Unlock()

	ticker := time.NewTicker(p.profilingDuration)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
		p.missingStacks.WithLabelValues("kernel").Inc()
	}
}
