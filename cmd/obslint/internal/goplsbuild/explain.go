package goplsbuild

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// A goError is a failure of the go command.
type goError struct {
	args   []string
	output string
	err    error
}

func (e *goError) Error() string {
	return fmt.Sprintf("go %s: %v\n%s", strings.Join(e.args, " "), e.err, indent(e.output))
}

func (e *goError) Unwrap() error { return e.err }

// Patterns of what the go command says. They are compiled when they are needed:
// this package is part of the vettool, which starts once for each package.
var (
	needsGo = pattern(`requires go >= (\S+) \(running go (\S+?);?(?: GOTOOLCHAIN=\S+)?\)`)
	offline = pattern(`dial tcp|no such host|connection refused|i/o timeout|TLS handshake|network is unreachable|disabled by GOPROXY=off|proxyconnect|unexpected EOF|50[234] `)
	unknown = pattern(`unknown revision|no matching versions|invalid version|40[34] |410 Gone|not found`)
	badSum  = pattern(`checksum mismatch|SECURITY ERROR`)
	diskful = pattern(`no space left on device`)
	inSuite = pattern(`(?m)^(# )?(github\.com/obslint/obslint/|\S*/analyzers/\S*\.go:)`)
)

func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// explainDownload says why the module of gopls could not be had.
func explainDownload(version string, err error) error {
	output := outputOf(err)
	switch {
	case needsGo().MatchString(output):
		return tooOld(version, output)
	case badSum().MatchString(output), diskful().MatchString(output):
	case offline().MatchString(output):
		return fmt.Errorf("gopls %s can not be downloaded: no module proxy answers; connect to a network or set GOPROXY:\n%s", version, indent(output))
	case unknown().MatchString(output):
		return fmt.Errorf("the module proxy has no gopls %s; leave -version out for %s, or see https://pkg.go.dev/%s?tab=versions:\n%s", version, Version, gopls, indent(output))
	}
	return fmt.Errorf("gopls %s can not be downloaded:\n%s", version, indent(output))
}

// explainBuild says why the copy of gopls did not build.
func explainBuild(version string, err error) error {
	output := outputOf(err)
	switch {
	case needsGo().MatchString(output):
		return tooOld(version, output)
	case strings.Contains(output, "settings/obslint.go:"):
		return fmt.Errorf("the internals of gopls %s have changed, so that this obslint can not be built into it; use a version that fits (%s), or a newer obslint:\n%s", version, Tested, indent(output))
	case badSum().MatchString(output), diskful().MatchString(output):
	case offline().MatchString(output):
		return fmt.Errorf("what gopls %s is made of can not be downloaded: no module proxy answers; connect to a network or set GOPROXY:\n%s", version, indent(output))
	case strings.Contains(output, obslint+"@") && unknown().MatchString(output):
		return fmt.Errorf("the module proxy does not have the obslint that is running; give its source with -source:\n%s", indent(output))
	case inSuite().MatchString(output):
		return fmt.Errorf("obslint does not compile against the x/tools that gopls %s pins; use a version that fits (%s):\n%s", version, Tested, indent(output))
	}
	return fmt.Errorf("gopls %s does not build with the suite in it:\n%s", version, indent(output))
}

func tooOld(version, output string) error {
	m := needsGo().FindStringSubmatch(output)
	return fmt.Errorf("gopls %s needs Go %s, and this is Go %s; install a newer Go, let GOTOOLCHAIN=auto fetch it, or leave -version out for %s", version, m[1], m[2], Version)
}

func outputOf(err error) string {
	if e, ok := errors.AsType[*goError](err); ok && e.output != "" {
		return e.output
	}
	return err.Error()
}
