package proofs

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"obslint.test/dirtypool/after"
	"obslint.test/dirtypool/content"
	"obslint.test/dirtypool/decode"
	"obslint.test/dirtypool/ended"
	"obslint.test/dirtypool/escape"
	"obslint.test/dirtypool/fine"
	"obslint.test/dirtypool/helpers/app"
	"obslint.test/dirtypool/settled"
	"obslint.test/dirtypool/spanpartial"
	"obslint.test/dirtypool/spanreset"
	"obslint.test/dirtypool/spans"
	"obslint.test/dirtypool/stats"
	"obslint.test/dirtypool/wal"
	"obslint.test/proof"
)

// The runtime may drop a pooled object, so what a proof looks for is given
// this many chances.
const rounds = 200

type span struct{ traceID, parent, start, tags bool }

func TestSpans(t *testing.T) {
	proof.Run(t, "dirtypool/stale", span{true, true, true, true}, span{}, func(*testing.T) (seen span) {
		for range rounds {
			s := spans.Start("trace", "parent", time.Unix(1, 0))
			s.Tag("k", "v")
			s.Finish()
			r := spans.Start("", "", time.Time{}).Finish()
			seen.traceID = seen.traceID || r.TraceID != ""
			seen.parent = seen.parent || r.Parent != ""
			seen.start = seen.start || !r.Start.IsZero()
			seen.tags = seen.tags || r.Tags != 0
		}
		return seen
	})
}

func TestSpanReset(t *testing.T) {
	proof.LookAlike(t, "dirtypool/stale", span{}, func(*testing.T) (seen span) {
		for range rounds {
			s := spanreset.Start("trace", "parent", time.Unix(1, 0))
			s.Tag("k", "v")
			s.Finish()
			r := spanreset.Start("", "", time.Time{}).Finish()
			seen.traceID = seen.traceID || r.TraceID != ""
			seen.parent = seen.parent || r.Parent != ""
			seen.start = seen.start || !r.Start.IsZero()
			seen.tags = seen.tags || r.Tags != 0
		}
		return seen
	})
}

func TestSpanPartial(t *testing.T) {
	proof.Run(t, "dirtypool/partial", span{parent: true}, span{}, func(*testing.T) (seen span) {
		for range rounds {
			s := spanpartial.Start("trace", "parent", time.Unix(1, 0))
			s.Tag("k", "v")
			s.Finish()
			r := spanpartial.Start("", "", time.Time{}).Finish()
			seen.traceID = seen.traceID || r.TraceID != ""
			seen.parent = seen.parent || r.Parent != ""
			seen.start = seen.start || !r.Start.IsZero()
			seen.tags = seen.tags || r.Tags != 0
		}
		return seen
	})
}

func TestStats(t *testing.T) {
	proof.Run(t, "dirtypool/partial", true, false, func(*testing.T) (stale bool) {
		for range rounds {
			s := stats.New()
			s.Sent(7)
			s.Recycle()
			s = stats.New()
			stale = stale || s.Last() == 7
			s.Recycle()
		}
		return stale
	})
}

type contents struct{ line, quote, unique, sum bool }

func TestContent(t *testing.T) {
	proof.Run(t, "dirtypool/stale", contents{true, true, true, true}, contents{}, func(*testing.T) (stale contents) {
		sum := content.Sum([]byte("a"))
		for range rounds {
			stale.line = stale.line || content.Line("k", 1) != "k=1"
			stale.quote = stale.quote || content.Quote("a") != `"a"`
			stale.unique = stale.unique || content.Unique([]string{"a"}) != 1
			stale.sum = stale.sum || content.Sum([]byte("a")) != sum
		}
		return stale
	})
}

// A failing log fails every other write.
type failing struct {
	n    int
	last string
}

func (f *failing) Write(rec []byte) error {
	f.n++
	if f.n%2 == 1 {
		return errors.New("disk full")
	}
	f.last = string(rec)
	return nil
}

func TestWAL(t *testing.T) {
	proof.Run(t, "dirtypool/path", true, false, func(*testing.T) (stale bool) {
		log := new(failing)
		db := wal.Open(log)
		for range rounds {
			b := db.Batch()
			b.Add(1)
			b.Commit()
			b = db.Batch()
			b.Add(2)
			b.Commit()
			stale = stale || strings.Contains(log.last, "1")
		}
		return stale
	})
}

func TestDecode(t *testing.T) {
	proof.Run(t, "dirtypool/decode", true, false, func(t *testing.T) (admin bool) {
		for range rounds {
			if _, err := decode.IsAdmin([]byte(`{"User":"root","Admin":true}`)); err != nil {
				t.Fatal(err)
			}
			a, err := decode.IsAdmin([]byte(`{"User":"guest"}`))
			if err != nil {
				t.Fatal(err)
			}
			admin = admin || a
		}
		return admin
	})
}

func TestDecodeCleaned(t *testing.T) {
	proof.LookAlike(t, "dirtypool/decode", false, func(t *testing.T) (stale bool) {
		for range rounds {
			decode.Debug([]byte("name: a\ndebug: true\n"))
			d, err := decode.Debug([]byte("name: b\n"))
			if err != nil {
				t.Fatal(err)
			}
			decode.Name([]byte("name: a\n"))
			n, _ := decode.Name([]byte("debug: true\n"))
			stale = stale || d || n != ""
		}
		return stale
	})
}

type escapes struct{ returned, kept, sent bool }

func TestEscape(t *testing.T) {
	proof.Run(t, "dirtypool/escape", escapes{true, true, true}, escapes{}, func(*testing.T) (overwritten escapes) {
		for range rounds {
			b := escape.Render(1)
			escape.Render(2)
			overwritten.returned = overwritten.returned || string(b) != "n=1"

			var m, other escape.Message
			escape.Fill(&m, 1)
			escape.Fill(&other, 2)
			overwritten.kept = overwritten.kept || string(m.Body) != "n=1"

			ch := make(chan []byte, 2)
			escape.Send(ch, 1)
			escape.Send(ch, 2)
			overwritten.sent = overwritten.sent || string(<-ch) != "n=1"
		}
		return overwritten
	})
}

func TestUseBehindPut(t *testing.T) {
	proof.Run(t, "dirtypool/escape", true, false, func(*testing.T) (other bool) {
		for range rounds {
			line := after.Notify("mine", func() { after.Notify("yours", func() {}) })
			other = other || line != "mine"
		}
		return other
	})
}

func TestPutTwice(t *testing.T) {
	proof.Run(t, "dirtypool/escape", true, false, func(*testing.T) (other bool) {
		for range rounds {
			after.Fill(io.Discard, iotest.ErrReader(io.ErrUnexpectedEOF))
			line := after.Hold("mine", func() { after.Hold("yours", func() {}) })
			other = other || line != "mine"
		}
		return other
	})
}

func TestSentAway(t *testing.T) {
	proof.Run(t, "dirtypool/escape", true, false, func(*testing.T) (overwritten bool) {
		for range rounds {
			ch := make(chan *escape.Note, 2)
			escape.Offer(ch, 1)
			escape.Offer(ch, 2)
			overwritten = overwritten || (<-ch).Text != "n=1"
		}
		return overwritten
	})
}

func TestSealed(t *testing.T) {
	block, err := aes.NewCipher(make([]byte, 16))
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	nonce := make([]byte, aead.NonceSize())
	proof.Run(t, "dirtypool/escape", true, false, func(t *testing.T) (overwritten bool) {
		for range rounds {
			one := escape.Sealed(aead, nonce, 1)
			escape.Sealed(aead, nonce, 2)
			text, err := escape.Opened(aead, nonce, one)
			overwritten = overwritten || err != nil || text != "1"
		}
		return overwritten
	})
}

func TestEscapeCopies(t *testing.T) {
	proof.LookAlike(t, "dirtypool/escape", "n=1 n=1", func(*testing.T) string {
		s, b := escape.Text(1), escape.Clone(1)
		for range rounds {
			escape.Text(2)
			escape.Clone(2)
		}
		return s + " " + string(b)
	})
}

func TestEnded(t *testing.T) {
	proof.Run(t, "dirtypool/ended", true, false, func(t *testing.T) (joined bool) {
		exporter := tracetest.NewInMemoryExporter()
		tp := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter))
		tracer := tp.Tracer("ended")
		pooled := &ended.Tracer{Tracer: tracer}
		for range rounds {
			exporter.Reset()
			for range 2 {
				pooled.Run(context.Background(), func(ctx context.Context) {
					_, child := tracer.Start(ctx, "child")
					child.End()
				})
			}
			traces := make(map[trace.TraceID]bool)
			for _, s := range exporter.GetSpans() {
				traces[s.SpanContext.TraceID()] = true
			}
			joined = joined || len(traces) == 1
		}
		return joined
	})
}

type helpers struct{ line, record bool }

func TestHelpers(t *testing.T) {
	proof.Run(t, "dirtypool/stale", helpers{true, true}, helpers{}, func(*testing.T) (stale helpers) {
		for range rounds {
			stale.line = stale.line || app.Line(1) != "n=1"
			app.Describe("a", 1)
			stale.record = stale.record || app.Describe("", 1) != "=1"
		}
		return stale
	})
}

func TestFine(t *testing.T) {
	type round struct {
		number, late, strict, encoded string
		sum                           int
	}
	want := round{"7", "7", "7", "a,b,", 1}
	proof.LookAlike(t, "dirtypool/stale", want, func(*testing.T) round {
		for range rounds {
			got := round{fine.Number(7), fine.Late(7), "", fine.Encode("a", "b"), fine.Sum([]int{8, 3})}
			got.strict, _ = fine.Strict(7)
			if got != want {
				return got
			}
			fine.Number(123456)
			fine.Late(123456)
			fine.Strict(-1)
			fine.Encode("x", "y", "z")
			fine.Sum([]int{0, 0, 0})
		}
		return want
	})
}

func TestSettled(t *testing.T) {
	type round struct {
		loose, strict bool
		line          string
	}
	want := round{true, false, "b took 2"}
	proof.LookAlike(t, "dirtypool/partial", want, func(*testing.T) round {
		var line string
		write := func(_ io.Writer, l *settled.Line) { line = l.String() }
		timed, plain := settled.Logger(io.Discard, true, write), settled.Logger(io.Discard, false, write)
		for range rounds {
			settled.Bind("", true)
			timed("a", 500)
			plain("a", 500)
			got := round{settled.Bind("", true) == nil, settled.Bind("", false) == nil, ""}
			plain("b", 2)
			if line != "b took 0" {
				return round{line: line}
			}
			timed("b", 2)
			if got.line = line; got != want {
				return got
			}
		}
		return want
	})
}
