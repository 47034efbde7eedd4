package callerskip

import (
	"bytes"
	"encoding/gob"
	"go/token"
	"go/types"
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"
)

func TestHasWords(t *testing.T) {
	for s, want := range map[string]bool{
		"": false, "%s": false, "%-10s: %+v\n": false, "[%[1]d] %%": false, "raft: %s": true, "é": true, "123": false,
	} {
		if got := hasWords(s); got != want {
			t.Errorf("hasWords(%q) = %v", s, got)
		}
	}
}

func TestText(t *testing.T) {
	p := text{words: true}
	for _, c := range []struct {
		name string
		t    text
		want bool
	}{
		{"own words", p, false},
		{"blank", text{blank: true}, false},
	} {
		if got := c.t.forwards(); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestIsMessage(t *testing.T) {
	str, empty := types.Typ[types.String], types.NewInterfaceType(nil, nil)
	named := types.NewNamed(types.NewTypeName(token.NoPos, nil, "Level", nil), str, nil)
	tparam := types.NewTypeParam(types.NewTypeName(token.NoPos, nil, "T", nil), empty)
	for _, c := range []struct {
		t    types.Type
		want bool
	}{
		{str, true},
		{named, true},
		{empty, true},
		{types.NewSlice(empty), true},
		{types.NewSlice(str), true},
		{types.NewSlice(types.Typ[types.Byte]), false},
		{types.Typ[types.Int], false},
		{types.Universe.Lookup("error").Type(), false},
		{tparam, false},
	} {
		if got := isMessage(c.t); got != c.want {
			t.Errorf("isMessage(%v) = %v", c.t, got)
		}
	}
}

// TestFacts holds that facts survive the way through gob, and that they stay
// small: they are read by every package above.
func TestFacts(t *testing.T) {
	for _, fact := range []analysis.Fact{
		&wrapperFact{Param: 1, Routes: []routeFact{{Frames: 2, Skip: 1, Logger: 1, Library: "zap"}, {Frames: 1, Mute: true, Library: "log"}}},
		&loggerFact{Skip: 1, Param: 2},
		&asksFact{Libraries: []string{"log", "slog"}},
	} {
		var buf bytes.Buffer
		if err := gob.NewEncoder(&buf).Encode(fact); err != nil {
			t.Fatal(err)
		}
		if n := buf.Len(); n > 300 {
			t.Errorf("%T: %d bytes", fact, n)
		}
		back := reflect.New(reflect.TypeOf(fact).Elem()).Interface()
		if err := gob.NewDecoder(&buf).Decode(back); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(fact, back) {
			t.Errorf("%v came back as %v", fact, back)
		}
	}
}

func TestFactStrings(t *testing.T) {
	for want, fact := range map[string]interface{ String() string }{
		"forwards:0 1+0":      &wrapperFact{Routes: []routeFact{{Frames: 1}}},
		"forwards:1 2+1@0":    &wrapperFact{Param: 1, Routes: []routeFact{{Frames: 2, Skip: 1, Logger: 1}}},
		"forwards:0 1+?,mute": &wrapperFact{Routes: []routeFact{{Frames: 1, Unknown: true}, {Frames: 1, Mute: true}}},
		"logger:2":            &loggerFact{Skip: 2},
		"logger:?":            &loggerFact{Unknown: true},
		"logger:mute":         &loggerFact{Mute: true},
		"asks:log,slog":       &asksFact{[]string{"log", "slog"}},
	} {
		if got := fact.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
