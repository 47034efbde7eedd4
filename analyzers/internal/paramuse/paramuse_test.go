package paramuse

import (
	"go/types"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

const source = `package a

import ("bytes"; "encoding/json"; "io")

type T struct { a int; b string; c []byte; d map[string]int; e *bytes.Buffer }

func (t *T) Whole()  { *t = T{} }
func (t *T) Some()   { t.b = ""; t.a = 0; t.c = t.c[:0]; clear(t.d) }
func (t *T) Nested() { t.e.Reset() }
func (t *T) Works()  { t.a = 0; io.Discard.Write(t.c) }
func (t *T) Sets(n int) { t.a = n }

func Fill(b *bytes.Buffer, n int) { b.WriteString("x"); b.Grow(n) }
func Through(n int, b *bytes.Buffer) { Fill(b, n) }
func Empties(b *bytes.Buffer) { b.Reset(); b.WriteString("x") }
func Keep(b *bytes.Buffer) *keeper { return &keeper{buf: b} }
func Decode(data []byte, v any) error { return json.Unmarshal(data, v) }
func Deeper(v any, data []byte) error { return Decode(data, v) }

type keeper struct{ buf *bytes.Buffer }
func (k *keeper) Add(s string) { k.buf.WriteString(s) }
`

func TestFacts(t *testing.T) {
	pass := passtest.Source(t, source)
	index, err := calls.Analyzer.Run(pass)
	if err != nil {
		t.Fatal(err)
	}
	pass.ResultOf[calls.Analyzer] = index
	got := make(map[string]string)
	pass.ExportObjectFact = func(obj types.Object, fact analysis.Fact) {
		got[obj.Name()] = fact.(interface{ String() string }).String()
	}
	ExportResets(pass)
	ExportParams(pass)
	for name, want := range map[string]string{
		"Whole": "resets all", "Some": "resets a,b,c,d", "Nested": "resets e", "Works": "", "Sets": "",
		"Fill": "fills 0", "Through": "fills 1", "Empties": "", "Keep": "fills 0, keeps 0",
		"Decode": "decodes 1", "Deeper": "decodes 0",
	} {
		if got[name] != want {
			t.Errorf("%s: %q, not %q", name, got[name], want)
		}
	}
}
