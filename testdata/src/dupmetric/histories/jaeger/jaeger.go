// Package jaeger gives a counter and a gauge of one factory one name, as jaegertracing/jaeger@b0889090 did.
package jaeger

import (
	"strconv"
	"sync"
	"time"

	"obslint.test/dupmetric/histories/jaeger/metrics"
)

const resetInterval = 100 * time.Millisecond

// A Manager commits offsets.
type Manager struct {
	markOffsetFunction  MarkOffset
	offsetCommitCount   metrics.Counter
	lastCommittedOffset metrics.Gauge
	highest             func() int64
	close               chan struct{}
	isClosed            sync.WaitGroup
}

// MarkOffset marks an offset in the queue.
type MarkOffset func(offset int64)

// NewManager returns the manager of one partition.
func NewManager(highest func() int64, markOffset MarkOffset, partition int32, factory metrics.Factory) *Manager {
	return &Manager{
		markOffsetFunction:  markOffset,
		close:               make(chan struct{}),
		offsetCommitCount:   factory.Counter("offset-commit", map[string]string{"partition": strconv.Itoa(int(partition))}),
		lastCommittedOffset: factory.Gauge("offset-commit", map[string]string{"partition": strconv.Itoa(int(partition))}),
		highest:             highest,
	}
}

// Start commits until Close.
func (m *Manager) Start() {
	m.isClosed.Add(1)
	go func() {
		for {
			select {
			case <-time.After(resetInterval):
				offset := m.highest()
				m.offsetCommitCount.Inc(1)
				m.lastCommittedOffset.Update(offset)
				m.markOffsetFunction(offset)
			case <-m.close:
				m.isClosed.Done()
				return
			}
		}
	}()
}

// Close ends what Start began.
func (m *Manager) Close() error {
	close(m.close)
	m.isClosed.Wait()
	return nil
}
