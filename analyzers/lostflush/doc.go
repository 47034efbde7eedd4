// Package lostflush finds telemetry that is flushed under a context that is
// already over.
//
// # Analyzer lostflush
//
// lostflush: report telemetry flushed under a context that is over when the flush runs
//
// # Category scope
//
// # Category over
//
// # Category order
//
// # Category expired
//
// # Category exporter
//
// # Category exit
package lostflush
