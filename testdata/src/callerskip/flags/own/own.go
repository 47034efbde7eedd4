// Package own sets the flags through a function of its own. // want package:"asks:log@obslint.test"
package own

import (
	"io"
	"log"
)

// Setup begins to log.
func Setup(w io.Writer) { // want Setup:"asks:log"
	log.SetOutput(w)
	SetFlags(log.LstdFlags | log.Lshortfile)
}

// SetFlags sets the flags.
func SetFlags(flags int) { log.SetFlags(flags) }

// Printf logs.
func Printf(format string, args ...any) { log.Printf(format, args...) } // want Printf:`forwards:0 1\+0` `entries of Printf name this line, not its caller; log with Output\(2, …\)`
