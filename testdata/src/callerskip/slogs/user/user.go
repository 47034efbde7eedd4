// Package user logs through the logger of package slogs. // want package:"asks:slog"
package user

import (
	"io"
	"log/slog"

	"obslint.test/callerskip/slogs"
)

// Open returns the program's logger.
func Open(w io.Writer) *slog.Logger { return slogs.New(w) }
