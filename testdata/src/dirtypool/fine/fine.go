// Package fine uses pools in ways that look careless and are not.
package fine

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"
)

// copyBufs are written first.
var copyBufs = sync.Pool{New: func() any { b := make([]byte, 4096); return &b }}

// Copy copies.
func Copy(w io.Writer, r io.Reader) (int64, error) {
	b := copyBufs.Get().(*[]byte)
	defer copyBufs.Put(b)
	return io.CopyBuffer(w, r, *b)
}

// Head reads the first bytes of r.
func Head(r io.Reader) (string, error) {
	b := copyBufs.Get().(*[]byte)
	defer copyBufs.Put(b)
	n, err := r.Read(*b)
	return string((*b)[:n]), err
}

// Varint writes n.
func Varint(w io.Writer, n uint64) error {
	b := copyBufs.Get().(*[]byte)
	defer copyBufs.Put(b)
	_, err := w.Write((*b)[:binary.PutUvarint(*b, n)])
	return err
}

// numbers are cut to [:0] at use.
var numbers = sync.Pool{New: func() any { b := make([]byte, 0, 32); return &b }}

// Number formats n.
func Number(n int64) string {
	p := numbers.Get().(*[]byte)
	b := strconv.AppendInt((*p)[:0], n, 10)
	s := string(b)
	*p = b
	numbers.Put(p)
	return s
}

// drained are empty once they are written out.
var drained = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Print writes a line.
func Print(w io.Writer, n int) error {
	buf := drained.Get().(*bytes.Buffer)
	fmt.Fprintln(buf, n)
	_, err := buf.WriteTo(w)
	if err != nil {
		return err // dropped, not put back
	}
	drained.Put(buf)
	return nil
}

// late cleans after the defer statement, and before the deferred Put.
var late = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Late formats n.
func Late(n int) string {
	buf := late.Get().(*bytes.Buffer)
	defer late.Put(buf)
	buf.Reset()
	fmt.Fprint(buf, n)
	return buf.String()
}

// A compressor keeps writers for each level.
type compressor struct {
	pools   []*sync.Pool
	readers map[string]*sync.Pool
}

func newCompressor() *compressor {
	c := &compressor{readers: make(map[string]*sync.Pool)}
	for range 3 {
		c.pools = append(c.pools, &sync.Pool{})
	}
	c.readers["buf"] = &sync.Pool{New: func() any { return bufio.NewReader(nil) }}
	return c
}

func (c *compressor) compress(w io.Writer, level int, data []byte) error {
	zw, ok := c.pools[level].Get().(*gzip.Writer)
	if !ok {
		zw = gzip.NewWriter(w)
	} else {
		zw.Reset(w)
	}
	_, err := zw.Write(data)
	zw.Close()
	c.pools[level].Put(zw)
	return err
}

func (c *compressor) line(r io.Reader) (string, error) {
	br := c.readers["buf"].Get().(*bufio.Reader)
	defer c.readers["buf"].Put(br)
	br.Reset(r)
	return br.ReadString('\n')
}

// Line compresses and reads.
func Line(w io.Writer, r io.Reader) (string, error) {
	c := newCompressor()
	s, err := c.line(r)
	if err != nil {
		return "", err
	}
	return s, c.compress(w, 1, []byte(s))
}

// Buffers hands buffers out and takes them back; its users clean them.
var Buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Shared uses one.
func Shared(s string) string {
	b := Buffers.Get().(*bytes.Buffer)
	defer Buffers.Put(b)
	b.WriteString(s)
	return b.String()
}

// A job is assigned anew after each Get.
type job struct {
	ctx  context.Context
	run  func(context.Context) error
	next *job
	at   time.Time
}

var jobs = sync.Pool{New: func() any { return new(job) }}

// Submit runs f.
func Submit(ctx context.Context, f func(context.Context) error) error {
	j := jobs.Get().(*job)
	j.ctx, j.run, j.next, j.at = ctx, f, nil, time.Now()
	defer jobs.Put(j)
	return j.do()
}

func (j *job) do() error {
	if j.next != nil {
		return j.next.do()
	}
	if time.Since(j.at) > time.Minute {
		return context.DeadlineExceeded
	}
	return j.run(j.ctx)
}

// An encoder keeps what is dear: its scratch space, its helper, its count.
type encoder struct {
	mu      sync.Mutex
	scratch []byte
	helper  *bufio.Writer
	out     bytes.Buffer
	depth   int
	keys    []string
	n       int
	seen    [4]int
	cache   map[string]int
}

var encoders = sync.Pool{New: func() any { return &encoder{cache: make(map[string]int)} }}

func newEncoder() *encoder {
	e := encoders.Get().(*encoder)
	e.out.Reset()
	e.n = 0
	return e
}

func (e *encoder) release() { encoders.Put(e) }

// Encode encodes keys.
func Encode(keys ...string) string {
	e := newEncoder()
	defer e.release()
	for _, k := range keys {
		e.key(k)
	}
	return e.finish()
}

func (e *encoder) key(k string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.scratch = append(e.scratch[:0], k...)
	e.scratch = append(e.scratch, ',')
	e.out.Write(e.scratch)
	if e.helper == nil {
		e.helper = bufio.NewWriter(io.Discard)
	}
	e.depth++
	defer func() { e.depth-- }()
	e.keys = append(e.keys[:e.n], k)
	e.n++
	e.helper.Reset(io.Discard)
}

func (e *encoder) finish() string {
	if e.depth > 10 {
		return ""
	}
	for i := 0; i < e.n; i++ {
		if e.keys[i] == "" {
			return "empty"
		}
	}
	return e.out.String()
}

// A conn clears what is set as it finds it.
type conn struct {
	pending bool
	queue   []int
	closed  bool
	tags    map[string]string
}

var conns sync.Pool

func acquire() *conn {
	v := conns.Get()
	if v == nil {
		return &conn{tags: make(map[string]string)}
	}
	return v.(*conn)
}

func release(c *conn) {
	c.queue = c.queue[:0]
	if c.closed {
		c.closed = false
	}
	for k := range c.tags {
		delete(c.tags, k)
	}
	c.pending = false
	conns.Put(c)
}

// Use uses a conn.
func Use(n int) (int, error) {
	c := acquire()
	defer release(c)
	c.queue = append(c.queue, n)
	if n > 3 {
		c.pending = true
	}
	c.tags[strconv.Itoa(n)] = "x"
	if len(c.queue) > 2 || c.closed {
		return 0, io.ErrClosedPipe
	}
	c.closed = n == 2
	if c.pending {
		return len(c.tags), nil
	}
	return len(c.queue), nil
}

// Only one way puts the buffer back, and that way cleans it.
var strict = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Strict formats n.
func Strict(n int) (string, error) {
	buf := strict.Get().(*bytes.Buffer)
	if n < 0 {
		strict.Put(buf)
		return "", io.ErrUnexpectedEOF
	}
	fmt.Fprint(buf, n)
	s := buf.String()
	buf.Reset()
	strict.Put(buf)
	return s, nil
}

// Sum adds up with a table that it clears.
func Sum(keys []int) int {
	p := tables.Get().(*[]int)
	t := *p
	for i := range t {
		t[i] = 0
	}
	for _, k := range keys {
		t[k%len(t)]++
	}
	n := t[0]
	tables.Put(p)
	return n
}

var tables = sync.Pool{New: func() any { s := make([]int, 8); return &s }}

// An address keeps the last host that it parsed, by the host as it came.
type address struct {
	path string
	host []byte

	raw    []byte // the key
	parsed []byte
}

var addresses = sync.Pool{New: func() any { return new(address) }}

// Canonical returns host in lower case with path behind it.
func Canonical(host []byte, path string) string {
	a := addresses.Get().(*address)
	defer addresses.Put(a)
	a.path = path
	a.host = a.host[:0]
	if len(host) != 0 && bytes.Equal(host, a.raw) {
		a.host = append(a.host, a.parsed...)
	} else {
		a.host = append(a.host, bytes.ToLower(host)...)
		a.raw = append(a.raw[:0], host...)
		a.parsed = append(a.parsed[:0], a.host...)
	}
	return string(a.host) + a.path
}

// A zone keeps the offset that it looked up last.
type zone struct {
	name   string
	offset int
}

var zones = sync.Pool{New: func() any { return new(zone) }}

// Offset returns what lookup says of name.
func Offset(name string, lookup func(string) int) int {
	z := zones.Get().(*zone)
	defer zones.Put(z)
	if z.name != name {
		z.name = name
		z.offset = lookup(name)
		return z.offset
	}
	return z.offset
}

// CopyTo takes what a keeps along.
func (a *address) CopyTo(dst *address) {
	dst.path = a.path
	dst.host = append(dst.host[:0], a.host...)
	dst.raw = append(dst.raw[:0], a.raw...)
	dst.parsed = append(dst.parsed[:0], a.parsed...)
}

// A letter keeps its bytes while Borrow lends them.
type letter struct {
	text []byte
	lent bool
}

func (l *letter) Reset() {
	if !l.lent {
		l.text = l.text[:0]
	}
}

var letters = sync.Pool{New: func() any { return new(letter) }}

// Borrow fills text by send, in place.
func Borrow(text []byte, send func(*letter)) []byte {
	l := letters.Get().(*letter)
	own := l.text
	l.text, l.lent = text, true
	send(l)
	text = l.text
	l.text, l.lent = own, false
	l.Reset()
	letters.Put(l)
	return text
}
