package lookalike

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

type Host struct {
	log  *zap.Logger
	skip *zap.Logger
	n    atomic.Int64
	lim  interface{ Allow() bool }
}

func NewHost(z *zap.Logger) *Host { return &Host{log: z, skip: z.WithOptions(zap.AddCallerSkip(1))} }

func (s *Host) fail(w http.ResponseWriter, code int, msg string, err error) {
	s.log.Error(msg, zap.Error(err))
	http.Error(w, msg, code)
}

func (s *Host) failAt(w http.ResponseWriter, msg string, err error) {
	s.skip.Error(msg, zap.Error(err))
	http.Error(w, msg, 500)
}

func (s *Host) reject(w http.ResponseWriter, path string) {
	s.skip.Warn("rejected", zap.String("path", path))
	w.WriteHeader(403)
}

func (s *Host) connected(addr string) { s.log.Info("connected", zap.String("addr", addr)) }

func (s *Host) starting(name string) { s.log.Info("starting " + name) }

func (s *Host) startingf(name string) { s.log.Sugar().Infof("starting %s", name) }

func (s *Host) errf(format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	s.log.Error(err.Error())
	return err
}

func (s *Host) counted(msg string) {
	s.n.Add(1)
	s.log.Warn(msg)
}

func (s *Host) timed(msg string) func() {
	start := time.Now()
	return func() { s.log.Info(msg, zap.Duration("took", time.Since(start))) }
}

func (s *Host) Handle(ctx context.Context, w http.ResponseWriter) error {
	defer s.timed("handle")()
	s.fail(w, 1, "x", nil)
	s.failAt(w, "x", nil)
	s.reject(w, "/")
	s.connected("a")
	s.starting("x")
	s.startingf("x")
	s.counted("x")
	s.skipped("x")
	at(s.log, 1, "x")
	located("x")
	return s.errf("x %w", errors.New("y"))
}

func (s *Host) skipped(msg string) { s.skip.Info(msg) }

func at(z *zap.Logger, depth int, msg string) {
	z.WithOptions(zap.AddCallerSkip(depth + 1)).Info(msg)
}

func located(msg string) {
	_, f, l, _ := runtime.Caller(1)
	zap.L().WithOptions(zap.WithCaller(false)).Info(msg, zap.String("at", fmt.Sprint(f, l)))
}

type handler struct {
	core zapcore.Core
}

func (h handler) Enabled(context.Context, slog.Level) bool { return true }
func (h handler) Handle(ctx context.Context, r slog.Record) error {
	f, _ := runtime.CallersFrames([]uintptr{r.PC}).Next()
	if ce := h.core.Check(zapcore.Entry{Message: r.Message, Time: r.Time, Caller: zapcore.NewEntryCaller(f.PC, f.File, f.Line, true)}, nil); ce != nil {
		ce.Write()
	}
	return nil
}
func (h handler) WithAttrs([]slog.Attr) slog.Handler { return h }
func (h handler) WithGroup(string) slog.Handler      { return h }

type Stream struct{ s *zap.SugaredLogger }

func (w Stream) Write(p []byte) (int, error)       { w.s.Info(string(p)); return len(p), nil }
func (w Stream) WriteString(p string) (int, error) { w.s.Info(p); return len(p), nil }
