package gclplugin

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/obslint/obslint/analyzers"
	"github.com/obslint/obslint/internal/golden"
)

// TestExampleIsComplete holds the example against the suite: every pass, every
// flag with its default.
func TestExampleIsComplete(t *testing.T) {
	golden.CheckSection(t, filepath.Join("..", "..", ".golangci.example.yml"), "BEGIN passes", "END passes", passesYAML())
}

// passesYAML is the settings of all passes at their defaults.
func passesYAML() string {
	const indent = "          "
	var b strings.Builder
	b.WriteString(indent + "# The passes that run, all of them if the list is empty:\n")
	width := 0
	for _, a := range analyzers.Suite {
		width = max(width, len(a.Name))
	}
	for _, a := range analyzers.Suite {
		synopsis, _, _ := strings.Cut(a.Doc, "\n")
		fmt.Fprintf(&b, "%s#   %-*s  %s\n", indent, width, a.Name, synopsis)
	}
	b.WriteString(indent + "enable: []\n")
	b.WriteString(indent + "# The passes that do not run.\n")
	b.WriteString(indent + "disable: []\n")
	b.WriteString(indent + "# The flags of the passes; what stands here is their default.\n")
	empty := true
	var flags strings.Builder
	for _, a := range analyzers.Suite {
		first := true
		a.Flags.VisitAll(func(f *flag.Flag) {
			if first {
				fmt.Fprintf(&flags, "%s  %s:\n", indent, a.Name)
			}
			first, empty = false, false
			for line := range strings.Lines(f.Usage) {
				fmt.Fprintf(&flags, "%s    # %s\n", indent, strings.TrimSpace(line))
			}
			fmt.Fprintf(&flags, "%s    %s: %s\n", indent, f.Name, yamlDefault(f))
		})
	}
	if empty {
		return b.String() + indent + "flags: {}\n"
	}
	return b.String() + indent + "flags:\n" + flags.String()
}

func yamlDefault(f *flag.Flag) string {
	if g, ok := f.Value.(flag.Getter); ok {
		switch g.Get().(type) {
		case bool, int, int64, uint, uint64, float64:
			return f.DefValue
		}
	}
	return fmt.Sprintf("%q", f.DefValue)
}

// TestExampleVersion holds the golangci-lint of the example against the one
// that the driver tests build.
func TestExampleVersion(t *testing.T) {
	pins, err := os.ReadFile(filepath.Join("..", "..", "testdata", "drivers", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile(filepath.Join("..", "..", ".custom-gcl.example.yml"))
	if err != nil {
		t.Fatal(err)
	}
	pin := regexp.MustCompile(`github\.com/golangci/golangci-lint/v2 (v\S+)`).FindSubmatch(pins)
	got := regexp.MustCompile(`(?m)^version: (\S+)$`).FindSubmatch(example)
	if pin == nil || got == nil || string(pin[1]) != string(got[1]) {
		t.Errorf(".custom-gcl.example.yml has golangci-lint %s; testdata/drivers/go.mod pins %s", got, pin)
	}
}
