package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// The JSON that go vet prints: one object for each package, from the name of
// the package and the name of the pass to its diagnostics or its error.
type (
	vetTree map[string]map[string]json.RawMessage

	vetDiagnostic struct {
		Category, Posn, End, Message string
		Related                      []struct{ Posn, End, Message string }
		SuggestedFixes               []struct {
			Message string
			Edits   []struct {
				Filename   string
				Start, End int
				New        string
			}
		} `json:"suggested_fixes"`
	}

	vetError struct {
		Err string `json:"error"`
	}
)

// vet checks the packages and returns what was found. It complains about
// those that do not compile. Where only the tests do not compile, the rest of
// the package is checked without them.
func (c *command) vet(ctx context.Context, pkgs *packages) (*result, error) {
	var all []block
	for {
		res, blocks, err := c.vetOnce(ctx, pkgs)
		if err != nil {
			return nil, err
		}
		all = append(all, blocks...)
		again := false
		for _, r := range pkgs.roots {
			if r.code && r.internal && !r.untested && slices.ContainsFunc(blocks, func(b block) bool { return b.pkg == r.path && b.testOnly() }) {
				r.untested, again = true, true
			}
		}
		if !again {
			res.sort()
			c.buildErrors(all, pkgs, res)
			return res, nil
		}
	}
}

// vetOnce runs go vet with this program as the tool. It returns what go vet
// says about packages that do not compile, too.
func (c *command) vetOnce(ctx context.Context, pkgs *packages) (*result, []block, error) {
	c.files.forget()
	args := slices.Concat([]string{"vet", "-json", "-vettool=" + c.tool}, c.opts.build)
	if tests := pkgs.brokenTests(); len(tests) > 0 {
		overlay, err := c.files.without(tests)
		if err != nil {
			return nil, nil, err
		}
		defer os.Remove(overlay)
		args = append(args, "-overlay="+overlay) // the last one counts
	}
	args = slices.Concat(args, c.opts.passes, []string{"-" + rootsFlag + "=" + pkgs.hash(), "--"}, pkgs.patterns)
	cmd := c.goCommand(ctx, args...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	c.progress.count("checking", len(pkgs.units()))
	res := new(result)
	readErr := c.readVet(stdout, res)
	io.Copy(io.Discard, stdout) // so that a bad line does not block go vet
	err = cmd.Wait()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return nil, nil, errInterrupted
	case readErr != nil:
		return nil, nil, fmt.Errorf("go vet: %v\n%s", readErr, bytes.TrimSpace(errs.Bytes()))
	case err != nil && !errors.As(err, &exit):
		return nil, nil, fmt.Errorf("go vet: %v", err)
	case err != nil:
		blocks := splitBlocks(errs.String())
		if len(blocks) == 0 {
			return nil, nil, fmt.Errorf("go vet: %v", err)
		}
		return res, blocks, nil
	case errs.Len() > 0:
		c.note("go vet: %s", strings.TrimSpace(errs.String()))
	}
	return res, nil, nil
}

func (c *command) readVet(r io.Reader, res *result) error {
	for dec := json.NewDecoder(r); ; {
		var tree vetTree
		if err := dec.Decode(&tree); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		c.progress.step()
		for pkg, passes := range tree {
			for pass, raw := range passes {
				if err := c.addPass(res, pkg, pass, raw); err != nil {
					return fmt.Errorf("%s: %s: %v", pkg, pass, err)
				}
			}
		}
	}
}

// addPass adds what one pass said about one package.
func (c *command) addPass(res *result, pkg, pass string, raw json.RawMessage) error {
	if bytes.HasPrefix(raw, []byte("{")) {
		var e vetError
		if err := json.Unmarshal(raw, &e); err != nil {
			return err
		}
		msg := strings.TrimPrefix(e.Err, "obslint: pass "+pass+" failed on package ")
		if msg != e.Err {
			_, msg, _ = strings.Cut(msg, ": ") // the package
		}
		res.failures = append(res.failures, failure{pass, pkg, msg})
		return nil
	}
	var list []vetDiagnostic
	if err := json.Unmarshal(raw, &list); err != nil {
		return err
	}
	for _, d := range list {
		f := finding{
			pass:     pass,
			category: d.Category,
			url:      categoryURL(c.suite, pass, d.Category),
			message:  d.Message,
			pos:      c.position(d.Posn),
			end:      c.position(d.End),
		}
		for _, r := range d.Related {
			f.related = append(f.related, related{c.position(r.Posn), c.position(r.End), r.Message})
		}
		for _, s := range d.SuggestedFixes {
			fx := fix{message: s.Message}
			for _, e := range s.Edits {
				fx.edits = append(fx.edits, edit{c.files.real(e.Filename), e.Start, e.End, e.New})
			}
			f.fixes = append(f.fixes, fx)
		}
		res.findings = append(res.findings, f)
	}
	return nil
}

func (c *command) position(s string) position {
	p := parsePosition(s)
	p.file = c.files.real(p.file)
	return p
}

// failures complains about the passes that failed. A pass that only lacks
// another's result is not worth a word if that other is named.
func (c *command) failures(res *result) {
	for _, f := range res.failures {
		if !strings.HasPrefix(f.message, "failed prerequisites: ") || !slices.ContainsFunc(res.failures, func(g failure) bool {
			return g.pkg == f.pkg && g.pass != f.pass && strings.Contains(f.message, g.pass)
		}) {
			c.complain("pass %s failed on package %s, so its findings there are missing: %s", f.pass, f.pkg, f.message)
		}
	}
}
