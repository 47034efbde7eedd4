// Command obslint finds telemetry bugs in Go code.
package main

import (
	"golang.org/x/tools/go/analysis/multichecker"

	"github.com/obslint/obslint/analyzers"
)

func main() { multichecker.Main(analyzers.Suite...) }
