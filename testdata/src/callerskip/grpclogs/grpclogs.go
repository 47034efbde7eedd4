// Package grpclogs gives grpc a zap logger.
package grpclogs

import (
	"go.uber.org/zap"
	"go.uber.org/zap/zapgrpc"
	"google.golang.org/grpc/grpclog"
)

// Plain gives grpc the service's logger.
func Plain(lg *zap.Logger) {
	grpclog.SetLoggerV2(zapgrpc.NewLogger(lg.Named("grpc"))) // want `entries logged through zapgrpc.NewLogger name zapgrpc.go or grpclog's lines, not their callers, since the logger skips none of its frames; most of them need zap.AddCallerSkip\(4\)`
}

// Skipping gives grpc a logger that skips frames.
func Skipping(lg *zap.Logger) {
	grpclog.SetLoggerV2(zapgrpc.NewLogger(lg.WithOptions(zap.AddCallerSkip(4))))
}
