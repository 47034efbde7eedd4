package goplsbuild

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
)

// A Suite is the obslint to build in: a release, or the source in a folder.
type Suite struct{ Version, Dir string }

func (s Suite) String() string {
	if s.Dir != "" {
		return "obslint in " + s.Dir
	}
	return "obslint " + s.Version
}

// version is what the go.mod of gopls requires; for a folder it has no
// meaning.
func (s Suite) version() string {
	if s.Dir != "" {
		return "v0.0.0"
	}
	return s.Version
}

// Own returns the suite of the running program: the release that it was
// installed as, or else the source that it was compiled from.
func Own() (Suite, error) {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, mod := range append(info.Deps, &info.Main) {
			// A module that comes from the module cache has a checksum.
			if mod.Path == obslint && mod.Replace == nil && mod.Sum != "" {
				return Suite{Version: mod.Version}, nil
			}
		}
	}
	if _, file, _, ok := runtime.Caller(0); ok {
		if suite, err := In(filepath.Join(filepath.Dir(file), "..", "..", "..", "..")); err == nil {
			return suite, nil
		}
	}
	return Suite{}, errors.New("this obslint is no release, and the source that it was built from is gone; give it with -source")
}

var moduleLine = pattern(`(?m)^module ` + regexp.QuoteMeta(obslint) + `$`)

// In returns the suite in a folder of source.
func In(dir string) (Suite, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Suite{}, err
	}
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil || !moduleLine().Match(data) {
		return Suite{}, fmt.Errorf("%s is not the source of obslint: it has no go.mod of the module %s", dir, obslint)
	}
	return Suite{Dir: dir}, nil
}
