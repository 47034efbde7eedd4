// Command other is where two packages meet.
package main

import (
	_ "obslint.test/dupmetric/cross/billing"
	_ "obslint.test/dupmetric/cross/store" // want `this import completes a clash: "svc_requests_total" is registered at billing/billing.go:9 and at orders/orders.go:9: initialization panics; rename one, or register it in one package`
)

func main() { println("served") }
