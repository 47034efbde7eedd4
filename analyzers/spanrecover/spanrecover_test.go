package spanrecover

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/passtest"
)

func TestCases(t *testing.T) { passtest.Run(t, Analyzer) }

func TestProofs(t *testing.T) { passtest.Proofs(t, Analyzer) }

// The facts survive the way through export data, and stay small.
func TestFacts(t *testing.T) {
	facts := []analysis.Fact{
		&Starts{Span: 1, Ctx: 0},
		&Runs{Params: []int{0, 2}},
		&Handles{Effects: []Effect{
			{Param: none, Plain: []Outcome{0}, Panicking: []Outcome{recovers}},
			{Param: receiver, Plain: []Outcome{ended}, PlainNil: []Outcome{ended | failed}, Keeps: true},
		}},
	}
	for _, fact := range facts {
		var buf bytes.Buffer
		if err := gob.NewEncoder(&buf).Encode(fact); err != nil {
			t.Fatal(err)
		}
		if buf.Len() > 400 {
			t.Errorf("%v is %d bytes long", fact, buf.Len())
		}
		back := reflect.New(reflect.TypeOf(fact).Elem()).Interface()
		if err := gob.NewDecoder(&buf).Decode(back); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(fact, back) {
			t.Errorf("%#v became %#v", fact, back)
		}
	}
}

// Code that has nothing to do with spans must cost next to nothing.
func BenchmarkNoSpans(b *testing.B) {
	var src strings.Builder
	src.WriteString("package a\n")
	for i := range 2000 {
		fmt.Fprintf(&src, "func f%d(x int) int { defer func() { recover() }(); return x + f0(%d) }\n", i, i)
	}
	pass := passtest.Source(b, src.String())
	pass.Analyzer = Analyzer
	pass.ReadFile = func(string) ([]byte, error) { return []byte(src.String()), nil }
	pass.AllObjectFacts = func() []analysis.ObjectFact { return nil }
	for b.Loop() {
		for _, req := range Analyzer.Requires {
			res, err := req.Run(pass)
			if err != nil {
				b.Fatal(err)
			}
			pass.ResultOf[req] = res
		}
		if _, err := Analyzer.Run(pass); err != nil {
			b.Fatal(err)
		}
	}
}
