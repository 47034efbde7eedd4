package interceptor

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
)

type described interface{ Describe() string }

// RecoverStream sets the status of errors, and that of a panic when the span
// has ended.
func RecoverStream(tracer trace.Tracer) grpc.StreamServerInterceptor {
	return func(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
		_, span := tracer.Start(ss.Context(), info.FullMethod)
		defer func() { // want `span has ended \(line \d+\) when this handler touches it, which does nothing: .*`
			if r := recover(); r != nil {
				span.SetStatus(codes.Error, "panic")
			}
		}()
		defer span.End()
		if err := handler(srv, ss); err != nil {
			span.SetStatus(codes.Error, err.Error())
			if d, ok := err.(described); ok {
				span.SetAttributes(attribute.String("error.description", d.Describe()))
			}
			return err
		}
		return nil
	}
}

// RecoverUnary sets the status of errors, and none where it recovers.
func RecoverUnary(tracer trace.Tracer) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (resp any, err error) {
		ctx, span := tracer.Start(ctx, info.FullMethod)
		defer span.End()
		defer func() { // want `a panic recovered here counts as a success: what gives span an error status \(line \d+\) does not run; .*`
			if r := recover(); r != nil {
				err = fmt.Errorf("panic: %v", r)
			}
		}()
		resp, err = handler(ctx, req)
		if err != nil {
			span.SetStatus(codes.Error, err.Error())
			if d, ok := err.(described); ok {
				span.SetAttributes(attribute.String("error.description", d.Describe()))
			}
			return nil, err
		}
		return resp, nil
	}
}
