package analyzers_test

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// TestFactSizes bounds what the suite hands from package to package, on the
// cases and on all that they import: facts are what a large module pays for in
// each of its packages.
func TestFactSizes(t *testing.T) {
	const (
		most  = 16 << 10 // bytes of one package
		usual = 2 << 10  // of all but a twentieth
		mean  = 512
	)
	sizes := factSizes(t, passtest.Src(t))
	slices.SortFunc(sizes, func(a, b factSize) int { return b.bytes - a.bytes })
	if len(sizes) < 300 {
		t.Fatalf("the facts of %d packages were found", len(sizes))
	}
	sum := 0
	for _, s := range sizes {
		sum += s.bytes
		if s.bytes > most {
			t.Errorf("%s has %d bytes of facts, more than %d", s.pkg, s.bytes, most)
		}
	}
	if got := sum / len(sizes); got > mean {
		t.Errorf("a package has %d bytes of facts in the mean, more than %d", got, mean)
	}
	if s := sizes[len(sizes)/20]; s.bytes > usual {
		t.Errorf("a twentieth of the packages has %d bytes of facts or more (%s), more than %d", s.bytes, s.pkg, usual)
	}
	t.Logf("%d packages, %d bytes in the mean, most: %v", len(sizes), sum/len(sizes), sizes[:5])
}

type factSize struct {
	pkg   string
	bytes int
}

// factSizes runs go vet on the module at dir, not from its cache, and returns
// the size of the facts of each package that is part of the build.
func factSizes(t *testing.T, dir string) []factSize {
	t.Helper()
	cmd := exec.Command("go", "vet", "-json", "-work", "-vettool="+passtest.Tool(t), fmt.Sprintf("-obslint.roots=facts%d", time.Now().UnixNano()), "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOTMPDIR="+t.TempDir())
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("go vet: %v\n%s", err, &stderr)
	}
	_, rest, ok := strings.Cut(stderr.String(), "WORK=")
	work, _, _ := strings.Cut(rest, "\n")
	if !ok {
		t.Fatalf("go vet names no work directory:\n%s", &stderr)
	}
	cfgs, err := filepath.Glob(filepath.Join(work, "*", "vet.cfg"))
	if err != nil {
		t.Fatal(err)
	}
	var sizes []factSize
	for _, name := range cfgs {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var cfg struct{ ImportPath, VetxOutput string }
		if err := json.Unmarshal(data, &cfg); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		data, err = os.ReadFile(cfg.VetxOutput)
		if err != nil {
			continue // not asked for facts
		}
		// The types that importers need stand before the facts.
		if len(data) < 12 || string(data[:4]) != "vetx" {
			t.Fatalf("%s: an unknown format of facts: %.12q", cfg.ImportPath, data)
		}
		types, facts := binary.LittleEndian.Uint32(data[4:8]), binary.LittleEndian.Uint32(data[8:12])
		if len(data) != 12+int(types)+int(facts) {
			t.Fatalf("%s: %d bytes of types and %d of facts in %d", cfg.ImportPath, types, facts, len(data))
		}
		sizes = append(sizes, factSize{cfg.ImportPath, int(facts)})
	}
	return sizes
}
