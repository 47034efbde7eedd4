// Package proofs shows what the loggers of the cases record.
package proofs
