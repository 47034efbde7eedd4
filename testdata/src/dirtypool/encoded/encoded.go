// Package encoded hands pooled structs to encoders, which read every field that
// others can see.
package encoded

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
)

type reply struct {
	Code int               `json:"code"`
	Data map[string]string `json:"data"`
}

var replies = sync.Pool{New: func() any { return &reply{Data: map[string]string{}} }}

// The keys of the reply before stay in the map.
func answer(w http.ResponseWriter, data map[string]string) error {
	r := replies.Get().(*reply)
	defer replies.Put(r) // want "Data goes back to replies as the last user of the reply set it, and the next Get may read it; zero it too"
	r.Code = http.StatusOK
	for k, v := range data {
		r.Data[k] = v
	}
	return json.NewEncoder(w).Encode(r)
}

type page struct {
	Title string            `json:"title"`
	Data  map[string]string `json:"data"`
}

var pages = sync.Pool{New: func() any { return &page{Data: map[string]string{}} }}

// Emptied before it is filled.
func render(title string, data map[string]string) ([]byte, error) {
	p := pages.Get().(*page)
	defer pages.Put(p)
	clear(p.Data)
	p.Title = title
	for k, v := range data {
		p.Data[k] = v
	}
	return json.Marshal(p)
}

type job struct {
	Name  string `json:"name"`
	Owner string `json:"-"`
	tries int
}

var jobs = sync.Pool{New: func() any { return new(job) }}

// What the encoder does not see may be old.
func describe(name, owner string, again bool) ([]byte, error) {
	j := jobs.Get().(*job)
	defer jobs.Put(j)
	j.Name = name
	if owner != "" {
		j.Owner = owner
	}
	if again {
		j.tries = 2
	}
	return json.Marshal(j)
}

type stamp struct {
	Unix  int64
	Zones map[string]int
}

// MarshalJSON writes the time alone.
func (s *stamp) MarshalJSON() ([]byte, error) { return json.Marshal(s.Unix) }

var stamps = sync.Pool{New: func() any { return &stamp{Zones: map[string]int{}} }}

func write(w io.Writer, unix int64, zone string) error {
	s := stamps.Get().(*stamp)
	defer stamps.Put(s)
	s.Unix = unix
	s.Zones[zone] = 1
	return json.NewEncoder(w).Encode(s)
}

// A buffers embeds its pool, which nobody outside can reach.
type buffers struct{ sync.Pool }

func (b *buffers) get() *bytes.Buffer { return b.Get().(*bytes.Buffer) }

var scratch = buffers{sync.Pool{New: func() any { return new(bytes.Buffer) }}}

var errEmpty = errors.New("nothing to send")

func send(w io.Writer, body []byte) error {
	b := scratch.get()
	defer scratch.Put(b) // want "by the return on line 105, this Put gives back the buffer with what was put in, and the next user of buffers may take it along; empty it on every way"
	b.WriteString("head\n")
	if len(body) == 0 {
		return errEmpty
	}
	b.Write(body)
	_, err := w.Write(b.Bytes())
	b.Reset()
	return err
}
