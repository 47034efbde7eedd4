// Package root has the commands of a program, as cobra's generator writes them.
package root

import (
	"errors"
	"os"

	"github.com/spf13/cobra"
	"go.opentelemetry.io/otel"
)

var root = &cobra.Command{
	Use: "commands",
	RunE: func(cmd *cobra.Command, args []string) error {
		_, span := otel.Tracer("commands").Start(cmd.Context(), "only-span")
		defer span.End()
		return errors.New("failed")
	},
}

// Execute runs the command line, and ends the process if that fails.
func Execute() { // want Execute:"exits if it fails" Execute:"traces"
	err := root.Execute()
	if err != nil {
		os.Exit(1)
	}
}

// Run runs the command line.
func Run() error { return root.Execute() } // want Run:"traces"
