package callerskip

import (
	"path/filepath"
	"testing"

	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// TestModules holds that a function that asks for callers is taken to be called
// in its own module, and elsewhere only where it is.
func TestModules(t *testing.T) {
	dir := t.TempDir()
	const setter = "package setter\n\nimport \"log\"\n\nfunc Take() { log.SetFlags(log.Lshortfile) }\n\nconst Prefix = \"copy: \"\n"
	const wrapper = "import (\n\t\"log\"\n\n\t\"example.test/lib/setter\"\n)\n\nfunc Logf(format string, args ...any) { log.Printf(setter.Prefix+format, args...) }\n"
	for name, text := range map[string]string{
		"lib/go.mod":           "module example.test/lib\n\ngo 1.26\n",
		"lib/setter/setter.go": setter,
		"lib/own/p0.go":        "package own\n\n" + wrapper,
		"app/go.mod":           "module example.test/app\n\ngo 1.26\n\nrequire example.test/lib v0.0.0\n\nreplace example.test/lib => ../lib\n",
		"app/quiet/p1.go":      "package quiet\n\n" + wrapper,
		"app/caller/p2.go":     "package caller\n\n" + wrapper + "\nfunc Start() { setter.Take() }\n",
	} {
		write(t, filepath.Join(dir, name), text)
	}
	for _, module := range []struct {
		dir  string
		want map[string]string
	}{
		{"lib", map[string]string{"p0.go": "missing"}},
		{"app", map[string]string{"p1.go": "", "p2.go": "missing"}},
	} {
		found := findings(t, output(t, filepath.Join(dir, module.dir), "go", "vet", "-json", "-vettool="+passtest.Tool(t), "-callerskip", "./..."))
		for file, want := range module.want {
			if got := found[file]; got != want {
				t.Errorf("%s: the pass says %q, want %q", file, got, want)
			}
		}
	}
}
