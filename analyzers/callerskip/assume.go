package callerskip

import (
	"fmt"
	"slices"
	"strings"

	"github.com/obslint/obslint/analyzers/internal/lib"
)

// An assumption is the value of the flag assume: the names of libraries that
// record callers on request only, without repetition. It is a [flag.Value].
type assumption []string

// String returns the names with commas between them, as Set takes them.
func (a *assumption) String() string { return strings.Join(*a, ",") }

// Set takes names with commas between them. Another library's is an error: to
// assume nothing by mistake would look like having nothing to say.
func (a *assumption) Set(text string) error {
	var names []string
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		if name == "" || slices.Contains(names, name) {
			continue
		}
		if may := assumable(); !slices.Contains(may, name) {
			return fmt.Errorf("%q is none of the libraries that record callers on request: %s", name, strings.Join(may, ", "))
		}
		names = append(names, name)
	}
	*a = names
	return nil
}

// assumable returns the names of the libraries that record callers on request.
func assumable() []string {
	var names []string
	for _, l := range lib.Loggings {
		if l.OnRequest || l.Uncalled != "" {
			names = append(names, l.Name)
		}
	}
	return names
}
