package proofs

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	fills "obslint.test/dirtypool/fills/app"
	"obslint.test/dirtypool/holders"
	"obslint.test/dirtypool/memory"
	"obslint.test/dirtypool/netbuf"
	"obslint.test/dirtypool/spantimes"
	wrappers "obslint.test/dirtypool/wrappers/app"
	"obslint.test/proof"
)

type wrapped struct{ line, key, given, borrowed, released bool }

func TestWrappers(t *testing.T) {
	proof.Run(t, "dirtypool/stale", wrapped{true, true, true, true, true}, wrapped{}, func(*testing.T) (stale wrapped) {
		for range rounds {
			stale.line = stale.line || wrappers.Line(1) != "n=1"
			stale.key = stale.key || wrappers.Key(1) != "1"
			stale.given = stale.given || wrappers.Given(1) != "1"
			stale.borrowed = stale.borrowed || wrappers.Borrowed(1) != "1"
			stale.released = stale.released || wrappers.Released(1) != "1"
		}
		return stale
	})
}

func TestRecycled(t *testing.T) {
	// Parameters that were given back once are never given back again.
	proof.Run(t, "dirtypool/partial", true, false, func(*testing.T) (many bool) {
		made := 0
		r := wrappers.NewRouter(&made)
		for range rounds {
			r.Route(1).Recycle()
		}
		return made > rounds*2/5 // the race detector drops one of four
	})
}

func TestWrappersClean(t *testing.T) {
	proof.LookAlike(t, "dirtypool/stale", false, func(*testing.T) (stale bool) {
		for range rounds {
			stale = stale || wrappers.Clean(1) != "1" || wrappers.Emptied(1) != "1"
		}
		return stale
	})
}

func TestFills(t *testing.T) {
	type filled struct{ text, said, decoded bool }
	proof.Run(t, "dirtypool/stale", filled{true, true, true}, filled{}, func(t *testing.T) (stale filled) {
		for range rounds {
			s, err := fills.Render(1)
			if err != nil {
				t.Fatal(err)
			}
			stale.text = stale.text || s != "1"

			fills.Say(io.Discard, func(w io.Writer) error {
				io.WriteString(w, "half")
				return errors.New("no more")
			})
			var out strings.Builder
			fills.Say(&out, func(w io.Writer) error { return nil })
			stale.said = stale.said || out.Len() > 0

			fills.Handle(strings.NewReader(`{"Name":"a"}`), func(int, string) {})
			fills.Handle(strings.NewReader(`{"ID":1}`), func(_ int, name string) { stale.decoded = stale.decoded || name != "" })
		}
		return stale
	})
}

func TestFillsFresh(t *testing.T) {
	proof.LookAlike(t, "dirtypool/stale", false, func(*testing.T) (stale bool) {
		for range rounds {
			s, _ := fills.Fresh(1)
			stale = stale || s != "1"
		}
		return stale
	})
}

// A broken reader has one byte.
type broken struct{ n int }

func (b *broken) Read(p []byte) (int, error) {
	if b.n++; b.n > 1 {
		return 0, io.ErrUnexpectedEOF
	}
	return copy(p, "x"), nil
}

func TestHolders(t *testing.T) {
	type held struct{ writer, stream, buf, tags bool }
	proof.Run(t, "dirtypool/stale", held{true, true, true, true}, held{}, func(*testing.T) (stale held) {
		for range rounds {
			var out strings.Builder
			w := holders.NewWriter(&out)
			io.WriteString(w, "a")
			w.Close()
			stale.writer = stale.writer || out.String() != "a"

			out.Reset()
			holders.Copy(io.Discard, new(broken))
			holders.Copy(&out, strings.NewReader("a"))
			stale.stream = stale.stream || out.String() != "a"

			holders.Encode(map[string]string{"k": "v"}, "a")
			s, tags := holders.Encode(nil, "b")
			stale.buf = stale.buf || s != "b"
			stale.tags = stale.tags || tags != 0
		}
		return stale
	})
}

func TestHoldersClean(t *testing.T) {
	proof.LookAlike(t, "dirtypool/stale", false, func(*testing.T) (stale bool) {
		for range rounds {
			var out strings.Builder
			w := holders.NewCleanWriter(&out)
			io.WriteString(w, "a")
			w.Close()
			stale = stale || out.String() != "a"
		}
		return stale
	})
}

func TestMemory(t *testing.T) {
	type views struct{ body, request, later, kept, reply, joined bool }
	proof.Run(t, "dirtypool/escape", views{true, true, true, true, true, true}, views{}, func(t *testing.T) (lost views) {
		read := func(r io.Reader) string {
			b, _ := io.ReadAll(r)
			return string(b)
		}
		cache := &memory.Cache{Texts: make(map[string][]byte)}
		for range rounds {
			r := memory.Body("a")
			memory.Body("b")
			lost.body = lost.body || read(r) != "a"

			req, err := memory.Request("http://localhost/", "a")
			if err != nil {
				t.Fatal(err)
			}
			memory.Body("b")
			lost.request = lost.request || read(req.Body) != "a"

			later := memory.Later("a")
			memory.Body("b")
			lost.later = lost.later || string(later()) != "a"

			cache.Set("k", "a")
			memory.Body("b")
			lost.kept = lost.kept || string(cache.Texts["k"]) != "a"

			reply := memory.OK("a")
			memory.Body("b")
			lost.reply = lost.reply || string(reply.Body) != "a"

			s := memory.Join("a", "a")
			memory.Join("b", "b")
			lost.joined = lost.joined || s != "aa"
		}
		return lost
	})
}

// An echo answers with the body of the request.
type echo struct{ body string }

func (e *echo) RoundTrip(r *http.Request) (*http.Response, error) {
	b, err := io.ReadAll(r.Body)
	e.body = string(b)
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, err
}

func TestMemoryInTime(t *testing.T) {
	proof.LookAlike(t, "dirtypool/escape", false, func(*testing.T) (lost bool) {
		e := new(echo)
		for range rounds {
			memory.Post(&http.Client{Transport: e}, "http://localhost/", "a")
			lost = lost || e.body != "a" || !memory.Has(map[string]bool{"ab": true}, "a", "b")
		}
		return lost
	})
}

func TestSpanTimes(t *testing.T) {
	proof.Run(t, "dirtypool/stale", span{true, true, true, true}, span{}, func(*testing.T) (seen span) {
		for range rounds {
			s := spantimes.Start("trace", "parent")
			s.SetTag("k", "v")
			s.Finish(func(string, string, time.Time, map[string]string) {})
			before := time.Now()
			spantimes.Start("", "").Finish(func(trace, parent string, start time.Time, tags map[string]string) {
				seen.traceID = seen.traceID || trace != ""
				seen.parent = seen.parent || parent != ""
				seen.start = seen.start || start.Before(before)
				seen.tags = seen.tags || len(tags) > 0
			})
		}
		return seen
	})
}

func TestNetbuf(t *testing.T) {
	proof.Run(t, "dirtypool/partial", true, false, func(*testing.T) (read bool) {
		for range rounds {
			netbuf.New(strings.NewReader("secret")).Release()
			b := netbuf.New(0)
			n, _ := b.Read(make([]byte, 6))
			read = read || n > 0
			b.Release()
		}
		return read
	})
}

func TestNetbufKinds(t *testing.T) {
	proof.LookAlike(t, "dirtypool/partial", false, func(*testing.T) (stale bool) {
		for range rounds {
			netbuf.Run(1, "a")
			stale = stale || netbuf.Run(2, "b") != "none"
		}
		return stale
	})
}
