package main

import (
	"strings"
	"testing"
)

func TestHelp(t *testing.T) {
	t.Parallel()
	c := caller{dir: t.TempDir()}
	c.obslint(t, "help").want(t, 0, usageText())
	c.obslint(t, "help", "mark").want(t, 0, `mark: find calls of bad

It is a fake.

# Category bad

The function is bad:

	bad()

# Category ugly

The function is ugly.

Flags:

	-mark.also name  find calls of the function name as well
	-mark.loud       shout

See also:

	https://example.test/mark#hdr-Analyzer_mark
	https://pkg.go.dev/github.com/obslint/obslint/analyzers/mark#hdr-Category_bad
	https://pkg.go.dev/github.com/obslint/obslint/analyzers/mark#hdr-Category_ugly
`)
	c.obslint(t, "help", "nope").want(t, 2, "", `there is no pass "nope"; the passes are mark, whole`)
	if o := c.obslint(t, "-version"); o.status != 0 || !strings.HasPrefix(o.stdout, "obslint ") || !strings.Contains(o.stdout, " go1.") {
		t.Errorf("got %+v", o)
	}

	usage := usageText()
	for _, want := range []string{"\tmark   find calls of bad\n", "-C dir ", "-format text|json|sarif|github ", "-tags list ", "-overlay file "} {
		if !strings.Contains(usage, want) {
			t.Errorf("the usage lacks %q", want)
		}
	}
	if strings.Contains(usage, rootsFlag) {
		t.Errorf("the usage shows -%s, which is not for people", rootsFlag)
	}
}

// The real passes have a title and categories to tell of.
func TestRealHelp(t *testing.T) {
	t.Parallel()
	c := caller{dir: t.TempDir(), env: []string{"OBSLINT_TEST_SUITE=real"}}
	if o := c.obslint(t, "help", "directive"); o.status != 0 || !strings.HasPrefix(o.stdout, "directive: report //obslint:ignore comments") {
		t.Errorf("got %+v", o)
	}
}
