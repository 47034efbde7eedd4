package quiet

import (
	"bytes"
	"errors"
	"io"
	"math/rand"
	"sync"
)

// A stripe collects keys for all users and hands them on when it is full.
type stripe struct {
	sink func([]uint64)
	keys []uint64
	room int
}

// NewRing returns a func that collects keys.
func NewRing(sink func([]uint64), room int) func(uint64) {
	pool := &sync.Pool{New: func() any { return &stripe{sink: sink, keys: make([]uint64, 0, room), room: room} }}
	return func(key uint64) {
		s := pool.Get().(*stripe)
		s.push(key)
		pool.Put(s)
	}
}

func (s *stripe) push(key uint64) {
	s.keys = append(s.keys, key)
	if len(s.keys) >= s.room {
		s.sink(s.keys)
		s.keys = s.keys[:0]
	}
}

// A token picks a cell, and another one where that is taken.
type token struct{ cell uint32 }

var tokens sync.Pool

// Count adds to one of the cells.
func Count(cells []int, try func(cell *int) bool) {
	t, ok := tokens.Get().(*token)
	if !ok {
		t = new(token)
		t.cell = rand.Uint32()
	}
	for !try(&cells[t.cell%uint32(len(cells))]) {
		t.cell = rand.Uint32()
	}
	tokens.Put(t)
}

// A caller has the func that it passes on, and what that one needs, which is
// set before each call.
type caller struct {
	flags int
	n     int
	run   func() bool
}

func (c *caller) step() bool {
	c.n += c.flags
	return c.n > 3
}

var callers = sync.Pool{New: func() any {
	c := new(caller)
	c.init()
	return c
}}

func (c *caller) init() { c.run = c.step }

// Call calls back until it is done.
func Call(flags int, loop func(func() bool)) int {
	c := callers.Get().(*caller)
	defer callers.Put(c)
	c.n = 0
	c.flags = flags
	loop(c.run)
	return c.n
}

// A count is emptied where it has to be.
type count struct {
	n    int
	hist []int
}

func (c *count) reset() {
	if c.n == 0 {
		return
	}
	c.n = 0
	clear(c.hist)
}

var counts = sync.Pool{New: func() any { return &count{hist: make([]int, 8)} }}

// Most counts the numbers.
func Most(nums []int) int {
	c := counts.Get().(*count)
	c.reset()
	defer func() { counts.Put(c) }()
	for _, n := range nums {
		c.hist[n&7]++
		c.n++
	}
	return c.n
}

var attempts = sync.Pool{New: func() any { return new(bytes.Buffer) }}

var errStopped = errors.New("stopped")

// Fetch tries three times, and empties the page each time.
func Fetch(stopped func() bool, get func(io.Writer) error) (string, error) {
	page := attempts.Get().(*bytes.Buffer)
	defer attempts.Put(page)
	var err error
	for attempt := 0; attempt < 3; attempt++ {
		if attempt > 0 && stopped() {
			return "", errStopped
		}
		page.Reset()
		if err = get(page); err == nil {
			break
		}
	}
	return page.String(), err
}

// A table is filled where it lies, or the call fails and nobody goes on.
type table struct{ size, bits int }

var tables = sync.Pool{New: func() any { return new(table) }}

type sequence struct{ t *table }

func (t *table) read(r io.ByteReader) error {
	n, err := r.ReadByte()
	if err != nil {
		return err
	}
	t.size = int(n)
	t.bits = 0
	for n > 0 {
		t.bits++
		n >>= 1
	}
	return nil
}

func (s *sequence) start(r io.ByteReader) error {
	s.t = tables.Get().(*table)
	if err := s.t.read(r); err != nil {
		return err
	}
	return nil
}

func (s *sequence) next() int { return s.t.size << s.t.bits }

func (s *sequence) end() {
	tables.Put(s.t)
	s.t = nil
}

// Decode decodes one number.
func Decode(r io.ByteReader) (int, error) {
	s := new(sequence)
	if err := s.start(r); err != nil {
		return 0, err
	}
	n := s.next()
	s.end()
	return n, nil
}
