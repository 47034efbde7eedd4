// Package proofs shows the faults that lostflush reports with the real SDKs.
package proofs
