// Package target keeps a profiler for each target that is there.
package target

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	profiler "obslint.test/dupmetric/histories/parcaprofiler"
)

// A Profiler runs until Stop.
type Profiler interface {
	Run(ctx context.Context) error
	Stop()
}

// A Target is what is profiled.
type Target struct{ labelSet profiler.LabelSet }

// A ProfilerPool has the profilers.
type ProfilerPool struct {
	ctx               context.Context
	mtx               *sync.RWMutex
	activeTargets     map[string]*Target
	activeProfilers   map[string]Profiler
	logger            *slog.Logger
	reg               prometheus.Registerer
	profilingDuration time.Duration
}

// NewProfilerPool returns an empty pool.
func NewProfilerPool(ctx context.Context, logger *slog.Logger, reg prometheus.Registerer, profilingDuration time.Duration) *ProfilerPool {
	return &ProfilerPool{
		ctx:               ctx,
		mtx:               &sync.RWMutex{},
		activeTargets:     map[string]*Target{},
		activeProfilers:   map[string]Profiler{},
		logger:            logger,
		reg:               reg,
		profilingDuration: profilingDuration,
	}
}

// Sync makes the profilers of new targets and drops those of old ones.
func (pp *ProfilerPool) Sync(groups [][]profiler.LabelSet) {
	pp.mtx.Lock()
	defer pp.mtx.Unlock()

	newTargets := map[string]*Target{}
	for _, group := range groups {
		for _, t := range group {
			target := &Target{labelSet: profiler.LabelSet{}}
			for labelName, labelValue := range t {
				target.labelSet[labelName] = labelValue
			}
			newTargets[target.labelSet.String()] = target
		}
	}

	for _, newTarget := range newTargets {
		h := newTarget.labelSet.String()

		if _, found := pp.activeTargets[h]; !found {
			newProfiler := profiler.NewCgroupProfiler(
				pp.logger,
				pp.reg,
				newTarget.labelSet,
				pp.profilingDuration,
			)

			go func() {
				err := newProfiler.Run(pp.ctx)
				pp.logger.Debug("profiler ended with error", "error", err, "labels", newProfiler.Labels().String())
			}()

			pp.activeTargets[h] = newTarget
			pp.activeProfilers[h] = newProfiler
		}
	}

	for h := range pp.activeTargets {
		if _, found := newTargets[h]; !found {
			delete(pp.activeTargets, h)
			delete(pp.activeProfilers, h)
		}
	}
}
