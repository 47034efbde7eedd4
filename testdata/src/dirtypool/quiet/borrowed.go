package quiet

import (
	"io"
	"strings"
	"sync"
)

// A typed pool by value, whose methods have names for others, and whose type has
// none: who borrows a rule sets all of it.

type rulesPool struct{ *sync.Pool }

func (p rulesPool) BorrowRule() *rule  { return p.Get().(*rule) }
func (p rulesPool) RedeemRule(r *rule) { p.Put(r) }

var rules = struct{ ofRules rulesPool }{rulesPool{&sync.Pool{New: func() any { return &rule{} }}}}

type rule struct {
	path, in string
	recycle  bool
}

func newRule(path, in string, recycle bool) *rule {
	var r *rule
	if recycle {
		r = rules.ofRules.BorrowRule()
	} else {
		r = new(rule)
	}
	r.path, r.in, r.recycle = path, in, recycle
	return r
}

func (r *rule) SetPath(path string) { r.path = path }

func (r *rule) Check(s string) string {
	if r.recycle {
		defer func() { rules.ofRules.RedeemRule(r) }()
	}
	if !strings.Contains(s, r.in) {
		return r.path + " in " + r.in
	}
	return ""
}

// Check checks s by a rule of its own.
func Check(path, in, s string) string { return newRule(path, in, true).Check(s) }

// Each round puts back what the one before it has left, and hands out its own.

type found []int

type foundPool struct{ *sync.Pool }

func (p foundPool) borrow() *found {
	f := p.Get().(*found)
	*f = (*f)[:0]
	return f
}

func (p foundPool) redeem(f *found) { p.Put(f) }

var founds = foundPool{&sync.Pool{New: func() any { f := make(found, 0, 4); return &f }}}

func positions(text []rune, r rune) *found {
	var last *found
	for i, c := range text {
		next := founds.borrow()
		if last != nil {
			*next = append(*next, *last...)
		}
		if c == r {
			*next = append(*next, i)
		}
		if last != nil {
			founds.redeem(last)
		}
		last = next
	}
	return last
}

// CountRune counts r.
func CountRune(text string, r rune) int {
	f := positions([]rune(text), r)
	if f == nil {
		return 0
	}
	defer founds.redeem(f)
	return len(*f)
}

// A socket hands itself to the constructor of its protocol, and is named anew
// behind that.

type wired interface{ Name() string }

type socket struct {
	mu    sync.Mutex
	name  string
	proto any
}

var sockets = sync.Pool{New: func() any { return newSocket(nil) }}

func newSocket(protos []func(wired) any) *socket {
	s := new(socket)
	s.proto = protoOf(protos, s)
	return s
}

func protoOf(protos []func(wired) any, s wired) any {
	if len(protos) > 0 && protos[0] != nil {
		return protos[0](s)
	}
	return nil
}

// Socket is a socket of the pool.
func Socket(protos ...func(wired) any) *socket {
	s := sockets.Get().(*socket)
	s.Reset(protos...)
	return s
}

// Reset wires the socket anew.
func (s *socket) Reset(protos ...func(wired) any) {
	s.mu.Lock()
	s.proto = protoOf(protos, s)
	s.SetName("")
	s.mu.Unlock()
}

// SetName names the socket.
func (s *socket) SetName(name string) { s.name = name }

// Name is the name of the socket.
func (s *socket) Name() string {
	if s.name == "" {
		return "unnamed"
	}
	return s.name
}

// Close gives the socket back.
func (s *socket) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.proto = nil
	sockets.Put(s)
}

// The settings of the logger are there again when a record goes back.

type logger struct {
	skip    int
	records sync.Pool
	out     func(msg string, skip int)
}

// Logger returns a logger.
func Logger(skip int, out func(string, int)) *logger {
	l := &logger{skip: skip, out: out}
	l.records.New = func() any { return &record{logger: l, skip: l.skip} }
	return l
}

type record struct {
	logger *logger
	skip   int
	msg    string
	extra  map[string]string
	most   int
}

func (l *logger) release(r *record) {
	r.extra, r.msg = nil, ""
	r.skip = l.skip
	l.records.Put(r)
}

func (r *record) log(s string) {
	r.msg += s
	if len(r.msg) > r.most {
		r.most = len(r.msg)
	}
	r.logger.out(r.msg, r.skip)
	r.logger.release(r)
}

// Print names the caller of its caller.
func (l *logger) Print(s string) {
	r := l.records.Get().(*record)
	r.skip++
	r.log(s[:min(r.most, len(s))])
}

// Log names its caller.
func (l *logger) Log(s string) { l.records.Get().(*record).log(s) }

// A buffer of a fixed size is room for what each user counts in it.

type blocks struct{ pool sync.Pool }

func newBlocks(size int) *blocks {
	return &blocks{sync.Pool{New: func() any { return make([]byte, size) }}}
}

type blockReader struct {
	r        io.Reader
	block    []byte
	from, to int
}

func newBlockReader(r io.Reader, block []byte) *blockReader {
	if len(block) == 0 {
		block = make([]byte, 512)
	}
	return &blockReader{r: r, block: block}
}

func (b *blockReader) Read(p []byte) (n int, err error) {
	if b.from == b.to {
		n, err = b.r.Read(b.block)
		if n == 0 {
			return 0, err
		}
		b.from, b.to = 0, n
	}
	n = copy(p, b.block[b.from:b.to])
	b.from += n
	return n, err
}

func (b *blocks) reader(r io.Reader) (io.Reader, func()) {
	block := b.pool.Get().([]byte)
	return newBlockReader(r, block), func() { b.pool.Put(block) }
}

// Handed over, or put back where nobody takes it; and sent, done and put back.

type event struct {
	name string
	done chan struct{}
}

var events = sync.Pool{New: func() any { return &event{done: make(chan struct{}, 1)} }}

func offer(name string, queue chan<- *event) bool {
	e := events.Get().(*event)
	e.name = name
	select {
	case queue <- e:
		return true
	default:
		events.Put(e)
		return false
	}
}

func ask(name string, queue chan<- *event) {
	e := events.Get().(*event)
	defer events.Put(e)
	e.name = name
	queue <- e
	<-e.done
}

func tell(name string, queue chan<- *event) {
	e := events.Get().(*event)
	sent := false
	defer func() {
		if !sent {
			events.Put(e)
		}
	}()
	e.name = name
	select {
	case queue <- e:
		sent = true
	default:
	}
}
