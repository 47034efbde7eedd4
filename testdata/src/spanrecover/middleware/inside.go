package middleware

import (
	"net/http"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

func recovering(next http.Handler, w http.ResponseWriter, req *http.Request) {
	defer func() {
		if recover() != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}()
	next.ServeHTTP(w, req)
}

// Inside is right: what it calls recovers, and the status code tells of it.
func Inside(tracer trace.Tracer, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx, span := tracer.Start(req.Context(), req.Method)
		rec := &recorder{ResponseWriter: w, code: http.StatusOK}
		recovering(next, rec, req.WithContext(ctx))
		if rec.code >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, http.StatusText(rec.code))
		}
		span.End()
	})
}
