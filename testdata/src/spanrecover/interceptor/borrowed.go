package interceptor

import (
	"context"
	"fmt"
	"log/slog"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
)

// Borrowed ends the span of its context before it tells it of the panic.
func Borrowed(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (resp any, err error) { // want Borrowed:"ends" Borrowed:"stops"
	span := trace.SpanFromContext(ctx)
	defer func() { // want `span has ended \(line \d+\) when this handler touches it, which does nothing: .*`
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
			trace.SpanFromContext(ctx).SetStatus(codes.Error, err.Error())
		}
	}()
	defer span.End()
	return handler(ctx, req)
}

// Told is right: the span is somebody else's, who ends it.
func Told(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (resp any, err error) { // want Told:"status" Told:"stops"
	span := trace.SpanFromContext(ctx)
	defer func() {
		if r := recover(); r != nil {
			slog.ErrorContext(ctx, "recovered", "panic", r)
			err = fmt.Errorf("panic: %v", r)
			span.RecordError(err)
		}
	}()
	return handler(ctx, req)
}
