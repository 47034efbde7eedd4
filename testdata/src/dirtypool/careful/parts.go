package careful

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
)

// A model holds what is said about a request.
type model struct {
	Request *http.Request
	Custom  []string
	User    string
}

// A Context collects it. Its reset writes literals in a literal.
type Context struct {
	model   model
	request http.Cookie
	mask    int
}

func (c *Context) reset() {
	*c = Context{
		model:   model{Custom: c.model.Custom[:0]},
		request: http.Cookie{Unparsed: c.request.Unparsed[:0]},
		mask:    c.mask,
	}
}

// SetUser names the user.
func (c *Context) SetUser(name string) {
	if name != "" {
		c.model.User = name
		c.request.Value = name
	}
}

// SetRequest notes the request.
func (c *Context) SetRequest(r *http.Request) { c.model.Request = r }

func (c *Context) build() string {
	switch {
	case c.model.Request != nil:
		return c.model.Request.URL.Path + c.model.User + c.request.Value
	case len(c.model.Custom) != 0:
		return c.model.Custom[0]
	}
	return c.model.User
}

// A Data is an event with its context.
type Data struct {
	Context Context
	name    string
	tracer  *Tracer
}

// A Tracer makes events.
type Tracer struct{ data sync.Pool }

// New returns an event.
func (t *Tracer) New() *Data {
	d, _ := t.data.Get().(*Data)
	if d == nil {
		d = &Data{tracer: t}
	}
	return d
}

// Send sends an event.
func (d *Data) Send() string {
	s := d.name + d.Context.build()
	d.reset()
	return s
}

func (d *Data) reset() {
	*d = Data{Context: d.Context, tracer: d.tracer}
	d.Context.reset()
	d.tracer.data.Put(d)
}

// A Sparse set has memory that grows, and knows how far it reaches.
type Sparse struct {
	bits    []uint64
	touched []int
	rate    int
	end     int
}

// Sets hands out sparse sets.
type Sets struct{ pool sync.Pool }

// Get returns an empty set.
func (s *Sets) Get() *Sparse {
	set, ok := s.pool.Get().(*Sparse)
	if !ok {
		set = &Sparse{rate: 1}
	}
	return set
}

// Put takes a set back.
func (s *Sets) Put(set *Sparse) {
	set.Reset()
	s.pool.Put(set)
}

func (s *Sparse) grow(n int) {
	if need := n/64 + 1; len(s.bits) < need {
		s.bits = slices.Grow(s.bits, need)[:need]
	}
	s.end = len(s.bits) * 64 * s.rate
}

// Reset clears what was touched.
func (s *Sparse) Reset() {
	for _, i := range s.touched {
		s.bits[i] = 0
	}
	s.touched = s.touched[:0]
}

// Visit reports whether n is new.
func (s *Sparse) Visit(n int) bool {
	if n >= s.end {
		s.grow(n)
	}
	word := n / 64
	if s.bits[word]&(1<<(n%64)) != 0 {
		return false
	}
	s.bits[word] |= 1 << (n % 64)
	s.touched = append(s.touched, word)
	return true
}

// An ID has parts that are compared with those of other IDs, too.
type ID struct{ group, metric uint64 }

// Less compares the groups, then the metrics.
func (id *ID) Less(b *ID) bool {
	if id.group != b.group {
		return id.group < b.group
	}
	return id.metric < b.metric
}

// Unmarshal fills the ID.
func (id *ID) Unmarshal(src []byte) error {
	var v [2]uint64
	if err := json.Unmarshal(src, &v); err != nil {
		return err
	}
	id.group, id.metric = v[0], v[1]
	return nil
}

// A reader reads blocks in order. Each one begins with noting the one before.
type reader struct {
	id, prev ID
	data     [][]byte
	err      error
}

var readers = sync.Pool{New: func() any { return new(reader) }}

func (r *reader) reset() {
	r.id = ID{}
	r.data = nil
	r.err = nil
}

func (r *reader) next() bool {
	if r.err != nil || len(r.data) == 0 {
		return false
	}
	r.prev = r.id
	if err := r.id.Unmarshal(r.data[0]); err != nil {
		r.err = err
		return false
	}
	r.data = r.data[1:]
	if r.id.Less(&r.prev) {
		r.err = fmt.Errorf("%v behind %v", r.id, r.prev)
		return false
	}
	return true
}

// Count counts the blocks.
func Count(data [][]byte) (int, error) {
	r := readers.Get().(*reader)
	defer readers.Put(r)
	r.reset()
	r.data = data
	n := 0
	for r.next() {
		n++
	}
	return n, r.err
}

// Sorted says whether IDs are in order.
func Sorted(ids []ID) bool {
	return slices.IsSortedFunc(ids, func(a, b ID) int {
		if a.Less(&b) {
			return -1
		}
		return 0
	})
}

// An iterator may have a batch, and has what it needs for one only then.
type iterator struct {
	alloc *space
	batch *[]string
	err   error
	at    int
}

type batchState struct {
	err  error
	seen int
}

// A space is the memory of an iterator.
type space struct {
	iter  iterator
	state batchState
}

var spaces = sync.Pool{New: func() any { return new(space) }}

func newIterator(batch *[]string) *iterator {
	s := spaces.Get().(*space)
	s.iter.alloc = s
	s.iter.batch = batch
	return &s.iter
}

func (i *iterator) next() (string, error) {
	if i.batch == nil {
		return "", nil
	}
	st := &i.alloc.state
	if st.err != nil {
		return "", st.err
	}
	if i.at >= len(*i.batch) {
		st.err = fmt.Errorf("end after %d", st.seen)
		return "", st.err
	}
	st.seen++
	i.at++
	return (*i.batch)[i.at-1], nil
}

func (i *iterator) close() error {
	alloc, err := i.alloc, i.err
	if i.batch != nil {
		alloc.state = batchState{}
	}
	alloc.iter = iterator{}
	spaces.Put(alloc)
	return err
}

// First returns what is first in a batch.
func First(batch *[]string) (string, error) {
	i := newIterator(batch)
	s, err := i.next()
	if err := i.close(); err != nil {
		return "", err
	}
	return s, err
}

// A block counts what is in it until its writer begins a new one.
type block struct {
	data    []byte
	deleted int
}

var blocks = sync.Pool{New: func() any { return new(block) }}

func (b *block) clear() { b.data = b.data[:0] }

// A BlockWriter writes blocks.
type BlockWriter struct {
	block *block
	dense int
}

// NewBlockWriter returns a writer.
func NewBlockWriter() *BlockWriter {
	b := blocks.Get().(*block)
	b.clear()
	return &BlockWriter{block: b}
}

// Add adds an entry.
func (w *BlockWriter) Add(key string, deletes bool) {
	if deletes {
		w.block.deleted += len(key)
	}
	w.block.data = append(w.block.data, key...)
	if len(w.block.data) > 64 {
		w.flush()
	}
}

func (w *BlockWriter) flush() {
	if w.block.deleted > len(w.block.data)/2 {
		w.dense++
	}
	w.block.deleted = 0
	w.block.clear()
}

// Close ends the writer.
func (w *BlockWriter) Close() int {
	w.flush()
	blocks.Put(w.block)
	w.block = nil
	return w.dense
}

// A call holds a struct of another package, whose fields it sets one by one: the
// path of some.
type call struct {
	cookie http.Cookie
	n      int
}

var calls = sync.Pool{New: func() any { return new(call) }}

// Cookie writes a cookie.
func Cookie(name, path string) string {
	c := calls.Get().(*call)
	defer calls.Put(c) // want `Path goes back to calls`
	c.n = 0
	c.cookie.Name = name
	c.cookie.Value = "1"
	if path != "" {
		c.cookie.Path = path
	}
	return fmt.Sprint(c.cookie.Name, "=", c.cookie.Value, "; ", c.cookie.Path)
}

// A peer has a part that says when another one counts, and which is itself left.
type peer struct {
	addr struct {
		set  bool
		name string
	}
	id int
}

var peers = sync.Pool{New: func() any { return new(peer) }}

// Peer names a peer.
func Peer(id int, name string) string {
	p := peers.Get().(*peer)
	defer peers.Put(p) // want `set and name go back to peers`
	p.id = id
	if name != "" {
		p.addr.set, p.addr.name = true, name
	}
	return p.text()
}

func (p *peer) text() string {
	if p.addr.set {
		return p.addr.name
	}
	return fmt.Sprint(p.id)
}

// hooks are run, and what comes after them does not depend on how many there are.
type hooks struct {
	run         []func(string)
	name, after string
}

var hookPool = sync.Pool{New: func() any { return new(hooks) }}

// Run runs what the callers ask for.
func Run(name, after string, out func(string), fs ...func(string)) {
	h := hookPool.Get().(*hooks)
	h.name = name
	if after != "" {
		h.after = after
	}
	h.run = append(h.run, fs...)
	for _, f := range h.run {
		f(h.name)
	}
	if h.after != "" {
		out(h.after)
	}
	h.run = h.run[:0]
	hookPool.Put(h) // want `after goes back to hookPool as the last user of the hooks set it, and the next Get may read it; zero it too`
}
