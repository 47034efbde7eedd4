// Package rpc pushes metrics from gRPC handlers.
package rpc

import (
	"context"

	"github.com/prometheus/client_golang/prometheus/push"
	"google.golang.org/grpc"
	health "google.golang.org/grpc/health/grpc_health_v1"
)

// Server pushes after each check.
type Server struct {
	health.UnimplementedHealthServer
	Pusher *push.Pusher
}

// Check pushes in the background.
func (s *Server) Check(ctx context.Context, req *health.HealthCheckRequest) (*health.HealthCheckResponse, error) {
	go func() {
		_ = s.Pusher.PushContext(ctx) // want `s.Pusher.PushContext runs in a goroutine that outlives Check, whose end cancels ctx`
	}()
	return &health.HealthCheckResponse{Status: health.HealthCheckResponse_SERVING}, nil
}

// Watch is the handler of a stream.
func (s *Server) Watch(req *health.HealthCheckRequest, stream health.Health_WatchServer) error {
	go s.Pusher.PushContext(stream.Context()) // want `s.Pusher.PushContext runs in a goroutine that outlives Watch, whose end cancels stream.Context\(\)`
	return nil
}

// Interceptor pushes after each call.
func Interceptor(pusher *push.Pusher) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		defer func() {
			go pusher.AddContext(ctx) // want `pusher.AddContext runs in a goroutine that outlives the handler, whose end cancels ctx`
		}()
		return next(ctx, req)
	}
}

// Sync is right: it pushes before it returns.
func Sync(pusher *push.Pusher) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		defer pusher.AddContext(ctx)
		return next(ctx, req)
	}
}
