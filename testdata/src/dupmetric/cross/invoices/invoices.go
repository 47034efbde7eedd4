// Package invoices writes invoices, and exports nothing of their metrics. // want package:"families 2"
package invoices

import "obslint.test/dupmetric/cross/billing"

// Write writes an invoice.
func Write() { billing.Count("200") }
