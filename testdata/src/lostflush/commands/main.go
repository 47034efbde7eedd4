// Command commands shuts its telemetry down when the commands have run.
package main

import (
	"context"
	"log"
	"os"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"obslint.test/lostflush/commands/root"
)

func main() { // want main:"traces" main:"flushes alone"
	exp, err := stdouttrace.New(stdouttrace.WithWriter(os.Stdout))
	if err != nil {
		log.Fatal(err)
	}
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	otel.SetTracerProvider(tp)
	if len(os.Args) > 1 {
		os.Exit(right(tp))
	}
	defer func() { _ = tp.Shutdown(context.Background()) }()
	root.Execute() // want `root.Execute ends the process on an error without the Shutdown that is deferred on line 26: what is still buffered is lost; return instead, or shut down first`
}

// right hands the status back.
func right(tp *sdktrace.TracerProvider) int { // want right:"traces" right:"flushes alone"
	defer func() { _ = tp.Shutdown(context.Background()) }()
	if err := root.Run(); err != nil {
		return 1
	}
	return 0
}
