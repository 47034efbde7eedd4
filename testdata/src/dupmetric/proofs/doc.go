// Package proofs runs the cases of dupmetric against the real libraries.
package proofs
