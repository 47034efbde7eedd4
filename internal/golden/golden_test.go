package golden

import (
	"os"
	"path/filepath"
	"testing"
)

func TestUpdate(t *testing.T) {
	defer func(old bool) { *update = old }(*update)
	path := filepath.Join(t.TempDir(), "new", "file.md")

	*update = true
	Check(t, path, "a\n<!-- begin x -->\nold\n<!-- end x -->\nb\n")
	CheckSection(t, path, "begin x", "end x", "new 1\nnew 2\n")
	const want = "a\n<!-- begin x -->\nnew 1\nnew 2\n<!-- end x -->\nb\n"
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("the file is %q (%v), want %q", got, err, want)
	}

	*update = false
	Check(t, path, want)
	CheckSection(t, path, "begin x", "end x", "new 1\nnew 2\n")
}

func TestDiff(t *testing.T) {
	if got, want := diff("a\nb\nb\nc\n", "a\nb\nd\n"), "- b\n- c\n+ d\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
