// Package frameworks traces requests with middleware of HTTP frameworks.
package frameworks

import (
	"github.com/gin-gonic/gin"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Gin ends its span when the other handlers have returned.
func Gin(tracer trace.Tracer) gin.HandlerFunc {
	return func(c *gin.Context) {
		ctx, span := tracer.Start(c.Request.Context(), c.FullPath())
		c.Request = c.Request.WithContext(ctx)
		c.Next()
		if len(c.Errors) > 0 {
			span.SetStatus(codes.Error, c.Errors.String())
		}
		span.End() // want `a panic in the handler called on line \d+ skips this call, and span is never exported; defer it right after the start`
	}
}

// GinDeferred is right: End runs whatever happens.
func GinDeferred(tracer trace.Tracer) gin.HandlerFunc {
	return func(c *gin.Context) {
		ctx, span := tracer.Start(c.Request.Context(), c.FullPath())
		defer span.End()
		c.Request = c.Request.WithContext(ctx)
		c.Next()
	}
}

// GinAuthorized is right: the span is over when the other handlers run.
func GinAuthorized(tracer trace.Tracer, check func(*gin.Context) bool) gin.HandlerFunc {
	return func(c *gin.Context) {
		_, span := tracer.Start(c.Request.Context(), "authorize")
		ok := check(c)
		span.End()
		if !ok {
			c.AbortWithStatus(403)
			return
		}
		c.Next()
	}
}
