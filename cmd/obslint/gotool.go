package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/version"
	"os"
	"os/exec"
	"strings"
	"time"
)

// minGo is the oldest go command whose vet keeps findings in its cache and
// hands each tool the facts of the others as this program needs it.
const minGo = "go1.26"

// goCommand prepares a run of the go command where the user stands.
func (c *command) goCommand(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = c.files.dir
	// Asked kindly, it removes its temporary files.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// goOutput runs the go command and returns what it writes.
func (c *command) goOutput(ctx context.Context, args ...string) (stdout, stderr []byte, err error) {
	var out, errs bytes.Buffer
	cmd := c.goCommand(ctx, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	if ctx.Err() != nil {
		err = errInterrupted
	}
	return out.Bytes(), errs.Bytes(), err
}

var errInterrupted = errors.New("interrupted")

// checkGo makes sure that there is a go command and that it is new enough. It
// asks in the user's directory, where a go.mod may select another toolchain.
func (c *command) checkGo(ctx context.Context) error {
	path, err := exec.LookPath("go")
	if err != nil {
		return fmt.Errorf("the go command is not on PATH; obslint runs it to load packages: install %s or newer", minGo)
	}
	out, errs, err := c.goOutput(ctx, "env", "GOVERSION")
	if err != nil {
		return goError("go env GOVERSION", errs, err)
	}
	got := strings.TrimSpace(string(out))
	if v := languageVersion(got); v != "" && version.Compare(v, minGo) < 0 {
		return fmt.Errorf("obslint needs %s or newer, and %s is %s; install a newer one, or put it first on PATH", minGo, path, got)
	}
	return nil
}

// languageVersion returns the go1.N in the output of go env GOVERSION, which
// may be "go1.26.8", "go1.26-custom" or "devel go1.27-0123abc Mon …"; or "".
func languageVersion(s string) string {
	for word := range strings.FieldsSeq(s) {
		word, _, _ = strings.Cut(word, "-")
		if version.IsValid(word) {
			return version.Lang(word)
		}
	}
	return ""
}

// goError is the error of a run of the go command, with what it said.
func goError(what string, stderr []byte, err error) error {
	if errors.Is(err, errInterrupted) {
		return err
	}
	if msg := strings.TrimSpace(string(stderr)); msg != "" {
		return fmt.Errorf("%s: %s", what, msg)
	}
	return fmt.Errorf("%s: %v", what, err)
}
