// Package app uses the pools of others, and types of others in pools.
package app

import (
	"strconv"
	"sync"

	"obslint.test/dirtypool/helpers/bufpool"
	"obslint.test/dirtypool/helpers/mid"
)

// Line formats a line.
func Line(n int) string {
	b := mid.Buffer() // want `the buffer from bufpool.pool may still hold what its last user put in, which the code on line 18 takes along; empty it after Get`
	defer mid.Return(b)
	b.WriteString("n=")
	b.WriteString(strconv.Itoa(n))
	return b.String()
}

// Empty formats a line in an empty buffer.
func Empty(n int) string {
	b := mid.Buffer()
	defer mid.Return(b)
	b.Reset()
	b.WriteString(strconv.Itoa(n))
	return b.String()
}

// Clean formats a line in a buffer that is handed out clean.
func Clean(n int) string {
	b := bufpool.Clean()
	defer bufpool.Put(b)
	b.WriteString(strconv.Itoa(n))
	return b.String()
}

var recordPool = sync.Pool{New: func() any { return new(mid.Record) }}

// Describe describes a measurement.
func Describe(name string, value int) string {
	r := recordPool.Get().(*mid.Record)
	if name != "" {
		r.Name = name
	}
	r.Value += value
	out := r.Name + "=" + strconv.Itoa(r.Value)
	r.Reset()
	recordPool.Put(r) // want `Name goes back to recordPool as the last user of the Record set it, and the next Get may read it; zero it too`
	return out
}

var clearedPool = sync.Pool{New: func() any { return new(mid.Record) }}

// Cleared does the same with a record that is cleared.
func Cleared(name string, value int) string {
	r := clearedPool.Get().(*mid.Record)
	if name != "" {
		r.Name = name
	}
	r.Value += value
	out := r.Name + "=" + strconv.Itoa(r.Value)
	r.Clear()
	clearedPool.Put(r)
	return out
}
