// Package across has wrappers around those of another package.
package across

import (
	"go.uber.org/zap"
	"obslint.test/callerskip/across/inner"
)

var std = inner.New(zap.L())

func Infof(f string, args ...any)  { std.Infof(f, args...) }  // want Infof:`forwards:0 2\+1` `entries of Infof and of one more wrapper name their own lines, not their callers: they are 2 wrappers deep and the logger skips 1; add zap.AddCallerSkip\(1\) here`
func Errorf(f string, args ...any) { std.Errorf(f, args...) } // want Errorf:`forwards:0 2\+1`
