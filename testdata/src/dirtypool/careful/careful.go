// Package careful uses pools in ways that look wrong and, but for those that say
// so, are right.
package careful

import (
	"bytes"
	"fmt"
	"net/url"
	"sort"
	"strings"
	"sync"
)

// A runtime runs templates. What each block sets, it puts back.
type runtime struct {
	content func(*runtime)
	out     []string
	depth   int
}

var runtimes = sync.Pool{New: func() any { return new(runtime) }}

func (r *runtime) yield(block, content []string) {
	mine := r.content
	if content != nil {
		r.content = func(r *runtime) {
			outer := r.content
			r.content = mine
			r.run(content)
			r.content = outer
		}
	}
	r.run(block)
	r.content = mine
}

func (r *runtime) run(list []string) {
	last := r.depth
	r.depth++
	defer func() { r.depth = last }()
	for _, s := range list {
		if s == "yield" && r.content != nil && r.depth < 9 {
			r.content(r)
			continue
		}
		r.out = append(r.out, s)
	}
}

// Execute runs a block with a content.
func Execute(block, content []string) string {
	r := runtimes.Get().(*runtime)
	defer runtimes.Put(r)
	r.out = r.out[:0]
	r.yield(block, content)
	return strings.Join(r.out, " ")
}

// A pair has scratch memory that a scanner fills, or says that there is nothing.
type pair struct {
	key, value []byte
	name       []byte
}

type scanner struct{ rest []byte }

func (s *scanner) next(key, value *[]byte) bool {
	if len(s.rest) == 0 {
		return false
	}
	first := s.rest
	if i := bytes.IndexByte(first, ';'); i >= 0 {
		first, s.rest = first[:i], first[i+1:]
	} else {
		s.rest = nil
	}
	isKey := true
	for i, c := range first {
		if c == '=' && isKey {
			isKey = false
			*key = append((*key)[:0], first[:i]...)
			*value = append((*value)[:0], first[i+1:]...)
		}
	}
	if isKey {
		*key = (*key)[:0]
		*value = append((*value)[:0], first...)
	}
	return true
}

var pairs = sync.Pool{New: func() any { return new(pair) }}

// Name returns the first key, and how many more there are.
func Name(src []byte) (string, int) {
	p := pairs.Get().(*pair)
	defer pairs.Put(p)
	p.name = p.name[:0]
	s := scanner{src}
	if !s.next(&p.key, &p.value) {
		return "", 0
	}
	p.name = append(p.name, p.key...)
	n := 0
	for s.next(&p.key, &p.value) {
		if len(p.key) > 0 {
			n++
		}
	}
	return string(p.name), n
}

// Lines are gone through by key; a key is there where NextKey says so.
type lines struct {
	left []string
	Key  []byte
}

var linesPool sync.Pool

func getLines(s string) *lines {
	l, ok := linesPool.Get().(*lines)
	if !ok {
		l = new(lines)
	}
	l.left = strings.Split(s, "\n")
	sort.Strings(l.left)
	return l
}

func putLines(l *lines) {
	l.left = nil
	linesPool.Put(l)
}

// NextKey goes on to the next key.
func (l *lines) NextKey() bool {
	for {
		if len(l.left) == 0 {
			return false
		}
		s := l.left[0]
		l.left = l.left[1:]
		if s != "" {
			l.Key = append(l.Key[:0], s...)
			return true
		}
	}
}

// Diff returns the keys of a that are not the ones of b.
func Diff(a, b string) string {
	x, y := getLines(a), getLines(b)
	defer func() {
		putLines(x)
		putLines(y)
	}()
	if !x.NextKey() {
		return ""
	}
	var out []byte
	more := y.NextKey()
	for {
		if !more || !bytes.Equal(x.Key, y.Key) {
			out = append(out, x.Key...)
		}
		if !x.NextKey() {
			return string(out)
		}
		if more {
			more = y.NextKey()
		}
	}
}

// A compressor notes that its table has to be cleaned.
type compressor struct {
	table []int
	dirty bool
}

var compressors = sync.Pool{New: func() any { return &compressor{table: make([]int, 16)} }}

// Compress counts the pairs that s has more than once.
func Compress(s string) int {
	c := compressors.Get().(*compressor)
	defer compressors.Put(c)
	if c.dirty {
		clear(c.table)
	}
	c.dirty = true
	n := 0
	for i := range len(s) {
		h := int(s[i]) % len(c.table)
		n += c.table[h]
		c.table[h] = 1
	}
	return n
}

// Lists have something in the counts only where there is something in the map.
type Lists struct {
	items  map[string]bool
	passed int
	failed int
}

var lists = sync.Pool{New: func() any { return new(Lists) }}

// GetLists hands out empty lists.
func GetLists() *Lists {
	l := lists.Get().(*Lists)
	l.Clear()
	return l
}

// PutLists takes lists back.
func PutLists(l *Lists) { lists.Put(l) }

// Clear empties the lists.
func (l *Lists) Clear() {
	if l.items != nil {
		clear(l.items)
		l.passed = 0
		l.failed = 0
	}
}

// Add adds an item.
func (l *Lists) Add(name string, passed bool) {
	if l.items == nil {
		l.items = make(map[string]bool)
	}
	l.items[name] = passed
	if passed {
		l.passed++
	} else {
		l.failed++
	}
}

// Len counts the items.
func (l *Lists) Len() int { return l.passed + l.failed }

// A writer may be the caller's own, which is then told to be strict.
type Writer struct {
	buf    []byte
	Strict bool
}

var writers = sync.Pool{New: func() any { return new(Writer) }}

// Marshal writes v with w, or with a writer from the pool.
func Marshal(v string, w *Writer) (out []byte, err error) {
	var wr *Writer
	if w != nil && cap(w.buf) > 0 {
		wr = w
	}
	if wr == nil {
		wr = writers.Get().(*Writer)
		defer writers.Put(wr)
	} else {
		wr.Strict = true
	}
	defer func() {
		if r := recover(); r != nil {
			wr.buf = wr.buf[:0]
			err = fmt.Errorf("%v", r)
		}
	}()
	wr.buf = wr.buf[:0]
	if wr.Strict && v == "" {
		panic("empty")
	}
	wr.buf = append(wr.buf, v...)
	return append([]byte(nil), wr.buf...), nil
}

// A params keeps what the parser can use again.
type params struct {
	id     string
	parsed *url.URL
}

var paramsPool = sync.Pool{New: func() any { return new(params) }}

func parse(s string, reuse *url.URL) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil {
		return nil, err
	}
	if reuse == nil {
		return u, nil
	}
	*reuse = *u
	return reuse, nil
}

func (p *params) reset() {
	parsed := p.parsed
	*p = params{}
	p.parsed = parsed
}

// Host returns the host of s.
func Host(s string) (string, error) {
	p := paramsPool.Get().(*params)
	defer func() {
		p.reset()
		paramsPool.Put(p)
	}()
	u, err := parse(s, p.parsed)
	if err != nil {
		return "", err
	}
	p.parsed = u
	p.id = u.Host
	return p.id, nil
}

// A batch is recycled where one caller waits for it, and made where many do: only
// these are sent by pipelines.
type batch struct {
	done     chan struct{}
	closed   bool
	attempts int
}

var batches = sync.Pool{New: func() any { return &batch{done: make(chan struct{}, 1)} }}

func getBatch() *batch {
	b := batches.Get().(*batch)
	b.closed = false
	return b
}

type request struct{ b *batch }

func pipeline(rs []request) int {
	most := 0
	for i, r := range rs {
		r.b.attempts = i + 1
		most = max(most, r.b.attempts)
	}
	return most
}

// Pipelined sends n commands in batches of their own.
func Pipelined(n int) int {
	var rs []request
	for range n {
		rs = append(rs, request{&batch{done: make(chan struct{})}})
	}
	return pipeline(rs)
}

// Waits sends one command, for which it waits.
func Waits(send func(chan struct{})) int {
	b := getBatch()
	defer batches.Put(b)
	send(b.done)
	if !b.closed {
		<-b.done
	}
	b.closed = true
	return b.attempts
}

// Events are a stack that is empty in the end.
type events []func()

func (e *events) push(f func()) { *e = append(*e, f) }

func (e *events) pop() func() {
	if len(*e) == 0 {
		return nil
	}
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

var eventsPool = sync.Pool{New: func() any { return new(events) }}

// Serve runs f between two events.
func Serve(f func(), done func()) {
	e := eventsPool.Get().(*events)
	defer func() {
		for last := e.pop(); last != nil; last = e.pop() {
			last()
		}
		eventsPool.Put(e)
	}()
	e.push(done)
	f()
}

// Packed bytes move to bigger memory, and leave the smaller to the pool.
type Packed []byte

var packed = sync.Pool{New: func() any { b := make([]byte, 0, 8); return &b }}

func getPacked(n, size int) []byte {
	b := packed.Get().(*[]byte)
	if cap(*b) < size {
		*b = make([]byte, n, size)
	} else {
		*b = (*b)[:n]
	}
	return *b
}

func putPacked(b []byte) {
	if cap(b) == 0 {
		return
	}
	packed.Put(&b)
}

// Add adds a byte.
func (p Packed) Add(c byte) Packed {
	if len(p) == 0 {
		p = getPacked(1, 8)
		p[0] = 0
	}
	if cap(p) < len(p)+2 {
		bigger := getPacked(len(p), 2*cap(p))
		copy(bigger, p)
		putPacked(p)
		p = bigger
	}
	for i := range 2 {
		p = append(p, c+byte(i))
	}
	return p
}
