package matrix

import "github.com/golang/glog"

// GlogMissing logs through glog.
func GlogMissing(msg string) { // want GlogMissing:`forwards:0 1\+0`
	glog.Info(msg) // want `entries of GlogMissing name this line, not its caller; log with the function's Depth form and 1`
}

// GlogShort logs through glog.
func GlogShort(msg string) { // want GlogShort:`forwards:0 2\+1`
	shortGlog(msg)
}

func shortGlog(msg string) {
	glog.InfoDepth(1, msg) // want `entries of GlogShort name line 12, not its caller: the logger skips 1 of the 2 wrappers on the way; log with the function's Depth form and 2`
}

// GlogExcess logs through glog.
func GlogExcess() error {
	excessGlog("running") // want `the entry does not name this line but the caller of GlogExcess: the logger of excessGlog skips 2 and there is one wrapper; log with the function's Depth form and 1`
	return nil
}

func excessGlog(msg string) {
	glog.InfoDepth(2, msg)
}
