package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// A usage is what a process and all those that it waited for have used.
type usage struct {
	cpu, wall time.Duration
	peak      int64 // bytes, of the largest process
}

// goCommand runs the go command in dir and returns its standard output.
func goCommand(o *options, dir string, env []string, args ...string) ([]byte, usage, error) {
	return runCommand(o, dir, env, "go", args...)
}

// runCommand runs a command in dir and returns its standard output. What it has
// not done in the time that the options give is killed.
func runCommand(o *options, dir string, env []string, name string, args ...string) ([]byte, usage, error) {
	ctx := context.Background()
	if !o.until.IsZero() {
		c, cancel := context.WithDeadline(ctx, o.until)
		defer cancel()
		ctx = c
	}
	cmd := exec.CommandContext(ctx, name, args...)
	if !o.until.IsZero() {
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) } // compilers and tools, too
	}
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	start := time.Now()
	err := cmd.Run()
	u := usage{wall: time.Since(start)}
	if state := cmd.ProcessState; state != nil {
		u.cpu = state.UserTime() + state.SystemTime()
		if r, ok := state.SysUsage().(*syscall.Rusage); ok {
			u.peak = int64(r.Maxrss)
			if runtime.GOOS != "darwin" {
				u.peak *= 1 << 10
			}
		}
	}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		err = fmt.Errorf("%s %s in %s: %v\n%s", filepath.Base(name), args[0], dir, err, stderr.Bytes())
	}
	return stdout.Bytes(), u, err
}

// best returns the smallest of each figure: what disturbs a run only adds.
func best(us []usage) usage {
	less := slices.MinFunc(us, func(a, b usage) int { return int(a.cpu - b.cpu) })
	for _, u := range us {
		less.wall = min(less.wall, u.wall)
		less.peak = min(less.peak, u.peak)
	}
	return less
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
func megabytes(n int64) string       { return fmt.Sprintf("%d MB", n>>20) }
