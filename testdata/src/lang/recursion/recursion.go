// Package recursion has its faults in functions that call themselves and each
// other.
package recursion

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"
)

// A Node is a tree.
type Node struct {
	Name string
	Sub  []*Node
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// String writes behind what the last user left.
func (n *Node) String() string {
	buf := buffers.Get().(*bytes.Buffer) // report: dirtypool/stale
	defer buffers.Put(buf)
	n.write(buf)
	return buf.String()
}

func (n *Node) write(buf *bytes.Buffer) {
	buf.WriteString(n.Name)
	for _, s := range n.Sub {
		s.write(buf)
	}
}

var clean = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Clean empties the buffer first.
func (n *Node) Clean() string {
	buf := clean.Get().(*bytes.Buffer)
	defer clean.Put(buf)
	buf.Reset()
	n.even(buf, 0)
	return buf.String()
}

func (n *Node) even(buf *bytes.Buffer, depth int) {
	buf.WriteString(n.Name)
	for _, s := range n.Sub {
		s.odd(buf, depth+1)
	}
}

func (n *Node) odd(buf *bytes.Buffer, depth int) {
	for _, s := range n.Sub {
		s.even(buf, depth+1)
	}
}

// Walk loses the span of a node that panics.
func (n *Node) Walk(ctx context.Context, tracer trace.Tracer, visit func(*Node)) (err error) {
	ctx, span := tracer.Start(ctx, n.Name)
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	visit(n)
	for _, s := range n.Sub {
		if err := s.Walk(ctx, tracer, visit); err != nil {
			break
		}
	}
	span.End() // report: spanrecover/lost
	return nil
}

// A Log logs trees.
type Log struct{ z *zap.Logger }

// New returns a Log.
func New(z *zap.Logger) *Log { return &Log{z} }

// Info names this line.
func (l *Log) Info(msg string) {
	l.z.Info(msg) // report: callerskip/missing
}

// Tree logs a tree, and is called from here, too.
func (l *Log) Tree(n *Node) {
	l.z.Debug("node", zap.String("name", n.Name))
	for _, s := range n.Sub {
		l.Tree(s)
	}
}

// Stop tries again, under a context that is over.
func Stop(tp *sdktrace.TracerProvider, tries int) error {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := tp.Shutdown(ctx); err != nil && tries > 0 { // report: lostflush/over
		return Stop(tp, tries-1)
	}
	return nil
}
