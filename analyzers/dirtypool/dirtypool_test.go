package dirtypool

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/obslint/obslint/analyzers/internal/passtest"
)

func TestCases(t *testing.T) { passtest.Run(t, Analyzer) }

func TestProofs(t *testing.T) { passtest.Proofs(t, Analyzer) }

// strange is code that nobody writes, and that the compiler takes.
const strange = `package strange

import "sync"

type list[T any] struct {
	pool sync.Pool
	next *list[T]
	val  T
	_    int
	deep struct{ er []T }
}

func (l *list[T]) get() *list[T] { v, _ := l.pool.Get().(*list[T]); return v }
func (l *list[T]) put(v *list[T]) { v.val = *new(T); l.pool.Put(v) }
func (l *list[T]) loop(n int) *list[T] {
	if n > 0 {
		return l.next.loop(n - 1)
	}
	x := l.get()
	x.next = x
	defer l.put(x)
	for range n {
		defer l.put(x)
	}
	return x
}
func (*list[T]) _()       {}
func _(p *sync.Pool) { p.Get(); p.Put(nil); p.Put(p) }
func even(p *sync.Pool, n int) any {
	if n == 0 {
		return p.Get()
	}
	return odd(p, n-1)
}
func odd(p *sync.Pool, n int) any { return even(p, n-1) }

type ring struct {
	next *ring
	mem  []byte
}

func rings() {
	b := nested.Get().([]byte)
	x := &ring{mem: b}
	y := &ring{next: x}
	x.next = y
	nested.Put(b)
}

type target struct {
	set  bool
	path string
}

// A keeper has by value what the pool has.
type keeper struct{ one target }

func (k *keeper) fill(path string) { k.one.path, k.one.set = path, true }

var targets = sync.Pool{New: func() any { return new(target) }}

func deepens(path string) string {
	t := targets.Get().(*target)
	defer targets.Put(t)
	t.set = false
	if path != "" {
		t.path, t.set = path, true
	}
	if t.set {
		return t.path
	}
	return ""
}

var nested sync.Pool
var pools [2][3]sync.Pool
var funcs = map[string]func() *sync.Pool{"a": func() *sync.Pool { return &nested }}

func use() {
	nested.Put(nested.Get())
	pools[0][1].Put(&pools)
	funcs["a"]().Put([]int(nil)[:0])
	var s []int = nested.Get().([]int)
	for s = nested.Get().([]int); len(s) > 0; s = append(s, s...) {
		go func() { nested.Put(&s); s = s[:len(s)+1] }()
	}
	p := (*sync.Pool).Put
	p(&nested, s)
	g := nested.Get
	switch v := g().(type) {
	case *list[int]:
		v.deep.er = append(v.deep.er, 1)
		nested.Put(v)
	case *list[string], nil:
		nested.Put(v)
	}
	var l list[int]
	l.loop(3)
	for {
		select {}
	}
}

var _ = use
`

func TestStrange(t *testing.T) {
	dir := t.TempDir()
	source := strange
	for name, text := range map[string]string{"go.mod": "module strange.test\n\ngo 1.24\n", "strange.go": source} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	analyze(t, dir, ".")
}

func analyze(t testing.TB, dir string, patterns ...string) *checker.Graph {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Dir: dir}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range pkgs {
		for _, err := range pkg.Errors {
			t.Fatal(err)
		}
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{Analyzer}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Fatal(act.Err)
		}
	}
	return graph
}

func BenchmarkAnalyzer(b *testing.B) {
	dir, err := filepath.Abs("../../testdata/src")
	if err != nil {
		b.Fatal(err)
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Dir: dir}, "./dirtypool/fine")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := checker.Analyze([]*analysis.Analyzer{Analyzer}, pkgs, nil); err != nil {
			b.Fatal(err)
		}
	}
}
