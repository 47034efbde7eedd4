// Package app sees the logger through two other packages.
package app

import (
	"go.uber.org/zap"

	"obslint.test/callerskip/deep/mid"
)

// A Billing service logs through a wrapper of a wrapper.
type Billing struct {
	lg *zap.Logger
}

// New returns a Billing service.
func New(path string) (*Billing, error) {
	cfg := zap.NewProductionConfig()
	cfg.OutputPaths = []string{path}
	lg, err := cfg.Build()
	if err != nil {
		return nil, err
	}
	return &Billing{lg: lg}, nil
}

// Charge charges.
func (b *Billing) Charge(cents int) {
	b.logf("charging %d cents", cents)
}

func (b *Billing) logf(format string, args ...any) {
	mid.Infof(b.lg, "billing", format, args...) // want `entries of Billing.logf name the line of mid.Infof, not its caller; store lg with zap.AddCallerSkip\(3\)`
}

// An Invoicing service has a logger that skips the two wrappers of the other
// packages.
type Invoicing struct {
	lg *zap.Logger
}

// NewInvoicing returns an Invoicing service.
func NewInvoicing(path string) (*Invoicing, error) {
	lg, err := mid.Open(path)
	if err != nil {
		return nil, err
	}
	return &Invoicing{lg: lg}, nil
}

// Send sends the invoice.
func (i *Invoicing) Send(number string) {
	mid.Infof(i.lg, "invoicing", "sending %s", number)
}
