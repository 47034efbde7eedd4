package passtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestModulesMissing holds that the absence of the libraries fails a test and
// says what to do.
func TestModulesMissing(t *testing.T) {
	dir := Src(t)
	t.Setenv("GOMODCACHE", t.TempDir())
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOFLAGS", "-mod=mod -modcacherw")
	err := download(dir)
	if err == nil {
		t.Fatal("no error without the modules")
	}
	for _, want := range []string{"go mod download in " + dir, "cannot be downloaded", "module proxy"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q: %v", want, err)
		}
	}
}

func TestOverlay(t *testing.T) {
	files := []string{"/m/a.go", "/m/a.go.golden", "/m/b.go", "/m/b.go.golden", "/m/b.go.repaired"}
	path := writeOverlay(t, files, "test")
	defer os.Remove(path)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"Replace":{"/m/a.go":"/m/a.go.golden","/m/b.go":"/m/b.go.repaired"}}`; string(data) != want {
		t.Errorf("the overlay is %s, want %s", data, want)
	}
	if again := writeOverlay(t, files, "test"); again != path {
		t.Errorf("the overlay has another path the second time: %s, %s", path, again)
	}
	other := writeOverlay(t, []string{"/other/a.go.golden"}, "test")
	defer os.Remove(other)
	if other == path {
		t.Errorf("two overlays have one path")
	}
}

func TestPosn(t *testing.T) {
	for _, tt := range []struct {
		posn string
		want Finding
		ok   bool
	}{
		{"/a/b.go:1:2", Finding{File: "/a/b.go", Line: 1, Col: 2}, true},
		{"C:\\a\\b.go:10:20", Finding{File: filepath.ToSlash("C:\\a\\b.go"), Line: 10, Col: 20}, true},
		{"a:b.go:1:2", Finding{File: "a:b.go", Line: 1, Col: 2}, true},
		{"-", Finding{}, false},
		{"a.go:1", Finding{}, false},
		{"a.go:x:1", Finding{}, false},
		{"", Finding{}, false},
	} {
		got, err := parsePosn(tt.posn)
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("%q: got %v, %v", tt.posn, got, err)
		}
	}
}

func TestTool(t *testing.T) {
	if info, err := os.Stat(Tool(t)); err != nil || !info.Mode().IsRegular() {
		t.Errorf("no tool: %v", err)
	}
}
