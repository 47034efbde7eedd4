package quiet

import (
	"bytes"
	"strings"
	"sync"
	"sync/atomic"
)

// A typed pool by value, whose methods have names for others, and whose type has
// none: who borrows a rule sets all of it.

type rulesPool struct{ *sync.Pool }

func (p rulesPool) BorrowRule() *rule  { return p.Get().(*rule) }
func (p rulesPool) RedeemRule(r *rule) { p.Put(r) }

var rules = struct{ ofRules rulesPool }{rulesPool{&sync.Pool{New: func() any { return &rule{} }}}}

type rule struct {
	path, in string
	recycle  bool
}

func newRule(path, in string, recycle bool) *rule {
	var r *rule
	if recycle {
		r = rules.ofRules.BorrowRule()
	} else {
		r = new(rule)
	}
	r.path, r.in, r.recycle = path, in, recycle
	return r
}

func (r *rule) SetPath(path string) { r.path = path }

func (r *rule) Check(s string) string {
	if r.recycle {
		defer func() { rules.ofRules.RedeemRule(r) }()
	}
	if !strings.Contains(s, r.in) {
		return r.path + " in " + r.in
	}
	return ""
}

// Check checks s by a rule of its own.
func Check(path, in, s string) string { return newRule(path, in, true).Check(s) }

// What was counted is told right before the sizes go back with the object, for
// the next user's estimate.

type segmenter struct {
	docs            []string
	lastNum, lastSz int
	written         uint64
}

var segmenters = sync.Pool{New: func() any { return new(segmenter) }}

type segment struct{ written uint64 }

func (s *segment) note(n uint64) { atomic.StoreUint64(&s.written, n) }

func (s *segmenter) count() uint64 { return atomic.LoadUint64(&s.written) }

func (s *segmenter) reset() {
	s.docs = nil
	s.lastNum, s.lastSz = 0, 0
	atomic.StoreUint64(&s.written, 0)
}

// Segment joins documents.
func Segment(docs []string) (*segment, string) {
	s := segmenters.Get().(*segmenter)
	var b bytes.Buffer
	if s.lastNum > 0 {
		b.Grow(s.lastSz / s.lastNum * len(docs))
	}
	s.docs = docs
	for _, d := range s.docs {
		b.WriteString(d)
		atomic.AddUint64(&s.written, uint64(len(d)))
	}
	seg, n := new(segment), s.count()
	s.reset()
	s.lastNum, s.lastSz = len(docs), len(b.Bytes())
	seg.note(n)
	segmenters.Put(s)
	return seg, b.String()
}

// Each round puts back what the one before it has left, and hands out its own.

type found []int

type foundPool struct{ *sync.Pool }

func (p foundPool) borrow() *found {
	f := p.Get().(*found)
	*f = (*f)[:0]
	return f
}

func (p foundPool) redeem(f *found) { p.Put(f) }

var founds = foundPool{&sync.Pool{New: func() any { f := make(found, 0, 4); return &f }}}

func positions(text []rune, r rune) *found {
	var last *found
	for i, c := range text {
		next := founds.borrow()
		if last != nil {
			*next = append(*next, *last...)
		}
		if c == r {
			*next = append(*next, i)
		}
		if last != nil {
			founds.redeem(last)
		}
		last = next
	}
	return last
}

// CountRune counts r.
func CountRune(text string, r rune) int {
	f := positions([]rune(text), r)
	if f == nil {
		return 0
	}
	defer founds.redeem(f)
	return len(*f)
}
