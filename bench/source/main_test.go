package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const dirty = `package main

import (
	"bytes"
	"os"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func main() {
	buf := pool.Get().(*bytes.Buffer)
	buf.WriteString("text")
	os.Stdout.Write(buf.Bytes())
	pool.Put(buf)
}
`

// A fault is found, in the file that stands for another just so, and not where
// the overlay mends or removes it.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("GOWORK", "off")
	write := func(name, text string) string {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return name
	}
	write("go.mod", "module example.com/a\n\ngo 1.26\n")
	main, extra := write("main.go", dirty), write("extra.go", "package main\n\nvar _ int = \"no int\"\n")

	if err := run(new(bytes.Buffer), "", "."); err == nil || !strings.Contains(err.Error(), "extra.go:3") {
		t.Errorf("a package that does not type-check: %v", err)
	}
	mended := write("mended.txt", strings.Replace(dirty, "pool.Put", "buf.Reset()\n\tpool.Put", 1))
	for _, test := range []struct {
		overlay string
		found   bool
	}{
		{`{"Replace": {"` + extra + `": ""}}`, true},
		{`{"Replace": {"` + extra + `": "", "` + main + `": "` + mended + `"}}`, false},
	} {
		var out bytes.Buffer
		if err := run(&out, write("overlay.json", test.overlay), "."); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), `"category": "stale"`); got != test.found {
			t.Errorf("with overlay %s: %s", test.overlay, &out)
		}
	}
}
