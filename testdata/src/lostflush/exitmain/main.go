// Command exitmain ends with log.Fatal.
package main

import (
	"context"
	"errors"
	"log"
	"os"

	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

func main() { // want main:"traces"
	exp, err := stdouttrace.New(stdouttrace.WithWriter(os.Stdout))
	if err != nil {
		log.Fatal(err)
	}
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	defer func() { _ = tp.Shutdown(context.Background()) }()
	if len(os.Args) > 5 {
		log.Fatal("too many arguments") // nothing to lose yet
	}
	_, span := tp.Tracer("exitmain").Start(context.Background(), "only-span")
	err = errors.New("failed")
	span.End()
	if len(os.Args) > 4 {
		fatal("too many arguments") // want `fatal ends the process without the Shutdown that is deferred on line 20, and so does the call on line 31: what is still buffered is lost; return instead, or shut down first`
	}
	if err != nil {
		log.Fatal(err) // fatal, above, points here
	}
}

func fatal(msg string) { // want fatal:"exits"
	log.Print(msg)
	os.Exit(2)
}
