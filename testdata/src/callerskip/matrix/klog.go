package matrix

import "k8s.io/klog/v2"

// KlogMissing logs through klog.
func KlogMissing(msg string) { // want KlogMissing:`forwards:0 1\+0`
	klog.Info(msg) // want `entries of KlogMissing name this line, not its caller; log with the function's Depth form and 1`
}

// KlogShort logs through klog.
func KlogShort(msg string) { // want KlogShort:`forwards:0 2\+1`
	shortKlog(msg)
}

func shortKlog(msg string) {
	klog.InfoDepth(1, msg) // want `entries of KlogShort name line 12, not its caller: the logger skips 1 of the 2 wrappers on the way; log with the function's Depth form and 2`
}

// KlogExcess logs through klog.
func KlogExcess() error {
	excessKlog("running") // want `the entry does not name this line but the caller of KlogExcess: the logger of excessKlog skips 2 and there is one wrapper; log with the function's Depth form and 1`
	return nil
}

func excessKlog(msg string) {
	klog.InfoSDepth(2, msg)
}
