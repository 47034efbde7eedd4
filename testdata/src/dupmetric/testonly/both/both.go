// Package both uses both. // want package:"families 2"
package both

import (
	"obslint.test/dupmetric/testonly/count"
	"obslint.test/dupmetric/testonly/seconds" // want `this import completes a clash: "testonly_seconds_count" at count/count.go:9 meets "testonly_seconds" at seconds/seconds.go:9: once both have values every Gather fails; rename one`
)

// Use uses both.
func Use() {
	count.Count()
	seconds.Observe(1)
}
