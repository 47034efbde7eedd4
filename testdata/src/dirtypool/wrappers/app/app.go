// Package app takes objects from pools that it reaches through others.
package app

import (
	"bytes"
	"strconv"
	"sync"

	"obslint.test/dirtypool/wrappers/gpool"
)

var buffers = gpool.New(func() *bytes.Buffer { return new(bytes.Buffer) })

// Line formats a line in a buffer of a typed pool.
func Line(n int) string {
	b := buffers.Get() // want `the buffer from buffers may still hold what its last user put in, which the code on line 20 takes along; empty it after Get`
	defer buffers.Put(b)
	b.WriteString("n=")
	b.WriteString(strconv.Itoa(n))
	return b.String()
}

var keys = gpool.New(func() []byte { return make([]byte, 0, 16) })

// Key formats a key in a slice that goes back with its length.
func Key(n int) string {
	k := keys.Get() // want `the slice from keys may still hold what its last user put in, which the code on line 28 takes along; empty it after Get`
	k = strconv.AppendInt(k, int64(n), 10)
	s := string(k)
	keys.Put(k)
	return s
}

var clean = gpool.NewClean(func() *bytes.Buffer { return new(bytes.Buffer) })

// Clean formats a line in a buffer that the pool resets.
func Clean(n int) string {
	b := clean.Get()
	defer clean.Put(b)
	b.WriteString(strconv.Itoa(n))
	return b.String()
}

var plain = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Given formats a line in a buffer of the pool that it is given.
func Given(n int) string { return given(&plain, n) }

func given(pool *sync.Pool, n int) string {
	b := pool.Get().(*bytes.Buffer) // want `the buffer from pool may still hold what its last user put in, which the code on line 53 takes along; empty it after Get`
	defer pool.Put(b)
	b.WriteString(strconv.Itoa(n))
	return b.String()
}

var borrowed = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Borrowed formats a line in a buffer of a pool that others work on.
func Borrowed(n int) string {
	b := gpool.Borrow(&borrowed).(*bytes.Buffer) // want `the buffer from borrowed may still hold what its last user put in, which the code on line 63 takes along; empty it after Get`
	defer gpool.Return(&borrowed, b)
	b.WriteString(strconv.Itoa(n))
	return b.String()
}

var released = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func acquire() (*bytes.Buffer, func()) {
	b := released.Get().(*bytes.Buffer)
	return b, func() { released.Put(b) }
}

// Released formats a line in a buffer that a func value gives back.
func Released(n int) string {
	b, release := acquire() // want `the buffer from released may still hold what its last user put in, which the code on line 78 takes along; empty it after Get`
	defer release()
	b.WriteString(strconv.Itoa(n))
	return b.String()
}

var emptied = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func acquireEmptied() (*bytes.Buffer, func()) {
	b := emptied.Get().(*bytes.Buffer)
	return b, func() {
		b.Reset()
		emptied.Put(b)
	}
}

// Emptied formats a line in a buffer that a func value empties.
func Emptied(n int) string {
	b, release := acquireEmptied()
	defer release()
	b.WriteString(strconv.Itoa(n))
	return b.String()
}

// A Params is given back once, by the func that it holds.
type Params struct {
	values   []int
	recycle  func(*Params)
	recycled bool
}

// Recycle gives p back.
func (p *Params) Recycle() {
	if p.recycled {
		return
	}
	p.recycled = true
	p.recycle(p)
}

// A Router keeps its parameters in a pool.
type Router struct{ pool sync.Pool }

// NewRouter returns a Router that counts what it makes.
func NewRouter(made *int) *Router {
	r := new(Router)
	r.pool.New = func() any {
		*made++
		return &Params{recycle: r.put}
	}
	return r
}

func (r *Router) put(p *Params) { r.pool.Put(p) }

func (r *Router) get() *Params { // want `get leaves recycled as the last user of the Params set it, and the next Get from pool may read it; zero it here too`
	p := r.pool.Get().(*Params)
	p.values = p.values[:0]
	return p
}

// Route returns the parameters of a path.
func (r *Router) Route(n int) *Params { return fill(r.get, n) }

func fill(get func() *Params, n int) *Params {
	p := get()
	p.values = append(p.values, n)
	return p
}
