// Package settled keeps in its pools what every user finds as a new object
// has it, or writes anew each time. Beside each stands one that does not.
package settled

import (
	"fmt"
	"io"
	"sync"
)

// A binder is strict unless somebody says otherwise, and so is what New makes.
type binder struct {
	strict bool
	lax    int
}

var binders = sync.Pool{New: func() any { return &binder{strict: true} }}

// Bind binds s.
func Bind(s string, loose bool) error {
	b := binders.Get().(*binder)
	defer func() {
		b.strict, b.lax = true, 0
		binders.Put(b)
	}()
	if loose {
		b.strict = false
		b.lax++
	}
	if b.strict && s == "" || b.lax > 1 {
		return fmt.Errorf("%q is empty", s)
	}
	return nil
}

// A parser is new only once: what New makes has not been used.
type parser struct {
	used bool
	n    int
}

var parsers = sync.Pool{New: func() any { return &parser{used: false} }}

// Parse reports whether it got a parser that nobody used.
func Parse(s string) bool {
	p := parsers.Get().(*parser) // want `may still hold the used of its last user`
	fresh := !p.used
	p.n = len(s)
	p.used = true
	p.n = 0
	parsers.Put(p)
	return fresh
}

// A jar numbers what comes in. Which numbers they are means nothing.
type jar struct {
	seq  uint64
	last string
}

func (j *jar) next() uint64 {
	j.seq++
	return j.seq
}

var jars = sync.Pool{New: func() any { return new(jar) }}

// Number names s twice, in order.
func Number(s string) (a, b string) {
	j := jars.Get().(*jar)
	j.last = s
	a = fmt.Sprint(j.last, j.next())
	b = fmt.Sprint(j.last, j.next())
	j.last = ""
	jars.Put(j)
	return a, b
}

// A retry counts to three; what its last user counted counts for the next.
type retry struct {
	tries int
	last  string
}

func (r *retry) again() bool {
	r.tries++
	return r.tries < 3
}

var retries = sync.Pool{New: func() any { return new(retry) }}

// Try calls f up to three times.
func Try(f func() error) (err error) {
	r := retries.Get().(*retry) // want `may still hold the tries of its last user`
	for ok := true; ok; ok = r.again() {
		if err = f(); err == nil {
			break
		}
		r.last = err.Error()
	}
	r.last = ""
	retries.Put(r)
	return err
}

// A Line is what a logger writes.
type Line struct {
	Who  string
	Took int
}

func (l *Line) String() string { return fmt.Sprint(l.Who, " took ", l.Took) }

// Logger returns a logger. Whether lines say how long it took is decided once
// for all that the pool ever holds.
func Logger(w io.Writer, timed bool, write func(io.Writer, *Line)) func(who string, took int) {
	pool := sync.Pool{New: func() any { return new(Line) }}
	return func(who string, took int) {
		l := pool.Get().(*Line)
		defer pool.Put(l)
		l.Who = who
		if timed {
			l.Took = took
		}
		write(w, l)
	}
}

// Slow returns a logger that decides for each line.
func Slow(w io.Writer, write func(io.Writer, *Line)) func(who string, took int) {
	pool := sync.Pool{New: func() any { return new(Line) }}
	return func(who string, took int) {
		l := pool.Get().(*Line)
		defer pool.Put(l) // want `Took goes back to pool as the last user of the Line set it`
		l.Who = who
		if took > 100 {
			l.Took = took
		}
		write(w, l)
	}
}
