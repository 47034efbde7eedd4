package lostflush

import (
	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// requests reports whether the package makes a request that sends something,
// and has a goroutine from which it may go out.
func requests(pass *analysis.Pass, index *calls.Index) bool { return false }

var _ = lib.Requests
