// Package far sees that callers are recorded two packages away. // want package:"asks:slog"
package far

import (
	"io"
	"log/slog"

	"obslint.test/callerskip/slogs/user"
)

// A Job logs.
type Job struct{ log *slog.Logger }

// NewJob returns a Job.
func NewJob(w io.Writer) *Job { return &Job{log: user.Open(w)} }

// Run runs.
func (j *Job) Run() { j.warn("running") }

func (j *Job) warn(msg string, args ...any) {
	j.log.Warn(msg, args...) // want `entries of Job.warn name this line, not its caller; slog has no skip: hand slog.NewRecord the pc of runtime.Callers, and the record to Handler\(\).Handle`
}
