package frameworks

import (
	"github.com/labstack/echo/v4"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Echo ends its span when the next handler has returned.
func Echo(tracer trace.Tracer) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			ctx, span := tracer.Start(c.Request().Context(), c.Path())
			c.SetRequest(c.Request().WithContext(ctx))
			err := next(c)
			if err != nil {
				span.SetStatus(codes.Error, err.Error())
			}
			span.End() // want `a panic in the handler called on line \d+ skips this call, and span is never exported; .*`
			return err
		}
	}
}

// EchoDeferred is right: End runs whatever happens.
func EchoDeferred(tracer trace.Tracer) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			ctx, span := tracer.Start(c.Request().Context(), c.Path())
			defer span.End()
			c.SetRequest(c.Request().WithContext(ctx))
			return next(c)
		}
	}
}
