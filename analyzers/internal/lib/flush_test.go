package lib

import "testing"

// Each row is found by its name, in the order of the rows.
func TestFlushNames(t *testing.T) {
	for _, group := range Flushes.groups {
		for _, row := range group {
			if len(flushesNamed()[row.Name]) == 0 || row.Kind != CloseExporter && !FlushNames()[row.Name] {
				t.Errorf("%v is not found by its name", row.Func)
			}
		}
	}
}
