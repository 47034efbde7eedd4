package lookalike

import (
	"strings"

	"go.uber.org/zap"
)

// A Chain makes its logger and its messages in loops.
type Chain struct{ lg *zap.Logger }

// NewChain returns a Chain.
func NewChain(lg *zap.Logger, names ...string) *Chain {
	for _, name := range names {
		lg = lg.Named(name)
	}
	if len(names) > 3 {
		for lg.Core().Enabled(zap.DebugLevel) {
			lg = lg.With(zap.Int("n", len(names))).WithOptions(zap.Fields())
		}
	}
	return &Chain{lg: lg.WithOptions(zap.AddCallerSkip(1))}
}

// Info is a wrapper.
func (c *Chain) Info(msg string, parts ...string) { // want Info:`forwards:0 1\+1`
	for _, p := range parts {
		msg += p
	}
	for strings.HasPrefix(msg, " ") {
		msg = strings.TrimPrefix(msg, " ")
	}
	c.lg.Info(msg)
}

// again calls itself.
func (c *Chain) again(msg string, n int) {
	if n > 0 {
		c.again(msg, n-1)
		return
	}
	c.lg.Info(msg)
}

// Run runs.
func (c *Chain) Run() { c.again("run", 3) }
