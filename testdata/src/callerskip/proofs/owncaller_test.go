package proofs

import (
	"bytes"
	"io"
	"testing"

	"github.com/rs/zerolog"

	"obslint.test/callerskip/owncaller/core"
	"obslint.test/callerskip/owncaller/encoder"
	"obslint.test/callerskip/owncaller/frames"
	"obslint.test/callerskip/owncaller/handlers"
	"obslint.test/callerskip/owncaller/pcs"
	"obslint.test/proof"
)

// TestOwnCaller holds that what finds callers in a way of its own names the
// caller of a wrapper, although the logger skips nothing, or no one at all.
func TestOwnCaller(t *testing.T) {
	for _, c := range []struct {
		want files
		log  func(w io.Writer)
	}{
		{"owncaller_test.go", func(w io.Writer) { encoder.New(w).Info("one") }},
		{"owncaller_test.go", func(w io.Writer) { pcs.Init(w); pcs.Info("one") }},
		{"", func(w io.Writer) { handlers.Init(w); handlers.Audit("one") }},
		{"owncaller_test.go", func(w io.Writer) {
			defer func(old int) { zerolog.CallerSkipFrameCount = old }(zerolog.CallerSkipFrameCount)
			frames.Init(w)
			frames.Infof("one")
		}},
	} {
		proof.LookAlike(t, "callerskip/missing", c.want, func(t *testing.T) files {
			var buf bytes.Buffer
			c.log(&buf)
			return inText(buf.String())
		})
	}
	proof.LookAlike(t, "callerskip/missing", files("owncaller_test.go"), func(t *testing.T) files {
		lg, got := observed()
		core.New(lg).Info("one")
		return got()
	})
}
