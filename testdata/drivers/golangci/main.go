// Command golangci is golangci-lint with the obslint plugin linked in, as
// `golangci-lint custom` makes it, for the driver tests.
package main

import (
	"fmt"
	"os"

	"github.com/golangci/golangci-lint/v2/pkg/commands"
	"github.com/golangci/golangci-lint/v2/pkg/exitcodes"

	_ "github.com/obslint/obslint/analyzers/gclplugin"
)

func main() {
	if err := commands.Execute(commands.BuildInfo{Version: "obslint-test"}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitcodes.Failure)
	}
}
