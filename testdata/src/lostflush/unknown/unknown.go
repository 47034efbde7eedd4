// Package unknown flushes under contexts of which nobody can say when they
// end. Nothing is reported here.
package unknown

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus/push"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// A Source knows a context.
type Source interface{ Ctx() context.Context }

// Interface has it from a method of an interface.
func Interface(s Source, tp *sdktrace.TracerProvider, done <-chan struct{}) error { // want Interface:"flushes alone"
	<-done
	return tp.Shutdown(s.Ctx())
}

// Map has it from a map.
func Map(m map[string]context.Context, tp *sdktrace.TracerProvider, done <-chan struct{}) error { // want Map:"flushes alone"
	ctx, ok := m["telemetry"]
	if !ok {
		ctx = m["main"]
	}
	<-done
	return tp.Shutdown(ctx)
}

// Asserted has it from any.
func Asserted(v any, tp *sdktrace.TracerProvider) {
	ctx, ok := v.(context.Context)
	if !ok {
		return
	}
	go func() { _ = tp.Shutdown(ctx) }()
}

// Value has it from a context.
func Value(parent context.Context, p *push.Pusher, w http.ResponseWriter, r *http.Request) {
	ctx, _ := r.Context().Value("background").(context.Context)
	if ctx == nil {
		return
	}
	go func() { _ = p.PushContext(ctx) }()
}

// ServeHTTP has it from its server's settings.
func ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, _ := r.Context().Value(http.ServerContextKey).(context.Context)
	go func() { _ = push.New("http://gateway", "job").PushContext(ctx) }()
}

// Settings are stored in by others.
type Settings struct{ Context context.Context }

// Close ends under what others have stored.
func (s *Settings) Close(tp *sdktrace.TracerProvider) error { // want Close:"flushes .Context"
	return tp.Shutdown(s.Context)
}

// Set is one of those that store; there may be more.
func Set(w http.ResponseWriter, r *http.Request) *Settings {
	return &Settings{Context: r.Context()}
}

// Library has it from a function of another module.
func Library(c *gin.Context, p *push.Pusher, detach func(context.Context) context.Context) {
	ctx := detach(c.Request.Context())
	go func() { _ = p.PushContext(ctx) }()
	kept := c.Copy()
	go func() { _ = p.PushContext(kept) }()
}

// Global is set by who knows whom.
var Global context.Context

// Last ends under it.
func Last(tp *sdktrace.TracerProvider, done <-chan struct{}) error {
	<-done
	return tp.Shutdown(Global)
}

// Elements has it from a slice, and from a channel.
func Elements(list []context.Context, q <-chan context.Context, tp *sdktrace.TracerProvider) {
	for _, ctx := range list {
		go func() { _ = tp.ForceFlush(ctx) }()
	}
	go func() { _ = tp.Shutdown(<-q) }()
}

// Variable has it from a func in a variable.
func Variable(make func() (context.Context, context.CancelFunc), tp *sdktrace.TracerProvider) { // want Variable:"flushes alone"
	ctx, cancel := make()
	defer tp.Shutdown(ctx)
	defer cancel()
}
