package middleware

import (
	"net/http"

	"go.opentelemetry.io/otel/trace"
)

// A Handle is a handler of a router with parameters.
type Handle func(http.ResponseWriter, *http.Request, map[string]string) error

// Routed calls a handler of another type.
func Routed(tracer trace.Tracer, next Handle) Handle {
	return func(w http.ResponseWriter, req *http.Request, params map[string]string) error {
		ctx, span := tracer.Start(req.Context(), "route")
		err := next(w, req.WithContext(ctx), params)
		span.End() // want `a panic in the handler called on line \d+ skips this call, and span is never exported; .*`
		return err
	}
}

// A Server has handlers that call each other.
type Server struct {
	Tracer trace.Tracer
	Mux    *http.ServeMux
}

func (s *Server) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	ctx, span := s.Tracer.Start(req.Context(), "serve")
	s.Mux.ServeHTTP(w, req.WithContext(ctx))
	if span.IsRecording() {
		span.End() // want `a panic in the handler called on line \d+ skips this call, and span is never exported; .*`
	}
}

// Recovered is right: what it calls recovers by itself, and End runs.
func Recovered(tracer trace.Tracer, next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		ctx, span := tracer.Start(req.Context(), "serve")
		served := func() (ok bool) {
			defer func() { ok = recover() == nil }()
			next.ServeHTTP(w, req.WithContext(ctx))
			return true
		}()
		if !served {
			w.WriteHeader(http.StatusInternalServerError)
		}
		span.End()
	}
}
