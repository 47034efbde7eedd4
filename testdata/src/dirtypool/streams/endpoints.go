package streams

import "sync"

// An Endpoint is one side of a call.
type Endpoint struct {
	name string
	tags map[string]string
}

var endpoints = sync.Pool{New: func() any { return &Endpoint{tags: make(map[string]string)} }}

// NewEndpoint takes an endpoint.
func NewEndpoint(name string, tags map[string]string) *Endpoint {
	e := endpoints.Get().(*Endpoint)
	e.name = name
	for k, v := range tags {
		e.tags[k] = v
	}
	return e
}

// Fill makes the endpoint another one. That it empties the tags here says
// nothing about Recycle.
func (e *Endpoint) Fill(name string, tags map[string]string) {
	e.name = name
	for k := range e.tags {
		delete(e.tags, k)
	}
	for k, v := range tags {
		e.tags[k] = v
	}
}

// Tag returns a tag.
func (e *Endpoint) Tag(key string) string { return e.tags[key] }

// Name returns the name.
func (e *Endpoint) Name() string { return e.name }

// Recycle gives the endpoint back.
func (e *Endpoint) Recycle() { // want `Recycle leaves tags as the last user of the Endpoint set it, and the next Get from endpoints may read it; zero it here too`
	e.name = ""
	endpoints.Put(e)
}

// A Table counts who is in: what it adds it takes away again.
type Table struct {
	n  int
	in map[string]int
}

var tables = sync.Pool{New: func() any { return &Table{in: make(map[string]int)} }}

// NewTable takes a table.
func NewTable() *Table { return tables.Get().(*Table) }

// Enter adds somebody.
func (t *Table) Enter(who string) {
	t.in[who] = t.n
	t.n++
}

// Leave takes somebody away.
func (t *Table) Leave(who string) { delete(t.in, who) }

// Has reports whether somebody is in.
func (t *Table) Has(who string) bool { _, ok := t.in[who]; return ok }

// Free gives the table back, when all have left.
func (t *Table) Free() {
	t.n = 0
	tables.Put(t)
}
