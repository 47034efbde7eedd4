package proofs

import (
	"errors"
	"strings"
	"testing"
	"time"

	"obslint.test/dirtypool/content"
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
