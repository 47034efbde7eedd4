// Package stats counts the bytes of a call in a pooled object.
package stats

import (
	"sync"
	"sync/atomic"
)

// A Stats is what a call has moved.
type Stats interface {
	Sent(n uint64)
	Total() uint64
	Last() uint64
	Failed() error
	Recycle()
}

type stats struct {
	mu    sync.Mutex
	total uint64
	last  uint64
	err   atomic.Pointer[error]
	hops  []string
}

var pool sync.Pool

func init() {
	pool.New = newStats
}

func newStats() any { return &stats{hops: make([]string, 0, 8)} }

// New returns the counters of a call.
func New() Stats { return pool.Get().(*stats) }

func (s *stats) Sent(n uint64) {
	atomic.AddUint64(&s.total, n)
	atomic.StoreUint64(&s.last, n)
}

func (s *stats) Total() uint64 { return atomic.LoadUint64(&s.total) }
func (s *stats) Last() uint64  { return atomic.LoadUint64(&s.last) }

// Fail keeps the first error.
func (s *stats) Fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err.Load() == nil {
		s.err.Store(&err)
	}
}

func (s *stats) Failed() error {
	if p := s.err.Load(); p != nil {
		return *p
	}
	return nil
}

// Hop notes a host on the way.
func (s *stats) Hop(host string) { s.hops = append(s.hops, host) }

// Hops returns the hosts on the way.
func (s *stats) Hops() int { return len(s.hops) }

func (s *stats) zero() { // want `zero leaves last and hops as the last user of the stats set them, and the next Get from pool may read them; zero them here too`
	atomic.StoreUint64(&s.total, 0)
	if s.err.Load() != nil {
		s.err.Store(nil)
	}
}

// Recycle gives the counters back.
func (s *stats) Recycle() {
	s.zero()
	pool.Put(s)
}
