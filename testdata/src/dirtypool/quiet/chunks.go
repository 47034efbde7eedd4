package quiet

import (
	"io"
	"sync"
)

var chunkPool = sync.Pool{New: func() any { b := make([]byte, 4096); return &b }}

func getChunk(size int) *[]byte {
	b := chunkPool.Get().(*[]byte)
	if cap(*b) < size {
		*b = make([]byte, size)
	}
	*b = (*b)[:size]
	return b
}

func putChunk(b *[]byte) { chunkPool.Put(b) }

// A chunkReader reads in chunks: what goes back to the pool in Next is the
// chunk before the one whose memory is returned.
type chunkReader struct {
	r      io.Reader
	buf    *[]byte
	rp, wp int
	min    int
}

func newChunkReader(r io.Reader, size int) *chunkReader {
	return &chunkReader{r: r, min: size, buf: getChunk(size)}
}

func (r *chunkReader) Next(n int) ([]byte, error) {
	if r.rp == r.wp {
		if len(*r.buf) != r.min {
			putChunk(r.buf)
			r.buf = getChunk(r.min)
		}
		r.rp, r.wp = 0, 0
	}
	if r.wp-r.rp >= n {
		b := (*r.buf)[r.rp : r.rp+n]
		r.rp += n
		return b, nil
	}
	if len(*r.buf) < n {
		big := getChunk(n)
		r.wp = copy(*big, (*r.buf)[r.rp:r.wp])
		r.rp = 0
		putChunk(r.buf)
		r.buf = big
	}
	m, err := io.ReadAtLeast(r.r, (*r.buf)[r.wp:], n-(r.wp-r.rp))
	r.wp += m
	if err != nil {
		return nil, err
	}
	b := (*r.buf)[r.rp : r.rp+n]
	r.rp += n
	return b, nil
}

// A header reads a message's first bytes.
type header struct{ cr *chunkReader }

func (h *header) kind() (byte, error) {
	b, err := h.cr.Next(5)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}
