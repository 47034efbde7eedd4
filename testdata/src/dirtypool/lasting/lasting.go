// Package lasting has pooled objects with a state that is meant to outlast their
// users, and some whose state is not.
package lasting

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// A session belongs to one request. Who it is for is set for some requests only.
type session struct {
	user   string
	status int
}

var sessions = sync.Pool{New: func() any { return new(session) }}

func (s *session) reset() { // want `reset leaves user as the last user of the session set it, and the next Get from sessions may read it; zero it here too`
	s.status = 0
}

func (s *session) auth(token string) {
	if token != "" {
		s.user = token
	}
}

// Serve answers a request.
func Serve(w http.ResponseWriter, r *http.Request) {
	s := sessions.Get().(*session)
	defer sessions.Put(s)
	s.reset()
	s.auth(r.Header.Get("X-Token"))
	if s.user == "" {
		s.status = http.StatusUnauthorized
	}
	fmt.Fprintln(w, s.user, s.status)
}

// A block hands out memory, and goes on from where its last user was.
type block struct {
	mem  []byte
	used int
}

var blocks = sync.Pool{New: func() any { return new(block) }}

// Alloc returns n bytes.
func Alloc(n int) []byte {
	b := blocks.Get().(*block)
	if b.used+n > len(b.mem) {
		b.mem, b.used = make([]byte, 4096+n), 0
	}
	out := b.mem[b.used : b.used+n : b.used+n]
	b.used += n
	blocks.Put(b)
	return out
}

var interned = sync.Pool{New: func() any { return make(map[string]string) }}

// Names returns the names in a list, each of which is kept once.
func Names(list [][]byte) (names []string) {
	for _, b := range list {
		names = append(names, intern(b))
	}
	return names
}

func intern(b []byte) string {
	m := interned.Get().(map[string]string)
	s, ok := m[string(b)]
	if !ok {
		s = string(b)
		m[s] = s
	}
	interned.Put(m)
	return s
}

// A builder knows how much its last user needed.
type builder struct {
	parts []string
	last  int
}

var builders = sync.Pool{New: func() any { return new(builder) }}

// Join joins what next returns.
func Join(next func() (string, bool)) string {
	b := builders.Get().(*builder)
	var out bytes.Buffer
	if b.last > 0 {
		out.Grow(b.last)
	}
	for s, ok := next(); ok; s, ok = next() {
		b.parts = append(b.parts, s)
	}
	for _, s := range b.parts {
		out.WriteString(s)
	}
	b.parts = b.parts[:0]
	b.last = out.Len()
	builders.Put(b)
	return out.String()
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Buffer returns an empty buffer, and does not trust the pool.
func Buffer() *bytes.Buffer {
	b := buffers.Get().(*bytes.Buffer)
	if b.Len() == 0 {
		return b
	}
	buffers.Put(b)
	return new(bytes.Buffer)
}

// Write writes a line by way of a buffer.
func Write(w io.Writer, line string) error {
	b := Buffer()
	b.WriteString(line)
	_, err := w.Write(b.Bytes())
	b.Reset()
	buffers.Put(b)
	return err
}

type message struct{ text string }

var messages = sync.Pool{New: func() any { return new(message) }}

// Next gives a message back that is empty, and then has none.
func Next(read func() string) (*message, error) {
	m := messages.Get().(*message)
	m.text = read()
	var err error
	if m.text == "" {
		messages.Put(m)
		m, err = nil, errors.New("no message")
	}
	return m, err
}
