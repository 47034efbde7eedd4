// Package bufpool lends buffers. Its users empty them.
package bufpool

import (
	"bytes"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Get returns a buffer as its last user left it.
func Get() *bytes.Buffer { return pool.Get().(*bytes.Buffer) } // want Get:"gets pool"

// Put takes a buffer back.
func Put(b *bytes.Buffer) { pool.Put(b) } // want Put:"puts pool"

// Clean returns an empty buffer.
func Clean() *bytes.Buffer {
	b := pool.Get().(*bytes.Buffer)
	b.Reset()
	return b
}
