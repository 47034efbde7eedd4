package carried

import (
	"bufio"
	"io"
	"sync"
)

// A body reads what a message carries, in chunks if its length is not known.
type body struct {
	r      *bufio.Reader
	length int
	left   int
	offset int
}

var bodies = sync.Pool{New: func() any { return new(body) }}

// NewBody returns the body of a message.
func NewBody(r *bufio.Reader, length int) io.Reader {
	b := bodies.Get().(*body)
	b.r = r
	b.length = length
	return b
}

func (b *body) Read(p []byte) (int, error) {
	if b.length == -1 {
		if b.left == 0 {
			n, err := b.r.ReadByte()
			if err != nil || n == 0 {
				return 0, io.EOF
			}
			b.left = int(n)
		}
		n, err := b.r.Read(p[:min(len(p), b.left)])
		b.left -= n
		return n, err
	}
	if b.offset == b.length {
		return 0, io.EOF
	}
	n, err := b.r.Read(p[:min(len(p), b.length-b.offset)])
	b.offset += n
	return n, err
}

// Release gives a body back.
func Release(r io.Reader) { // want `Release leaves left as the last user of the body set it, and the next Get from bodies may read it; zero it here too`
	if b, ok := r.(*body); ok {
		b.r = nil
		b.offset = 0
		bodies.Put(b)
	}
}
