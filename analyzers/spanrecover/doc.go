// Package spanrecover finds recovered panics that a trace does not show.
//
// # Analyzer spanrecover
//
// spanrecover: report recovered panics that leave a span open or without an error status
//
// # Category lost
//
// # Category late
//
// # Category unset
//
// # Category undeferred
//
// # Category okpanic
package spanrecover
