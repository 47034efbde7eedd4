// Command source runs the suite on packages that it loads from source, with all
// that they import, and prints go vet's JSON. go vet compiles first what a
// package imports, which for some programs takes far longer than to type-check
// it.
//
//	source [-overlay file] packages
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/obslint/obslint/analyzers"
)

func main() {
	overlay := flag.String("overlay", "", "the go command's JSON `file` of what stands for what")
	flag.Parse()
	if err := run(os.Stdout, *overlay, flag.Args()...); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run analyses packages and writes their diagnostics to w. An error in one of
// them, or in one that they import, is an error.
func run(w io.Writer, overlay string, patterns ...string) error {
	replaced, err := readOverlay(overlay)
	if err != nil {
		return err
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Overlay: replaced}, patterns...)
	if err != nil {
		return err
	}
	var wrong []error
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		for _, err := range p.Errors {
			wrong = append(wrong, err)
		}
	})
	if len(wrong) > 0 {
		return errors.Join(wrong...)
	}
	graph, err := checker.Analyze(analyzers.Suite, pkgs, nil)
	if err != nil {
		return err
	}
	return graph.PrintJSON(w)
}

// readOverlay returns the contents that an overlay file gives to files. One that
// it removes is left to no build.
func readOverlay(name string) (map[string][]byte, error) {
	if name == "" {
		return nil, nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var overlay struct{ Replace map[string]string }
	if err := json.Unmarshal(data, &overlay); err != nil {
		return nil, err
	}
	contents := make(map[string][]byte)
	for file, by := range overlay.Replace {
		contents[file] = []byte("//go:build ignore\n\npackage none\n")
		if by == "" {
			continue
		}
		if contents[file], err = os.ReadFile(by); err != nil {
			return nil, err
		}
	}
	return contents, nil
}
