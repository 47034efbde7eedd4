package matrix

import (
	"go.uber.org/zap"
	"go.uber.org/zap/zapgrpc"
	"google.golang.org/grpc/grpclog"
)

// GRPCMissing gives grpc a logger.
func GRPCMissing(z *zap.Logger) {
	grpclog.SetLoggerV2(zapgrpc.NewLogger(z)) // want `entries logged through zapgrpc.NewLogger name zapgrpc.go or grpclog's lines, not their callers, since the logger skips none of its frames; most of them need zap.AddCallerSkip\(4\)`
}

// GRPCShort gives grpc a logger.
func GRPCShort(z *zap.Logger) {
	grpclog.SetLoggerV2(zapgrpc.NewLogger(z.WithOptions(zap.AddCallerSkip(1)))) // want `entries logged through zapgrpc.NewLogger name zapgrpc.go or grpclog's lines, not their callers: the logger skips 1 of at least 2 frames; most of them need zap.AddCallerSkip\(4\)`
}

// GRPCExcess gives grpc a logger.
func GRPCExcess(z *zap.Logger) {
	grpclog.SetLoggerV2(zapgrpc.NewLogger(z.WithOptions(zap.AddCallerSkip(6)))) // want `entries logged through zapgrpc.NewLogger name lines above their callers: the logger skips 6 and there are at most 5 frames; most of them need zap.AddCallerSkip\(4\)`
}
