// Package memory hands out pooled memory under other names.
package memory

import (
	"bytes"
	"io"
	"net/http"
	"sync"
	"unsafe"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Body returns a reader of s.
func Body(s string) io.Reader {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	b.WriteString(s)
	return bytes.NewReader(b.Bytes()) // want `the memory of the buffer is returned, but goes back to buffers on line 17, so that its next user overwrites what is here; copy it first`
}

// Request returns a request with the body s.
func Request(url, s string) (*http.Request, error) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	b.WriteString(s)
	return http.NewRequest(http.MethodPost, url, b) // want `the memory of the buffer is returned, but goes back to buffers on line 26, so that its next user overwrites what is here; copy it first`
}

// Post sends a request with the body s, and is done with it.
func Post(c *http.Client, url, s string) (int, error) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	b.WriteString(s)
	req, err := http.NewRequest(http.MethodPost, url, b)
	if err != nil {
		return 0, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

// Later returns a func that returns s.
func Later(s string) func() []byte {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	b.WriteString(s)
	return func() []byte { return b.Bytes() } // want `the memory of the buffer is returned, but goes back to buffers on line 52, so that its next user overwrites what is here; copy it first`
}

// A Cache keeps texts.
type Cache struct{ Texts map[string][]byte }

// Set keeps s.
func (c *Cache) Set(key, s string) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	b.WriteString(s)
	c.Texts[key] = b.Bytes() // want `the memory of the buffer is kept, but goes back to buffers on line 64, so that its next user overwrites what is here; copy it first`
}

// A Reply has a body.
type Reply struct {
	Code int
	Body []byte
}

// OK returns the reply s.
func OK(s string) *Reply {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	b.WriteString(s)
	return &Reply{Code: http.StatusOK, Body: b.Bytes()} // want `the memory of the buffer is kept, but goes back to buffers on line 79, so that its next user overwrites what is here; copy it first`
}

var scratch = sync.Pool{New: func() any { b := make([]byte, 0, 64); return &b }}

// Join returns a and b as one string, without a copy.
func Join(a, b string) string {
	p := scratch.Get().(*[]byte)
	defer scratch.Put(p)
	s := append((*p)[:0], a...)
	s = append(s, b...)
	*p = s
	return unsafe.String(&s[0], len(s)) // want `the memory of the slice is returned, but goes back to scratch on line 90, so that its next user overwrites what is here; copy it first`
}

// Has reports whether set has a and b as one string.
func Has(set map[string]bool, a, b string) bool {
	p := scratch.Get().(*[]byte)
	defer scratch.Put(p)
	s := append((*p)[:0], a...)
	s = append(s, b...)
	*p = s
	return set[unsafe.String(&s[0], len(s))]
}
