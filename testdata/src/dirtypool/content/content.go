// Package content writes lines with the help of pooled memory.
package content

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Line formats a line.
func Line(key string, value int) string {
	buf := buffers.Get().(*bytes.Buffer) // want `the buffer from buffers may still hold what its last user put in, which the code on line 22 takes along; empty it after Get`
	defer buffers.Put(buf)
	buf.WriteString(key)
	fmt.Fprintf(buf, "=%d", value)
	return buf.String()
}

type builders struct{ pool sync.Pool }

// Join joins words.
func (b *builders) Join(words ...string) string {
	sb, ok := b.pool.Get().(*strings.Builder)
	if !ok {
		sb = new(strings.Builder)
	}
	defer b.pool.Put(sb)
	sb.Reset()
	for _, w := range words {
		sb.WriteString(w)
	}
	return sb.String()
}

var scratch = sync.Pool{New: func() any { s := make([]byte, 0, 64); return &s }}

// Quote quotes s.
func Quote(s string) string {
	p := scratch.Get().(*[]byte) // want `the slice from scratch may still hold what its last user put in, which the code on line 46 takes along; empty it after Get`
	b := append(*p, '"')
	b = append(b, s...)
	b = append(b, '"')
	*p = b
	out := string(b)
	scratch.Put(p)
	return out
}

var sets = &sync.Pool{New: func() any { return make(map[string]bool) }}

// Unique counts the different words.
func Unique(words []string) int {
	seen := sets.Get().(map[string]bool) // want `the map from sets may still hold what its last user put in, which the code on line 63 takes along; empty it after Get`
	defer sets.Put(seen)
	n := 0
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			n++
		}
	}
	return n
}

var hashes = sync.Pool{New: func() any { return sha256.New() }}

// Sum hashes data.
func Sum(data []byte) string {
	h := hashes.Get().(hash.Hash) // want `the hash from hashes may still hold what its last user put in, which the code on line 78 takes along; empty it after Get`
	defer hashes.Put(h)
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil))
}
