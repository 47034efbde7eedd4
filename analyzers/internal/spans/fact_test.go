package spans

import (
	"bytes"
	"encoding/gob"
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/panics"
)

// The facts survive the way through export data, and stay small.
func TestFacts(t *testing.T) {
	facts := []analysis.Fact{
		&Starts{Span: 1, Ctx: 0},
		&panics.Runs{Params: []int{0, 2}},
		&Handles{Effects: []Effect{
			{Param: none, Plain: []Outcome{0}, Panicking: []Outcome{Recovers}},
			{Param: receiver, Plain: []Outcome{Ended}, PlainNil: []Outcome{Ended | Failed}, Keeps: true},
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
