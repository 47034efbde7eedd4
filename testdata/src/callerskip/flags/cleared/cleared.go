// Package cleared takes the caller out of the flags, and looks at them.
package cleared

import "log"

// Quiet logs no callers.
func Quiet() { log.SetFlags(log.Flags() &^ log.Lshortfile) }

// Keep keeps what says that callers are logged, and nothing else.
func Keep() { keep(log.Flags() & (log.Lshortfile | log.Llongfile)) }

func keep(flags int) { log.SetFlags(flags) }

// Printf logs.
func Printf(format string, args ...any) { log.Printf(format, args...) } // want Printf:`forwards:0 1\+0`
