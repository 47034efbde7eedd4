// Command exitways ends its process in the ways that programs do, while a
// Shutdown is deferred.
package main

import (
	"context"
	"errors"
	"log"
	"net/http"
	"os"
	"os/signal"
	"time"

	zlog "github.com/rs/zerolog/log"
	"github.com/sirupsen/logrus"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

func setup() *sdktrace.TracerProvider { // want setup:"traces"
	exp, err := stdouttrace.New(stdouttrace.WithWriter(os.Stdout))
	if err != nil {
		log.Fatal(err)
	}
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	_, span := tp.Tracer("exitways").Start(context.Background(), "only-span")
	span.End()
	return tp
}

func main() { // want main:"traces"
	switch os.Args[1] {
	case "deferred":
		deferred()
	case "helper":
		helper()
	case "goroutine":
		goroutine()
	case "recovered":
		recovered()
	case "before":
		before()
	case "last":
		last()
	case "logged":
		logged()
	}
}

// deferred exits in a deferred literal, which runs before what was deferred
// earlier.
func deferred() { // want deferred:"traces"
	tp := setup()
	defer tp.Shutdown(context.Background())
	work(tp)
	defer func() {
		os.Exit(3) // want `os.Exit ends the process without the tp.Shutdown that is deferred on line \d+`
	}()
}

func work(tp *sdktrace.TracerProvider) { // want work:"traces"
	_, span := tp.Tracer("exitways").Start(context.Background(), "work")
	span.End()
}

// recovered ends what the recovered panic would have let end well.
func recovered() { // want recovered:"traces"
	tp := setup()
	defer tp.Shutdown(context.Background())
	defer func() {
		if r := recover(); r != nil {
			log.Fatal(r) // want `log.Fatal ends the process without the tp.Shutdown`
		}
	}()
	work(tp)
	panic("lost")
}

// helper exits in a helper, on an error.
func helper() { // want helper:"traces"
	tp := setup()
	defer tp.Shutdown(context.Background())
	must(nil)
	work(tp)
	must(errors.New("failed"))          // want `must ends the process on an error without the tp.Shutdown that is deferred on line \d+, and so do 2 calls behind it: what is still buffered is lost; return instead, or shut down first`
	orExit(errors.New("failed"), "end") // must, above, points here
	fail := func(err error) {
		log.Print(err)
		os.Exit(1)
	}
	fail(nil) // and here
}

func must(err error) { // want must:"exits on 0"
	if err != nil {
		log.Fatal(err)
	}
}

func orExit(err error, msg string) { // want orExit:"exits on 0"
	if err == nil {
		return
	}
	log.Print(msg, err)
	os.Exit(1)
}

// goroutine ends the process as soon as the server is told to end.
func goroutine() { // want goroutine:"traces"
	tp := setup()
	defer tp.Shutdown(context.Background())
	srv := &http.Server{Addr: "127.0.0.1:0"}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := srv.ListenAndServe(); err != nil {
			log.Fatal(err) // want `log.Fatal ends the process without the tp.Shutdown`
		}
	}()
	// What is told apart here is wrong from the start only.
	go func() {
		if err := srv.ListenAndServe(); err != nil && !errors.Is(err, http.ErrServerClosed) {
			log.Fatal(err)
		}
	}()
	time.Sleep(50 * time.Millisecond)
	if err := srv.Shutdown(context.Background()); err != nil {
		return
	}
	<-ended
}

// signalled has come back from a wait.
func signalled(srv *http.Server) { // want signalled:"serves"
	tp := setup()
	defer tp.Shutdown(context.Background())
	quit := make(chan os.Signal, 1)
	signal.Notify(quit, os.Interrupt)
	<-quit
	if err := srv.Shutdown(context.Background()); err != nil {
		log.Fatalf("shutdown: %v", err) // want `log.Fatalf ends the process without`
	}
}

// served never returns.
func served() { // want served:"serves" served:"exits"
	log.Fatal(http.ListenAndServe("127.0.0.1:0", nil))
}

func callsServed() { // want callsServed:"serves" callsServed:"exits"
	tp := setup()
	defer tp.Shutdown(context.Background())
	served() // want `served ends the process without`
}

// before flushes first.
func before() { // want before:"traces" before:"exits"
	tp := setup()
	defer tp.Shutdown(context.Background())
	work(tp)
	_ = tp.Shutdown(context.Background())
	os.Exit(3)
}

// last exits when all else has run.
func last() { // want last:"traces"
	defer func() { os.Exit(3) }()
	tp := setup()
	defer tp.Shutdown(context.Background())
	work(tp)
}

// logged ends it by the loggers that do so.
func logged() { // want logged:"traces" logged:"exits"
	tp := setup()
	defer tp.Shutdown(context.Background())
	work(tp)
	var logger logrus.FieldLogger = logrus.WithField("program", "exitways")
	if len(os.Args) > 2 {
		zlog.Fatal().Msg("failed") // want `zlog.Fatal ends the process without the tp.Shutdown that is deferred on line \d+, and so does the call on line 182: `
	}
	logger.Fatalf("failed")
}

// meant says at the first call that the last spans do not matter: that is for
// the others, too.
func meant() { // want meant:"traces" meant:"exits"
	tp := setup()
	defer tp.Shutdown(context.Background())
	work(tp)
	if len(os.Args) > 2 {
		//obslint:ignore lostflush what led to a usage error is of no interest
		log.Fatal("usage")
	}
	log.Fatal("failed")
}

// two has a finding for each deferred Shutdown that is skipped: the first exit
// skips one, the second both, and is counted with the first.
func two() { // want two:"traces"
	tp := setup()
	defer tp.Shutdown(context.Background())
	work(tp)
	if len(os.Args) > 2 {
		log.Fatal("usage") // want `log.Fatal ends the process without the tp.Shutdown that is deferred on line \d+, and so does the call on line 211: `
	}
	other := setup()
	defer other.Shutdown(context.Background())
	work(other)
	if len(os.Args) > 3 {
		log.Fatal("failed")
	}
}
