package dupmetric

import (
	"reflect"
	"testing"
)

// FuzzLine holds that what reads as a line of a fact is written the same
// again.
func FuzzLine(f *testing.F) {
	f.Add("r\tn\tcounter\t0\t1f\tu\ta=\"b\"\x01c=?\tl\x01m\tl\ta.go:1\t0")
	f.Add("\t\t\t\t\t\t\t\t\t\t")
	f.Add("r\tn")
	f.Fuzz(func(t *testing.T, line string) {
		got := parseLine("p", line)
		if again := parseLine("p", got.line()); !reflect.DeepEqual(again, got) {
			t.Errorf("%q is %+v, and written again %+v", line, got, again)
		}
	})
}
