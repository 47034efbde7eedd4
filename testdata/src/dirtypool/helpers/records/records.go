// Package records holds what is exported.
package records

// A Record is one measurement.
type Record struct {
	Name   string
	Value  int
	Labels []string
}

// Reset makes r ready for another use.
func (r *Record) Reset() { // want Reset:"resets Labels,Value"
	r.Value = 0
	r.Labels = r.Labels[:0]
}

// Clear clears r.
func (r *Record) Clear() { *r = Record{} } // want Clear:"resets all"

// Fill is no reset.
func (r *Record) Fill(name string) { r.Name = name }
