// Package gpool is a typed pool.
package gpool

import "sync"

// A Pool holds objects of type T. What is put back comes out as it is.
type Pool[T any] struct{ pool sync.Pool }

// New returns a pool of what f makes.
func New[T any](f func() T) *Pool[T] {
	return &Pool[T]{pool: sync.Pool{New: func() any { return f() }}}
}

// Get returns an object.
func (p *Pool[T]) Get() T { // want Get:"gets receiver"
	v := p.pool.Get()
	return v.(T)
}

// Put takes an object back.
func (p *Pool[T]) Put(v T) { p.pool.Put(v) } // want Put:"puts receiver"

// A Cleaner is cleaned when it is put back.
type Cleaner interface{ Reset() }

// A Clean pool resets what it takes back.
type Clean[T Cleaner] struct{ pool sync.Pool }

// NewClean returns a pool of what f makes.
func NewClean[T Cleaner](f func() T) *Clean[T] {
	return &Clean[T]{pool: sync.Pool{New: func() any { return f() }}}
}

// Get returns an object.
func (p *Clean[T]) Get() T { return p.pool.Get().(T) }

// Put resets an object and takes it back.
func (p *Clean[T]) Put(v T) {
	v.Reset()
	p.pool.Put(v)
}

// Borrow returns an object of the pool p.
func Borrow(p *sync.Pool) any { return p.Get() } // want Borrow:"gets parameter"

// Return takes v back into the pool p.
func Return(p *sync.Pool, v any) { p.Put(v) } // want Return:"puts parameter"
