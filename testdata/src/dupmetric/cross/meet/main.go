// Command meet is where two packages meet, each behind another.
package main

import (
	"obslint.test/dupmetric/cross/invoices"
	"obslint.test/dupmetric/cross/store" // want `this import completes a clash: "svc_requests_total" is registered at billing/billing.go:9 and at orders/orders.go:9: initialization panics; rename one, or register it in one package`
)

func main() {
	store.Save()
	invoices.Write()
	println("served")
}
