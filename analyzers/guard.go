package analyzers

import (
	"fmt"
	"path"
	"runtime"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// guard makes the errors of a pass name the pass and the package, and turns a
// panic into such an error, so that a driver can go on with other packages.
func guard(a *analysis.Analyzer) {
	run := a.Run
	a.Run = func(pass *analysis.Pass) (result any, err error) {
		defer func() {
			if r := recover(); r != nil {
				result, err = nil, fmt.Errorf("panic%s: %v", panicPlace(), r)
			}
			if err != nil {
				err = fmt.Errorf("obslint: pass %s failed on package %s: %w", a.Name, pass.Pkg.Path(), err)
			}
		}()
		return run(pass)
	}
}

// panicPlace returns " at file.go:line" for the panic that is being recovered,
// or "". It must be called by the deferred function itself.
func panicPlace() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		frame, more := frames.Next()
		if !strings.HasPrefix(frame.Function, "runtime.") && frame.Line > 0 {
			return fmt.Sprintf(" at %s:%d", path.Base(frame.File), frame.Line)
		}
		if !more {
			return ""
		}
	}
}
