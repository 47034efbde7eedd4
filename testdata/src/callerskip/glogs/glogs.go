// Package glogs has the functions of a command around glog.
package glogs

import (
	"fmt"

	"github.com/golang/glog"
)

func Debugf(format string, args ...any) { // want Debugf:`forwards:0 1\+0`
	glog.V(2).Infof("agent DEBUG: "+format, args...) // want `entries of Debugf name this line, not its caller; log with the function's Depth form and 1`
}

func Fatalf(format string, args ...any) { // want Fatalf:`forwards:0 1\+0`
	glog.Fatalf("agent FATAL: "+format, args...) // want `entries of Fatalf name this line, not its caller; log with the function's Depth form and 1`
}

func Errorf(format string, args ...any) { // want Errorf:`forwards:1 1\+1`
	glog.ErrorDepth(1, fmt.Sprintf("agent ERROR: "+format, args...))
}

type Log struct{}

func (Log) Warningf(format string, args ...any) { // want Warningf:`forwards:0 1\+1`
	if glog.V(1) {
		glog.WarningDepthf(1, "agent: "+format, args...)
	}
}
