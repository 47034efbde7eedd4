// Command noop is a vettool that does nothing: what go vet costs with it is
// what the go command, parsing and type checking cost.
package main

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
)

var noop = &analysis.Analyzer{
	Name: "noop",
	Doc:  "do nothing",
	Run:  func(*analysis.Pass) (any, error) { return nil, nil },
}

func main() {
	noop.Flags.String("key", "", "another `value` is another key in the go command's cache")
	unitchecker.Main(noop)
}
