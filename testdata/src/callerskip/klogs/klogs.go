// Package klogs has wrappers of klog.
package klogs

import "k8s.io/klog/v2"

// Infof logs.
func Infof(format string, args ...any) { // want Infof:`forwards:0 1\+0`
	klog.Infof(format, args...) // want `entries of Infof name this line, not its caller; log with the function's Depth form and 1`
}

// Warn logs, and is right.
func Warn(args ...any) { // want Warn:`forwards:0 1\+1`
	klog.WarningDepth(1, args...)
}

// Debug is two wrappers deep.
func Debug(msg string, kv ...any) { // want Debug:`forwards:0 2\+1`
	debug(msg, kv...)
}

func debug(msg string, kv ...any) {
	klog.V(2).InfoSDepth(1, msg, kv...) // want `entries of Debug name line 18, not its caller: the logger skips 1 of the 2 wrappers on the way; log with the function's Depth form and 2`
}

// At has a depth of its caller's.
func At(depth int, msg string) { // want At:`forwards:1 1\+1\+depth:0`
	klog.InfoDepth(depth+1, msg)
}

func fail(msg string) {
	klog.ErrorDepth(2, msg)
}

// Run runs.
func Run() error {
	fail("running") // want `the entry does not name this line but the caller of Run: the logger of fail skips 2 and there is one wrapper; log with the function's Depth form and 1`
	return nil
}
