package quiet

import "sync"

type header3 struct {
	data []int
	n    int
}

type lists struct{ pool sync.Pool }

func newLists() *lists {
	return &lists{pool: sync.Pool{New: func() any { return &header3{data: make([]int, 8)} }}}
}

// take hands out a list with src in it: one from the pool if it is long
// enough, else a new one.
func (l *lists) take(src *header3) *header3 {
	h := l.pool.Get().(*header3)
	if src.n > 0 {
		if len(h.data) < len(src.data) {
			h = &header3{data: make([]int, len(src.data)), n: src.n}
		} else {
			h.n = src.n
		}
		copy(h.data[:h.n], src.data)
	} else {
		h.n = 0
	}
	return h
}

func (l *lists) drop(h *header3) { l.pool.Put(h) }

// Double doubles the numbers in place.
func Double(nums []int) {
	l := newLists()
	h := l.take(&header3{data: nums, n: len(nums)})
	for i := range h.n {
		nums[i] = 2 * h.data[i]
	}
	l.drop(h)
}
