// Package streams keeps pooled readers in a field of requests that are pooled
// themselves.
package streams

import (
	"bytes"
	"io"
	"sync"
)

type stream struct {
	from *bytes.Reader
	read int
	left int
}

var streams = sync.Pool{New: func() any { return new(stream) }}

// Read reads what is left of the body.
func (s *stream) Read(p []byte) (int, error) {
	if s.read >= 1<<20 {
		return 0, io.EOF
	}
	if s.left > 0 && len(p) > s.left {
		p = p[:s.left]
	}
	n, err := s.from.Read(p)
	s.read += n
	s.left -= n
	return n, err
}

func acquireStream(b []byte) *stream {
	s := streams.Get().(*stream)
	s.from = bytes.NewReader(b)
	return s
}

func releaseStream(s *stream) { // want `releaseStream leaves read as the last user of the stream set it, and the next Get from streams may read it; zero it here too`
	s.from = nil
	s.left = 0
	streams.Put(s)
}

// A Request is what a client sent.
type Request struct {
	body   io.Reader
	form   map[string]string
	host   string
	path   string
	files  []string
	secure bool
	parsed bool
}

var requests = sync.Pool{New: func() any { return new(Request) }}

// Acquire takes a request.
func Acquire() *Request { return requests.Get().(*Request) }

// Release gives a request back.
func Release(r *Request) {
	r.Reset()
	requests.Put(r)
}

// Reset empties the request.
func (r *Request) Reset() {
	r.resetHead()
	r.closeBody()
}

func (r *Request) resetHead() { // want `resetHead leaves secure as the last user of the Request set it, and the next Get from requests may read it; zero it here too`
	r.dropForm()
	r.parsed = false
	r.host = ""
}

// dropForm is called in the middle of a request as well: it is not where the
// request ends.
func (r *Request) dropForm() {
	r.form = nil
	r.path = ""
	r.files = nil
}

func (r *Request) closeBody() {
	if s, ok := r.body.(*stream); ok {
		releaseStream(s)
	}
	r.body = nil
}

// SetBody gives the request a body.
func (r *Request) SetBody(b []byte) {
	r.dropForm()
	r.closeBody()
	r.body = acquireStream(b)
}

// Body returns what reads the body.
func (r *Request) Body() io.Reader { return r.body }

// SetSecure notes that the request came by TLS.
func (r *Request) SetSecure(secure bool) { r.secure = secure }

// Parse reads the target.
func (r *Request) Parse(host, path string, form map[string]string, files []string) {
	if r.parsed {
		return
	}
	r.parsed = true
	r.host, r.path, r.form, r.files = host, path, form, files
}

// URL returns the target of the request.
func (r *Request) URL() string {
	if r.secure {
		return "https://" + r.host + r.path
	}
	return "http://" + r.host + r.path
}

// Files returns the names of the uploaded files and of the form's fields.
func (r *Request) Files() []string {
	out := append([]string(nil), r.files...)
	for k := range r.form {
		out = append(out, k)
	}
	return out
}
