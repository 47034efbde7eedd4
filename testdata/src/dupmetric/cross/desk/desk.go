// Package desk has an intermediate package on both sides of a clash. // want package:"families 4"
package desk

import (
	"obslint.test/dupmetric/cross/invoices"
	"obslint.test/dupmetric/cross/store" // want `this import completes a clash: "svc_requests_total" is registered at billing/billing.go:9 and at orders/orders.go:9: initialization panics; rename one, or register it in one package`
)

// Sell sells.
func Sell() {
	store.Save()
	invoices.Write()
}
