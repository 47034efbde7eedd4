package quiet

import (
	"io"
	"sync"
	"unsafe"
)

// A ring has marks that are cleared as one block of memory.
type ring struct {
	window []byte
	first  [4]byte
	pos    int
	mark   int
}

var rings = sync.Pool{New: func() any { return new(ring) }}

// Wrap counts what goes through a ring.
func Wrap(r io.Reader) (int, error) {
	g := rings.Get().(*ring)
	defer func() {
		g.window = g.window[:0]
		clear(unsafe.Slice(&g.first[0], unsafe.Sizeof(*g)-unsafe.Offsetof(g.first)))
		rings.Put(g)
	}()
	n, err := r.Read(g.first[:])
	g.mark += n
	g.pos += g.mark
	return g.pos, err
}

// A tally is cleared through a pointer without a type.
type tally struct {
	names  []string
	sum    int
	rounds int
}

var tallies = sync.Pool{New: func() any { return new(tally) }}

// Sum adds numbers up.
func Sum(numbers []int) int {
	t := tallies.Get().(*tally)
	for _, n := range numbers {
		t.sum += n
		t.rounds++
	}
	out := t.sum / max(t.rounds, 1)
	t.names = t.names[:0]
	zero(unsafe.Pointer(&t.sum), 2)
	tallies.Put(t)
	return out
}

func zero(p unsafe.Pointer, words int) {
	for i := range words {
		*(*int)(unsafe.Add(p, uintptr(i)*unsafe.Sizeof(0))) = 0
	}
}
