package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
)

// TestGoplsMistakes: each mistake that shows before anything is built has a
// message of its own.
func TestGoplsMistakes(t *testing.T) {
	dir := t.TempDir()
	for _, test := range []struct {
		name string
		env  map[string]string
		args []string
		want string
	}{
		{"flag", nil, []string{"-nope"}, "flag provided but not defined: -nope"},
		{"argument", nil, []string{"./..."}, `unexpected argument "./..."`},
		{"source", nil, []string{"-source", dir}, dir + " is not the source of obslint"},
		{"output", nil, []string{"-o", filepath.Join(dir, "no", "gopls")}, "the folder " + filepath.Join(dir, "no") + " does not exist"},
		{"no go", map[string]string{"PATH": dir}, []string{"-o", dir}, "the go command builds gopls, and it is not in PATH"},
		{"no network", map[string]string{"GOPROXY": "off", "GOMODCACHE": dir, "GOSUMDB": "off"}, []string{"-o", dir}, "no module proxy answers; connect to a network or set GOPROXY"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for k, v := range test.env {
				t.Setenv(k, v)
			}
			var stdout, stderr bytes.Buffer
			status := runGopls(test.args, &stdout, &stderr)
			if status != statusError || !strings.Contains(stderr.String(), test.want) {
				t.Errorf("got status %d, want %d and a message that says %q; got\n%s", status, statusError, test.want, stderr.String())
			}
			if stdout.Len() > 0 {
				t.Errorf("got %q on stdout", stdout.String())
			}
		})
	}
	var stdout, stderr bytes.Buffer
	if status := runGopls([]string{"-h"}, &stdout, &stderr); status != statusClean || !strings.Contains(stderr.String(), "usage: obslint gopls") {
		t.Errorf("-h: got status %d and\n%s", status, stderr.String())
	}
}
