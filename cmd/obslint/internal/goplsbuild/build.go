// Package goplsbuild builds a gopls that has the obslint suite among its
// analyzers.
//
// gopls has no supported way to add analyzers (https://go.dev/issue/59869). So
// the module of gopls is copied to a temporary folder, one file is added that
// appends the suite to its list of analyzers, and the copy is built against
// the versions of x/tools and honnef.co/go/tools that this gopls pins: it uses
// internals of both.
package goplsbuild

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// Version is the gopls that is built unless another is asked for: the newest
// that builds with the Go release in this module's go.mod. The driver tests
// run it; testdata/drivers/go.mod pins the same.
const Version = "v0.23.0"

// Tested are the gopls releases whose internals are known to fit.
const Tested = "v0.22.0 and v0.23.0"

const (
	gopls   = "golang.org/x/tools/gopls"
	tools   = "golang.org/x/tools"
	honnef  = "honnef.co/go/tools"
	obslint = "github.com/obslint/obslint"
)

// Options say what to build.
type Options struct {
	Version string    // of gopls, or a query such as "latest"; Version if empty
	Output  string    // path of the binary, or an existing folder
	Suite   Suite     // the obslint to build in
	Env     []string  // for the go command; os.Environ() if nil
	Log     io.Writer // for progress, a line a step
}

// A Result tells what was built.
type Result struct {
	Path    string // of the binary, absolute
	Version string // of gopls
}

// Build builds gopls with the suite in it. Its errors are meant for people:
// they say what is wrong and what to do.
func Build(ctx context.Context, o Options) (Result, error) {
	b := &builder{ctx: ctx, env: o.Env, log: o.Log}
	if b.env == nil {
		b.env = os.Environ()
	}
	// The caller's go.work, vendor folder and build flags have no say.
	b.env = append(b.env, "GOWORK=off", "GOFLAGS=-mod=mod")
	if _, err := exec.LookPath("go"); err != nil {
		return Result{}, errors.New("the go command builds gopls, and it is not in PATH; install Go from https://go.dev/dl")
	}
	out, err := outputPath(o.Output)
	if err != nil {
		return Result{}, err
	}
	if b.dir, err = os.MkdirTemp("", "obslint-gopls-"); err != nil {
		return Result{}, err
	}
	defer os.RemoveAll(b.dir)

	version := o.Version
	if version == "" {
		version = Version
	}
	mod, err := b.download(version)
	if err != nil {
		return Result{}, err
	}
	fmt.Fprintf(b.log, "gopls %s with the suite of %s\n", mod.Version, o.Suite)
	src := filepath.Join(b.dir, "gopls")
	if err := os.CopyFS(src, os.DirFS(mod.Dir)); err != nil {
		return Result{}, fmt.Errorf("copying %s: %w", mod.Dir, err)
	}
	if err := addSuite(src, mod.Version); err != nil {
		return Result{}, err
	}
	if err := b.require(src, o.Suite); err != nil {
		return Result{}, err
	}
	fmt.Fprintf(b.log, "building %s; the first time takes a minute or two\n", out)
	if err := b.build(src, mod.Version, out); err != nil {
		return Result{}, err
	}
	return Result{Path: out, Version: mod.Version}, nil
}

// outputPath returns where the binary goes.
func outputPath(path string) (string, error) {
	name := "gopls-obslint"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if path == "" {
		path = name
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, name)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return "", fmt.Errorf("the folder %s does not exist, so that gopls can not be written to it", filepath.Dir(path))
	}
	return path, nil
}

// A builder runs the go command in a temporary folder.
type builder struct {
	ctx context.Context
	dir string
	env []string
	log io.Writer
}

// run returns the standard output of the go command; an error has the output
// of both.
func (b *builder) run(dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(b.ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = b.env
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if err := b.ctx.Err(); err != nil {
			return nil, err
		}
		return stdout.Bytes(), &goError{args: args, output: stdout.String() + stderr.String(), err: err}
	}
	return stdout.Bytes(), nil
}

// A module is what go mod download says of one.
type module struct{ Version, Dir, Error string }

// download fetches the module of gopls into the module cache.
func (b *builder) download(version string) (module, error) {
	var mod module
	out, err := b.run(b.dir, "mod", "download", "-json", gopls+"@"+version)
	if jsonErr := json.Unmarshal(out, &mod); jsonErr != nil && err == nil {
		return mod, jsonErr
	}
	if mod.Error != "" {
		err = &goError{output: mod.Error, err: err}
	}
	if err != nil {
		return mod, explainDownload(version, err)
	}
	return mod, nil
}

// require makes the copy of gopls in src require the suite, and holds x/tools
// and honnef at the versions that gopls requires itself.
func (b *builder) require(src string, suite Suite) error {
	out, err := b.run(src, "mod", "edit", "-json")
	if err != nil {
		return err
	}
	var mod struct {
		Require []struct{ Path, Version string }
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		return err
	}
	args := []string{"mod", "edit", "-require=" + obslint + "@" + suite.version()}
	for _, r := range mod.Require {
		if r.Path == tools || r.Path == honnef {
			args = append(args, "-replace="+r.Path+"="+r.Path+"@"+r.Version)
		}
	}
	if len(args) != 5 {
		return fmt.Errorf("the go.mod of gopls does not require both %s and %s, so that it is not known what to hold them at", tools, honnef)
	}
	if suite.Dir != "" {
		args = append(args, "-replace="+obslint+"="+suite.Dir)
		if err := appendFile(filepath.Join(src, "go.sum"), filepath.Join(suite.Dir, "go.sum")); err != nil {
			return err
		}
	}
	_, err = b.run(src, args...)
	return err
}

// build compiles the copy. With -trimpath its temporary folder is no part of
// the go command's cache key, so that a second build is a matter of seconds.
func (b *builder) build(src, version, out string) error {
	// Beside the target first: a gopls that runs must not be overwritten.
	tmp := out + ".new"
	defer os.Remove(tmp)
	_, err := b.run(src, "build", "-trimpath", "-buildvcs=false",
		"-ldflags=-X main.version="+version+"+obslint", "-o", tmp, ".")
	if err != nil {
		return explainBuild(version, err)
	}
	// What goes wrong as gopls starts shows at once.
	cmd := exec.CommandContext(b.ctx, tmp, "version")
	cmd.Env = b.env
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("gopls %s was built but does not start with the suite in it; use -version %s (%v):\n%s", version, Version, err, indent(string(text)))
	}
	return os.Rename(tmp, out)
}

func appendFile(dst, src string) error {
	data, err := os.ReadFile(src)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(dst, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(append([]byte("\n"), data...))
	return errors.Join(err, f.Close())
}

func indent(s string) string {
	return "\t" + strings.ReplaceAll(strings.TrimSpace(s), "\n", "\n\t")
}
