package callerskip

import (
	"bytes"
	"encoding/gob"
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/frames"
)

// TestFacts holds that facts survive the way through gob, and that they stay
// small: they are read by every package above.
func TestFacts(t *testing.T) {
	for _, fact := range []analysis.Fact{
		&wrapperFact{Param: 1, Routes: []frames.Way{{Frames: 2, Skip: 1, Logger: 1, Library: "zap"}, {Frames: 1, Mute: true, Library: "log"}}},
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
		"forwards:0 1+0":      &wrapperFact{Routes: []frames.Way{{Frames: 1}}},
		"forwards:1 2+1@0":    &wrapperFact{Param: 1, Routes: []frames.Way{{Frames: 2, Skip: 1, Logger: 1}}},
		"forwards:0 1+?,mute": &wrapperFact{Routes: []frames.Way{{Frames: 1, Unknown: true}, {Frames: 1, Mute: true}}},
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
