package matrix

import (
	"log"
	"os"
)

// Std is what the functions of this file log through.
var Std = log.New(os.Stderr, "", log.Lshortfile)

// LogMissing logs through package log.
func LogMissing(msg string) { // want LogMissing:`forwards:0 1\+0`
	Std.Print(msg) // want `entries of LogMissing name this line, not its caller; log with Output\(2, …\)`
}

// LogShort logs through package log.
func LogShort(msg string) { // want LogShort:`forwards:0 2\+1`
	shortLog(msg)
}

func shortLog(msg string) {
	_ = Std.Output(2, msg) // want `entries of LogShort name line 18, not its caller: the logger skips 1 of the 2 wrappers on the way; log with Output\(3, …\)`
}

// LogExcess logs through package log.
func LogExcess() error {
	excessLog("running") // want `the entry does not name this line but the caller of LogExcess: the logger of excessLog skips 2 and there is one wrapper; log with Output\(2, …\)`
	return nil
}

func excessLog(msg string) {
	_ = Std.Output(3, msg)
}
