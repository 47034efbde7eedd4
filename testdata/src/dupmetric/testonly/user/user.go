// Package user uses one of two, and its tests the other one. // want package:"families 1"
package user

import "obslint.test/dupmetric/testonly/seconds"

// Use uses one.
func Use() { seconds.Observe(1) }
