// Package labels has its faults on ways through labelled statements and goto.
package labels

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Table writes behind what the last user left.
func Table(rows [][]string) string {
	buf := buffers.Get().(*bytes.Buffer) // report: dirtypool/stale
	defer buffers.Put(buf)
rows:
	for _, row := range rows {
		for _, cell := range row {
			switch cell {
			case "":
				continue rows
			case "end":
				break rows
			}
			buf.WriteString(cell)
		}
	}
	return buf.String()
}

var clean = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Clean empties the buffer on every way.
func Clean(rows [][]string) string {
	buf := clean.Get().(*bytes.Buffer)
	defer clean.Put(buf)
	buf.Reset()
	i := 0
again:
	if i < len(rows) {
		fmt.Fprint(buf, rows[i])
		i++
		goto again
	}
	return buf.String()
}

// Stop ends the context on a way back.
func Stop(tp *sdktrace.TracerProvider) error {
	ctx, cancel := context.WithCancel(context.Background())
	goto end
flush:
	return tp.Shutdown(ctx) // report: lostflush/over
end:
	cancel()
	goto flush
}

// StopFirst flushes and then ends the context.
func StopFirst(tp *sdktrace.TracerProvider) (err error) {
	ctx, cancel := context.WithCancel(context.Background())
	goto flush
end:
	cancel()
	return err
flush:
	err = tp.Shutdown(ctx)
	goto end
}

// Visit loses its span where a visit panics.
func Visit(ctx context.Context, tracer trace.Tracer, names []string, visit func(context.Context, string) bool) (err error) {
	ctx, span := tracer.Start(ctx, "visit")
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
names:
	for _, name := range names {
		select {
		case <-ctx.Done():
			break names
		default:
		}
		if !visit(ctx, name) {
			goto done
		}
	}
done:
	span.End() // report: spanrecover/lost
	return nil
}
