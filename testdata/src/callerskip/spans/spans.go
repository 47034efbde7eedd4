// Package spans adds its entries to the span of the context as well, with a
// caller that it finds itself for the span alone.
package spans

import (
	"context"
	"fmt"
	"runtime"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"
)

type Logger struct {
	*zap.Logger
	skip *zap.Logger
}

func New(z *zap.Logger) *Logger {
	return &Logger{Logger: z, skip: z.WithOptions(zap.AddCallerSkip(1))}
}

func (l *Logger) InfoContext(ctx context.Context, msg string, fields ...zap.Field) { // want InfoContext:`forwards:1 1\+0`
	fields = l.traced(ctx, msg, fields)
	l.Info(msg, fields...) // want `entries of Logger.InfoContext name this line, not its caller; log through a logger with zap.AddCallerSkip\(1\)`
}

func (l *Logger) WarnContext(ctx context.Context, msg string, fields ...zap.Field) { // want WarnContext:`forwards:1 1\+1`
	fields = l.traced(ctx, msg, fields)
	l.skip.Warn(msg, fields...)
}

// ErrorContext finds the caller for the entry itself.
func (l *Logger) ErrorContext(ctx context.Context, msg string, fields ...zap.Field) {
	fields = append(l.traced(ctx, msg, fields), zap.String("source", caller(2)))
	l.WithOptions(zap.WithCaller(false)).Error(msg, fields...)
}

func (l *Logger) traced(ctx context.Context, msg string, fields []zap.Field) []zap.Field {
	span := trace.SpanFromContext(ctx)
	if !span.IsRecording() {
		return fields
	}
	note(span, msg)
	return append(fields, zap.String("trace_id", span.SpanContext().TraceID().String()))
}

func note(span trace.Span, msg string) {
	span.AddEvent("log", trace.WithAttributes(attribute.String("message", msg), attribute.String("source", caller(4))))
}

func caller(skip int) string {
	_, file, line, _ := runtime.Caller(skip)
	return fmt.Sprintf("%s:%d", file, line)
}
