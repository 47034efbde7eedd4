// Package dupmetric reports metrics that collide in the registry that they go
// to.
//
// # Analyzer dupmetric
//
// dupmetric: report metrics that collide in the registry that they go to
//
// # Category twice
//
// # Category mismatch
//
// # Category type
//
// # Category suffix
//
// # Category rerun
//
// # Category dropped
//
// # Category existing
//
// # Category instrument
package dupmetric
