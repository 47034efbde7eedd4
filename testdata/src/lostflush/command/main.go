// Command command runs the command that it is given under cobra.
package main

import (
	"context"
	"errors"
	"log"
	"os"

	"github.com/spf13/cobra"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

var root = &cobra.Command{
	Use: "command",
	RunE: func(cmd *cobra.Command, args []string) error {
		_, span := otel.Tracer("command").Start(cmd.Context(), "only-span")
		defer span.End()
		return errors.New("failed")
	},
}

func main() { // want main:"traces" main:"flushes alone"
	ctx := context.Background()
	if enable() {
		defer shutdown(ctx)
	}
	if err := root.ExecuteContext(ctx); err != nil {
		log.Print(err)
		os.Exit(1) // want `os.Exit ends the process without the shutdown that is deferred on line 28: what is still buffered is lost; return instead, or shut down first`
	}
}

var provider *sdktrace.TracerProvider

func enable() bool {
	exp, err := stdouttrace.New(stdouttrace.WithWriter(os.Stdout))
	if err != nil {
		return false
	}
	provider = sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	otel.SetTracerProvider(provider)
	return true
}

func shutdown(ctx context.Context) { // want shutdown:"flushes 0"
	if err := provider.Shutdown(ctx); err != nil {
		log.Print(err)
	}
}
