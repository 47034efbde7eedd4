package quiet

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"sync"
)

// A form is parsed when the first field is looked up, and not before. What was
// parsed for the last user is gone by then, as each use begins without groups.
type form struct {
	values  map[string]string
	groups  []string
	aliases map[string]int
}

var forms = sync.Pool{New: func() any { return new(form) }}

// DecodeForm hands each field with an alias to set.
func DecodeForm(values map[string]string, fields []string, set func(group string)) {
	f := forms.Get().(*form)
	f.values = values
	f.groups = f.groups[:0]
	for _, name := range fields {
		if i, ok := f.find(name); ok {
			set(f.groups[i])
		}
	}
	f.values = nil
	forms.Put(f)
}

func (f *form) find(name string) (int, bool) {
	f.parse()
	i, ok := f.aliases[name]
	return i, ok
}

func (f *form) parse() {
	if len(f.groups) > 0 {
		return
	}
	if f.aliases == nil {
		f.aliases = make(map[string]int)
	} else {
		clear(f.aliases)
	}
	for key := range f.values {
		if name, _, ok := strings.Cut(key, "["); ok {
			f.aliases[name] = len(f.groups)
			f.groups = append(f.groups, key)
		}
	}
}

// A Packer writes to what can take single bytes, or else by way of a writer
// that can, which it keeps and sends to another target.
type Packer struct {
	out   byteWriter
	count int
}

type byteWriter interface {
	io.Writer
	io.ByteWriter
}

type single struct {
	io.Writer
	one [1]byte
}

func (s *single) WriteByte(c byte) error {
	s.one[0] = c
	_, err := s.Write(s.one[:])
	return err
}

func (s *single) reset(w io.Writer) { s.Writer = w }

var packers = sync.Pool{New: func() any { return new(Packer) }}

// Reset sends what is written to w.
func (e *Packer) Reset(w io.Writer) {
	if bw, ok := w.(byteWriter); ok {
		e.out = bw
	} else if s, ok := e.out.(*single); ok {
		s.reset(w)
	} else {
		e.out = &single{Writer: w}
	}
}

// PackAll, which extensions may add to, returns strings with their lengths.
func PackAll(all []string, extend func(e *Packer, s string)) []byte {
	var buf bytes.Buffer
	e := packers.Get().(*Packer)
	e.Reset(&buf)
	e.count = 0
	for _, s := range all {
		if extend != nil {
			extend(e, s)
		}
		e.Encode(s)
	}
	buf.WriteByte(byte(e.count))
	packers.Put(e)
	return buf.Bytes()
}

// Encode writes a string.
func (e *Packer) Encode(s string) error {
	if err := e.out.WriteByte(byte(len(s))); err != nil {
		return err
	}
	_, err := io.WriteString(e.out, s)
	e.count++
	return err
}

// A finder looks for earlier matches. Its users have it as an interface, and
// begin with start.
type finder interface {
	start(n int)
	find(at int) int
	look(at int) int
	end()
}

type tree struct {
	bits  int
	ready bool
	mask  uint32
	nodes []uint32
	plain bool
	words func(at int) int
}

var trees = sync.Pool{New: func() any { return new(tree) }}

// A Matcher finds matches in what it is given.
type Matcher struct{ finder finder }

// NewMatcher returns a matcher with a window of so many bits.
func NewMatcher(bits int, words func(at int) int) *Matcher {
	t := trees.Get().(*tree)
	t.bits = bits
	t.words = words
	return &Matcher{finder: t}
}

// Match finds the matches of n bytes.
func (m *Matcher) Match(n int) (out []int) {
	m.finder.start(n)
	for at := range n {
		out = append(out, m.finder.find(at), m.finder.look(at))
	}
	m.finder.end()
	return out
}

// Close gives the memory back.
func (m *Matcher) Close() {
	switch t := m.finder.(type) {
	case *tree:
		t.words = nil
		trees.Put(t)
	}
	m.finder = nil
}

func (t *tree) start(n int) {
	t.mask = 1<<t.bits - 1
	if len(t.nodes) < n {
		t.nodes = make([]uint32, n)
	}
	for i := range t.nodes {
		t.nodes[i] = t.mask
	}
}

func (t *tree) find(at int) int {
	was := t.nodes[at]
	t.nodes[at] = uint32(at) & t.mask
	t.plain = at%2 == 0
	return int(was)
}

func (t *tree) end() { t.plain = false }

func (t *tree) look(at int) int {
	if t.plain {
		return 0
	}
	return t.words(at)
}

// A request measures its time: from where its message is read, which calls begin.
type request struct {
	clock func() int64
	read  func(begin func(header string) any) string
	began int64
	cost  int64
}

var requests = sync.Pool{New: func() any { return new(request) }}

// Handle reads one message and returns how long that took.
func Handle(clock func() int64, read func(begin func(header string) any) string) int64 {
	r := requests.Get().(*request)
	r.clock, r.read = clock, read
	cost := r.handle()
	r.clean()
	requests.Put(r)
	return cost
}

func (r *request) clean() {
	r.clock = nil
	r.read = nil
	r.cost = 0
}

// Push measures what is not read.
func Push(clock func() int64, send func()) int64 {
	r := requests.Get().(*request)
	r.clock = clock
	r.began = clock()
	send()
	cost := r.time()
	r.clean()
	requests.Put(r)
	return cost
}

func (r *request) begin(string) any {
	r.began = r.clock()
	return new(string)
}

func (r *request) handle() int64 {
	r.read(r.begin)
	return r.time()
}

func (r *request) time() int64 {
	r.cost = r.clock() - r.began
	return r.cost
}

// A WriteBuffer has messages with their lengths in front, whose place is only asked
// for when the end of one is there.
type WriteBuffer struct {
	Bytes []byte
	start int
}

var writeBuffers = sync.Pool{New: func() any { return new(WriteBuffer) }}

// GetWriteBuffer returns a buffer for one request.
func GetWriteBuffer() *WriteBuffer { return writeBuffers.Get().(*WriteBuffer) }

// PutWriteBuffer takes it back.
func PutWriteBuffer(b *WriteBuffer) {
	b.Reset()
	writeBuffers.Put(b)
}

// Reset drops what is there.
func (b *WriteBuffer) Reset() { // want Reset:"resets Bytes"
	b.Bytes = b.Bytes[:0]
}

// Start begins a message.
func (b *WriteBuffer) Start(kind byte) {
	if kind == 0 {
		b.start = len(b.Bytes)
		b.Bytes = append(b.Bytes, 0, 0)
	} else {
		b.start = len(b.Bytes) + 1
		b.Bytes = append(b.Bytes, kind, 0, 0)
	}
}

// Finish ends it.
func (b *WriteBuffer) Finish() {
	binary.BigEndian.PutUint16(b.Bytes[b.start:], uint16(len(b.Bytes)-b.start))
}

// Message is what the last message has.
func (b *WriteBuffer) Message() []byte { return b.Bytes[b.start+2:] }
