// Command exitends ends with os.Exit, behind a deferred Shutdown.
package main

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/sirupsen/logrus"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"golang.org/x/sync/errgroup"
)

// commands are what the program can do; what they do is not known here.
var commands = map[string]func(tp *sdktrace.TracerProvider) int{}

func init() {
	commands["work"] = func(tp *sdktrace.TracerProvider) int {
		_, span := tp.Tracer("exitends").Start(context.Background(), "only-span")
		span.End()
		return 3
	}
}

func setup() *sdktrace.TracerProvider {
	exp, err := stdouttrace.New(stdouttrace.WithWriter(os.Stdout))
	if err != nil {
		log.Fatal(err)
	}
	return sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
}

func main() { // want main:"flushes alone"
	switch os.Args[1] {
	case "ends":
		ends()
	case "group":
		group()
	case "channel":
		channel()
	case "flushes":
		flushes()
	case "hooked":
		hooked()
	}
}

// ends never runs what it defers.
func ends() { // want ends:"exits"
	tp := setup()
	defer tp.Shutdown(context.Background())
	run := commands["work"]
	if run == nil {
		log.Fatal("no such command")
	}
	os.Exit(run(tp)) // want `os.Exit ends the process without the tp.Shutdown that is deferred on line \d+: what is still buffered is lost; return instead, or shut down first`
}

// returns runs it on one way out only.
func returns(idle bool) {
	tp := setup()
	defer tp.Shutdown(context.Background())
	if idle {
		return
	}
	os.Exit(commands["work"](tp)) // want `os.Exit ends the process without the tp.Shutdown`
}

// usage is right: nothing has been done yet.
func usage(help bool) {
	tp := setup()
	defer tp.Shutdown(context.Background())
	if help {
		log.Print("usage")
		os.Exit(0)
	}
	commands["work"](tp)
}

// group waits for a server in a goroutine.
func group() {
	tp := setup()
	defer tp.Shutdown(context.Background())
	srv := &http.Server{Addr: "127.0.0.1:0"}
	srv.BaseContext = func(net.Listener) context.Context {
		commands["work"](tp)
		go srv.Close()
		return context.Background()
	}
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error { return srv.ListenAndServe() })
	g.Go(func() error {
		<-ctx.Done()
		return srv.Close()
	})
	if err := g.Wait(); err != nil {
		log.Print(err)
		os.Exit(3) // want `os.Exit ends the process without the tp.Shutdown`
	}
}

// channel hears of its server by a channel.
func channel() {
	tp := setup()
	defer tp.Shutdown(context.Background())
	srv := &http.Server{Addr: "127.0.0.1:0"}
	srv.BaseContext = func(net.Listener) context.Context {
		commands["work"](tp)
		go srv.Close()
		return context.Background()
	}
	ended := make(chan error, 1)
	go func() { ended <- srv.ListenAndServe() }()
	if err := <-ended; err != nil {
		log.Fatal(err) // want `log.Fatal ends the process without the tp.Shutdown`
	}
}

// apart hears of what is wrong from the start only.
func apart(srv *http.Server) {
	tp := setup()
	defer tp.Shutdown(context.Background())
	failed := make(chan error, 1)
	go func() {
		if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
		close(failed)
	}()
	if err := <-failed; err != nil {
		log.Fatal(err)
	}
}

var global *sdktrace.TracerProvider

// fatal ends the process when all is sent.
func fatal(err error) { // want fatal:"exits" fatal:"flushes alone"
	log.Print(err)
	_ = global.Shutdown(context.Background())
	os.Exit(3)
}

// flushes is right: what ends the process shuts the provider down before.
func flushes() { // want flushes:"exits" flushes:"flushes alone"
	global = setup()
	defer global.Shutdown(context.Background())
	commands["work"](global)
	fatal(errors.New("failed"))
}

// sent ends the process when all that is ended is sent.
func sent(err error) { // want sent:"exits on 0" sent:"flushes alone"
	if err == nil {
		return
	}
	_ = global.ForceFlush(context.Background())
	os.Exit(3)
}

// forced is right: what ends the process flushes the provider before.
func forced(err error) { // want forced:"flushes alone" forced:"traces"
	global = setup()
	defer global.Shutdown(context.Background())
	commands["work"](global)
	if _, span := global.Tracer("exitends").Start(context.Background(), "forced"); span.IsRecording() {
		span.End()
	}
	sent(err)
}

// forcedHere is right, too, and wrong where more has been done since.
func forcedHere(err error) { // want forcedHere:"exits on 0" forcedHere:"traces"
	tp := setup()
	defer tp.Shutdown(context.Background())
	_, span := tp.Tracer("exitends").Start(context.Background(), "forced")
	span.End()
	func() { _ = tp.ForceFlush(context.Background()) }()
	if err != nil {
		log.Fatal(err)
	}
	_, span = tp.Tracer("exitends").Start(context.Background(), "since")
	span.End()
	if commands["work"](tp) != 0 {
		log.Fatal("failed") // want `log.Fatal ends the process without the tp.Shutdown`
	}
}

// hooked is right: what ends the process shuts the provider down by its hook.
func hooked() { // want hooked:"exits"
	tp := setup()
	defer tp.Shutdown(context.Background())
	logrus.RegisterExitHandler(func() { _ = tp.Shutdown(context.Background()) })
	commands["work"](tp)
	logrus.Fatal("failed")
}
