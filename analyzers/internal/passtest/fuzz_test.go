package passtest

import (
	"fmt"
	"path/filepath"
	"testing"
)

// FuzzPosn holds that what reads as a position is written the same again.
func FuzzPosn(f *testing.F) {
	f.Add("/a/b.go:1:2")
	f.Add(`C:\a b\c.go:10:20`)
	f.Add("::")
	f.Fuzz(func(t *testing.T, posn string) {
		got, err := parsePosn(posn)
		if err != nil {
			return
		}
		again, err := parsePosn(fmt.Sprintf("%s:%d:%d", got.File, got.Line, got.Col))
		if err != nil || again != got {
			t.Errorf("%q is %v, and written again %v (%v)", filepath.ToSlash(posn), got, again, err)
		}
	})
}
