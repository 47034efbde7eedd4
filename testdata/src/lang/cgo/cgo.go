// Package cgo has its faults in a file that imports "C", which the go command
// rewrites before it is checked.
package cgo

/*
static int answer(void) { return 42; }
*/
import "C"

import (
	"bytes"
	"fmt"
	"sync"

	"go.uber.org/zap"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Answer writes behind what the last user left.
func Answer() string {
	buf := buffers.Get().(*bytes.Buffer) // report: dirtypool/stale
	defer buffers.Put(buf)
	fmt.Fprint(buf, int(C.answer()))
	return buf.String()
}

var clean = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Clean empties the buffer first.
func Clean() string {
	buf := clean.Get().(*bytes.Buffer)
	defer clean.Put(buf)
	buf.Reset()
	fmt.Fprint(buf, int(C.answer()))
	return buf.String()
}

// A Log logs answers.
type Log struct{ z *zap.Logger }

// New returns a Log.
func New(z *zap.Logger) *Log { return &Log{z} }

// Info names this line.
func (l *Log) Info(msg string) {
	l.z.Info(msg) // report: callerskip/missing
}
