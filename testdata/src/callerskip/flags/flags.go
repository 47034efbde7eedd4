// Package flags asks package log for the file of every entry. // want package:"asks:log"
package flags

import (
	"log"
	"os"
)

func init() { log.SetFlags(log.LstdFlags | log.Lshortfile) }

// Fatalf logs and ends the process.
func Fatalf(format string, args ...any) { // want Fatalf:`forwards:0 2\+0`
	logf(format, args...)
	os.Exit(1)
}

// Logf logs.
func Logf(format string, args ...any) { // want Logf:`forwards:0 1\+0`
	log.Printf(format, args...) // want `entries of Logf name this line, not its caller; log with Output\(2, …\)`
}

func logf(format string, args ...any) {
	log.Printf(format, args...) // want `entries of Fatalf name this line of logf, not its caller; log with Output\(3, …\)`
}
