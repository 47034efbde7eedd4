// Package store stores orders, and exports nothing of their metrics. // want package:"families 2"
package store

import "obslint.test/dupmetric/cross/orders"

// Save saves an order.
func Save() { orders.Count("200") }
