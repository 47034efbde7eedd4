package user

import (
	"testing"

	"obslint.test/dupmetric/testonly/count"
	"obslint.test/dupmetric/testonly/seconds"
)

func TestUse(t *testing.T) {
	Use()
	count.Count()
	seconds.Observe(1)
}
