package comeback_test

import (
	"slices"
	"testing"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/comeback"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

const source = `package a

import (
	"context"
	"errors"
	"log"
	"net/http"
	"os"
	"time"
)

func plain(ctx context.Context) { <-ctx.Done() }

func second(n int, ctx context.Context) error {
	if n > 0 {
		n--
	}
	select {
	case <-ctx.Done():
	}
	return nil
}

func loop(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
			continue
		}
	}
}

// This one waits, unless it fails.
func early(ctx context.Context, err error) error {
	if err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

func made(ctx context.Context, n int) error {
	if n < 0 {
		return errors.New("negative")
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	<-ctx.Done()
	return ctx.Err()
}

// None of these waits for sure.
func mayBeNil(ctx context.Context, n int, err error) error {
	if n > 0 {
		return err
	}
	<-ctx.Done()
	return nil
}

func otherCase(ctx context.Context, c chan int) {
	select {
	case <-ctx.Done():
	case <-c:
	}
}

func breaks(ctx context.Context, c chan int) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c:
			return
		}
	}
}

func child(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	<-ctx.Done()
}

func inLiteral(ctx context.Context) func() { return func() { <-ctx.Done() } }

func serve() error { return http.ListenAndServe(":0", nil) }

func maybe(b bool) {
	if b {
		serve()
	}
}

func background() { go serve() }

func signal(c chan os.Signal) { <-c }

func fatal(msg string) {
	log.Print(msg)
	os.Exit(1)
}

func mayExit(err error) {
	if err == nil {
		return
	}
	log.Fatal(err)
}

func check(msg string, err error) {
	if err != nil {
		log.Fatal(msg, err)
	}
}

func mayNot(err error) {
	if err != nil {
		if os.IsNotExist(err) {
			return
		}
		log.Fatal(err)
	}
}

func serveOrExit() {
	if err := http.ListenAndServe(":0", nil); err != nil {
		log.Print(err)
		os.Exit(1)
	}
}

func otherError(err error) {
	e := http.ListenAndServe(":0", nil)
	if e != nil && err != nil {
		log.Fatal(e)
	}
}

// What a function that may or may not wait calls decides nothing.
func through(ctx context.Context) error { return loop(ctx) }

func throughFailing(ctx context.Context, n int) error {
	if err := made(ctx, n); err != nil {
		return err
	}
	return nil
}

func ignores(ctx context.Context, n int) error {
	_ = made(ctx, n)
	return nil
}
`

func TestScan(t *testing.T) {
	pass := passtest.Source(t, source)
	list := passtest.Facts(pass)
	res, err := calls.Analyzer.Run(pass)
	if err != nil {
		t.Fatal(err)
	}
	comeback.Scan(pass, res.(*calls.Index), true)
	want := []string{
		"check: exits on 1",
		"early: waits 0 or fails",
		"fatal: exits",
		"loop: waits 0",
		"made: waits 0 or fails",
		"mayExit: exits on 0",
		"maybe: traces",
		"otherError: serves",
		"plain: waits 0",
		"second: waits 1",
		"serve: serves",
		"serveOrExit: exits if it fails",
		"serveOrExit: serves",
		"signal: serves",
		"through: waits 0",
		"throughFailing: waits 0 or fails",
	}
	if got := list(); !slices.Equal(got, want) {
		t.Errorf("facts:\n%q\nwant:\n%q", got, want)
	}
}
