package dirtypool

import (
	"encoding/json"
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// An oracleField is a field of the generated structs: how it is declared,
// written, read and cleaned.
type oracleField struct{ name, typ, write, read, clean, cleaned string }

var oracleFields = []oracleField{
	{"count", "int", "p.count = n", "p.count != 0", "p.count = 0", ""},
	{"label", "string", "p.label = strconv.Itoa(n)", `p.label != ""`, `p.label = ""`, ""},
	{"list", "[]int", "p.list = append(p.list, n)", "len(p.list) > 0", "p.list = p.list[:0]", "p.list[:0]"},
	{"marks", "map[int]bool", "p.marks = map[int]bool{n: true}", "len(p.marks) > 0", "clear(p.marks)", ""},
}

// An oracleStyle is a place for the cleaning of some fields: what stands after
// Get, instead of Put, and beside the function.
type oracleStyle struct {
	name string
	make func(clean []oracleField, t string) (get, put, decls string)
}

func lines(fs []oracleField) string {
	var b strings.Builder
	for _, f := range fs {
		b.WriteString("\t" + f.clean + "\n")
	}
	return b.String()
}

// composite is a literal that keeps what is not cleaned.
func composite(clean []oracleField, t string) string {
	var kept []string
	for _, f := range oracleFields {
		if !slices.Contains(clean, f) {
			kept = append(kept, f.name+": p."+f.name)
		} else if f.cleaned != "" {
			kept = append(kept, f.name+": "+f.cleaned)
		}
	}
	return "\t*p = " + t + "{" + strings.Join(kept, ", ") + "}\n"
}

var oracleStyles = []oracleStyle{
	{"method", func(c []oracleField, t string) (string, string, string) {
		return "", "p.clean()\npool" + t + ".Put(p)", "func (p *" + t + ") clean() {\n" + lines(c) + "}\n"
	}},
	{"methodOnGet", func(c []oracleField, t string) (string, string, string) {
		return "p.clean()\n", "pool" + t + ".Put(p)", "func (p *" + t + ") clean() {\n" + lines(c) + "}\n"
	}},
	{"helper", func(c []oracleField, t string) (string, string, string) {
		return "", "release" + t + "(p)", "func release" + t + "(p *" + t + ") {\n" + lines(c) + "pool" + t + ".Put(p)\n}\n"
	}},
	{"nested", func(c []oracleField, t string) (string, string, string) {
		h := len(c) / 2
		return "", "p.one()\npool" + t + ".Put(p)", "func (p *" + t + ") one() {\n" + lines(c[:h]) + "two" + t + "(p)\n}\nfunc two" + t + "(p *" + t + ") {\n" + lines(c[h:]) + "}\n"
	}},
	{"composite", func(c []oracleField, t string) (string, string, string) {
		return "", composite(c, t) + "pool" + t + ".Put(p)", ""
	}},
	{"compositeOnGet", func(c []oracleField, t string) (string, string, string) {
		return composite(c, t), "pool" + t + ".Put(p)", ""
	}},
	{"split", func(c []oracleField, t string) (string, string, string) {
		h := len(c) / 2
		return lines(c[:h]), lines(c[h:]) + "pool" + t + ".Put(p)", ""
	}},
	{"deferred", func(c []oracleField, t string) (string, string, string) {
		return "defer func() {\n" + lines(c) + "pool" + t + ".Put(p)\n}()\n", "", ""
	}},
	{"deferredFirst", func(c []oracleField, t string) (string, string, string) {
		return "defer pool" + t + ".Put(p)\n" + lines(c), "", ""
	}},
	{"deferredTwice", func(c []oracleField, t string) (string, string, string) {
		return "defer pool" + t + ".Put(p)\ndefer p.clean()\n", "", "func (p *" + t + ") clean() {\n" + lines(c) + "}\n"
	}},
	{"literal", func(c []oracleField, t string) (string, string, string) {
		return "release := func() {\n" + lines(c) + "pool" + t + ".Put(p)\n}\n", "release()", ""
	}},
	{"interface", func(c []oracleField, t string) (string, string, string) {
		return "", "put" + t + "(p)", "func (p *" + t + ") clean() {\n" + lines(c) + "}\nfunc put" + t + "(c interface{ clean() }) {\nc.clean()\npool" + t + ".Put(c)\n}\n"
	}},
	{"onSomeWays", func(c []oracleField, t string) (string, string, string) {
		return "defer pool" + t + ".Put(p)\n", "if n%2 == 1 {\nreturn seen\n}\n" + lines(c), ""
	}},
}

const oracleMain = `package main

import ("encoding/json"; "os")

var rounds = map[string]func(int) map[string]bool{}

func main() {
	out := make(map[string]map[string]bool)
	for name, round := range rounds {
		stale := make(map[string]bool)
		for n := 1; n < 100; n++ { // the runtime may drop an object
			for f, s := range round(n) {
				if s {
					stale[f] = true
				}
			}
		}
		out[name] = stale
	}
	json.NewEncoder(os.Stdout).Encode(out)
}
`

// TestOracle generates structs with all resets of all subsets of their fields,
// runs them through a real pool, and holds what a read sees against the
// verdict of the pass, in both directions.
func TestOracle(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		src := []byte(text)
		if strings.HasSuffix(name, ".go") {
			var err error
			if src, err = format.Source(src); err != nil {
				t.Fatalf("%s: %v\n%s", name, err, text)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, name), src, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module oracle\n\ngo 1.24\n")
	write("main.go", oracleMain)
	n := 0
	for _, style := range oracleStyles {
		for subset := range 1 << len(oracleFields) {
			for _, written := range []int{0b1111, 0b0110} {
				n++
				name := fmt.Sprintf("%s%02dw%02d", style.name, subset, written)
				write("case_"+strings.ToLower(name)+".go", oracleCase(style, subset, written, "T"+name))
			}
		}
	}

	cmd := exec.Command("go", "run", ".")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go run: %v", err)
	}
	var seen map[string]map[string]bool
	if err := json.Unmarshal(out, &seen); err != nil {
		t.Fatal(err)
	}
	if len(seen) != n {
		t.Fatalf("%d cases ran, not %d", len(seen), n)
	}
	said := oracleVerdicts(t, dir)
	stale := 0
	for name, fields := range seen {
		var real []string
		for _, f := range oracleFields {
			if fields[f.name] {
				real = append(real, f.name)
			}
		}
		if len(real) > 0 {
			stale++
		}
		verdict := said[strings.ToLower(name)]
		slices.Sort(real)
		slices.Sort(verdict)
		if !slices.Equal(real, verdict) {
			t.Errorf("%s: a read sees the old %v, the pass says %v", name, real, verdict)
		}
	}
	if stale == 0 || stale == n {
		t.Errorf("%d of %d cases are stale: this decides nothing", stale, n)
	}
	t.Logf("%d cases, %d of them stale", n, stale)
}

func oracleCase(style oracleStyle, subset, written int, t string) string {
	var clean []oracleField
	var decl, writes, reads strings.Builder
	for i, f := range oracleFields {
		if subset&(1<<i) != 0 {
			clean = append(clean, f)
		}
		fmt.Fprintf(&decl, "%s %s\n", f.name, f.typ)
		if written&(1<<i) != 0 {
			fmt.Fprintf(&writes, "%s\n", f.write)
		}
		fmt.Fprintf(&reads, "%q: %s,\n", f.name, f.read)
	}
	get, put, decls := style.make(clean, t)
	return fmt.Sprintf(`package main

import ("strconv"; "sync")

const _ = strconv.IntSize

type %[1]s struct {
%[2]s}

var pool%[1]s = sync.Pool{New: func() any { return new(%[1]s) }}

%[7]s
func round%[1]s(n int) map[string]bool {
	p := pool%[1]s.Get().(*%[1]s)
	%[3]s
	seen := map[string]bool{
%[4]s}
	%[5]s
	%[6]s
	return seen
}

func init() { rounds["%[1]s"] = round%[1]s }
`, t, decl.String(), get, reads.String(), writes.String(), put, decls)
}

// oracleVerdicts returns the fields that the pass names, by type.
func oracleVerdicts(t *testing.T, dir string) map[string][]string {
	graph := analyze(t, dir, ".")
	words := regexp.MustCompile(`\w+`)
	out := make(map[string][]string)
	for _, act := range graph.Roots {
		for _, d := range act.Diagnostics {
			file := filepath.Base(act.Package.Fset.Position(d.Pos).Filename)
			name := "t" + strings.TrimSuffix(strings.TrimPrefix(file, "case_"), ".go")
			for _, w := range words.FindAllString(strings.Split(d.Message, ":")[0], -1) {
				isField := slices.ContainsFunc(oracleFields, func(f oracleField) bool { return f.name == w })
				if isField && !slices.Contains(out[name], w) {
					out[name] = append(out[name], w)
				}
			}
		}
	}
	return out
}
