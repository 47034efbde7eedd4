// Package lookalike has functions that log and are no wrappers, and wrappers
// whose loggers are right.
package lookalike

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"sync/atomic"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// A Server logs for itself.
type Server struct {
	lg     *zap.Logger
	failed atomic.Int64
}

// NewServer returns a Server.
func NewServer(lg *zap.Logger) *Server { return &Server{lg: lg} }

// fail answers the request, too: it reports an event of its own.
func (s *Server) fail(w http.ResponseWriter, msg string, err error) {
	s.lg.Error(msg, zap.Error(err))
	http.Error(w, msg, http.StatusInternalServerError)
}

// count counts, too.
func (s *Server) count(err error, msg string) {
	if err != nil {
		s.failed.Add(1)
		s.lg.Warn(msg, zap.Error(err))
	}
}

// wrap returns an error that it builds.
func (s *Server) wrap(format string, args ...any) error {
	s.lg.Error(fmt.Sprintf(format, args...))
	return fmt.Errorf(format, args...)
}

// dial has a message of its own.
func (s *Server) dial(addr string) {
	s.lg.Info("dialing " + addr)
	s.lg.Info(fmt.Sprintf("dialing %s", addr))
	s.lg.Info("dialing", zap.String("addr", addr))
}

// publish logs only where publishing fails.
func (s *Server) publish(ctx context.Context, topic string) {
	if err := send(ctx, topic); err != nil {
		s.lg.Error(topic, zap.Error(err))
	}
}

func send(ctx context.Context, topic string) error {
	if topic == "" {
		return errors.New("no topic")
	}
	return ctx.Err()
}

// notify has a message of its own besides.
func (s *Server) notify(msg string) {
	s.lg.Info("notifying")
	s.lg.Info(msg)
}

// ServeHTTP serves.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.dial(r.RemoteAddr)
	s.count(s.wrap("no %s", r.URL.Path), "serving")
	s.publish(r.Context(), "served")
	s.notify("served")
	s.fail(w, "failed", nil)
}

// caller finds the caller itself.
func caller(lg *zap.Logger, msg string) {
	_, file, line, _ := runtime.Caller(1)
	lg.WithOptions(zap.WithCaller(false)).Info(msg, zap.String("at", fmt.Sprint(file, ":", line)))
}

// perCall skips where it logs.
func perCall(lg *zap.Logger, msg string) {
	lg.WithOptions(zap.AddCallerSkip(1)).Info(msg)
}

// noCaller records none.
var noCaller = zap.New(zapcore.NewNopCore())

// Print logs without a caller.
func Print(msg string) { // want Print:"forwards:0 mute"
	noCaller.Info(msg)
}

// Two has one logger for its wrappers and one for itself.
type Two struct {
	base *zap.Logger
	skip *zap.Logger
}

// NewTwo returns a Two.
func NewTwo(base *zap.Logger) *Two {
	return &Two{base: base, skip: base.WithOptions(zap.AddCallerSkip(1))}
}

// With adds fields to both.
func (t *Two) With(fields ...zap.Field) *Two {
	return &Two{base: t.base.With(fields...), skip: t.skip.With(fields...)}
}

// Info is the wrapper.
func (t *Two) Info(msg string) { // want Info:`forwards:0 1\+1`
	t.skip.Info(msg)
}

// Close logs itself.
func (t *Two) Close() {
	t.base.Info("closing")
}

// passed has callers that give it a skip.
func passed(lg *zap.Logger, msg string) {
	lg.Info(msg)
}

// Use uses.
func Use(lg *zap.Logger) {
	skip := lg.WithOptions(zap.AddCallerSkip(1))
	passed(skip, "one")
	passed(skip.Named("x"), "two")
	perCall(lg, "three")
	caller(lg, "four")
}

// Writer is an io.Writer: nobody wants to know who writes.
type Writer struct{ lg *zap.Logger }

// Write implements io.Writer.
func (w Writer) Write(p []byte) (int, error) {
	w.lg.Info(string(p))
	return len(p), nil
}

// Callback is called by a library, whose lines nobody wants to know.
func Callback(register func(func(string)), lg *zap.Logger) {
	register(func(msg string) { lg.Info(msg) })
}
