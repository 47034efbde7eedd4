// Package proofs shows what becomes of a span when a panic is recovered.
package proofs
