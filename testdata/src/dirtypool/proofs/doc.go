// Package proofs runs the cases of the pass dirtypool.
package proofs
