package fields

import (
	"flag"
	"fmt"
	"log"
	"os"
)

// some is made with a number and without one.
type some struct {
	out   *log.Logger
	extra int
}

// NewSome makes one for methods.
func NewSome() *some { return &some{out: log.New(os.Stderr, "", log.Lshortfile)} }

var someStd = &some{out: log.New(os.Stderr, "", log.Lshortfile), extra: 1}

// Infof logs at level info.
func (s *some) Infof(format string, args ...any) { // want Infof:`forwards:0 1\+\?`
	_ = s.out.Output(s.extra+2, fmt.Sprintf(format, args...))
}

// Somef logs through the one for functions.
func Somef(format string, args ...any) { someStd.Infof(format, args...) } // want Somef:`forwards:0 2\+\?`

// grown is told to skip more.
type grown struct {
	out   *log.Logger
	depth int
}

// NewGrown makes one.
func NewGrown() *grown { return &grown{log.New(os.Stderr, "", log.Lshortfile), 2} }

// Skip returns one that skips more.
func (g *grown) Skip(n int) *grown { return &grown{g.out, g.depth + n} }

// Infof logs at level info.
func (g *grown) Infof(format string, args ...any) { // want Infof:`forwards:0 1\+\?`
	_ = g.out.Output(g.depth, fmt.Sprintf(format, args...))
}

// Grownf is for one that was told.
func Grownf(g *grown, format string, args ...any) { g.Infof(format, args...) } // want Grownf:`forwards:1 2\+\?`

// A Config says how many frames there are; it may be read from a file.
type Config struct{ Depth int }

var config = Config{Depth: 2}

// Configf logs as deep as the config says.
func Configf(l *log.Logger, format string, args ...any) { configf(l, format, args) } // want Configf:`forwards:1 2\+\?`

func configf(l *log.Logger, format string, args []any) {
	_ = l.Output(config.Depth, fmt.Sprintf(format, args...))
}

var flagged = 2

func init() { flag.IntVar(&flagged, "depth", flagged, "frames to skip") }

// Flagf logs as deep as the flag says.
func Flagf(l *log.Logger, format string, args ...any) { flagf(l, format, args) } // want Flagf:`forwards:1 2\+\?`

func flagf(l *log.Logger, format string, args []any) {
	_ = l.Output(flagged, fmt.Sprintf(format, args...))
}
