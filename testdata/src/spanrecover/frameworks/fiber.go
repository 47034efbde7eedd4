package frameworks

import (
	"github.com/gofiber/fiber/v2"
	"go.opentelemetry.io/otel/trace"
)

// Fiber ends its span when the other handlers have returned.
func Fiber(tracer trace.Tracer) fiber.Handler {
	return func(c *fiber.Ctx) error {
		ctx, span := tracer.Start(c.UserContext(), c.Path())
		c.SetUserContext(ctx)
		err := c.Next()
		span.End() // want `a panic in the handler called on line \d+ skips this call, and span is never exported; .*`
		return err
	}
}

// FiberDeferred is right: End runs whatever happens.
func FiberDeferred(tracer trace.Tracer) fiber.Handler {
	return func(c *fiber.Ctx) error {
		ctx, span := tracer.Start(c.UserContext(), c.Path())
		defer span.End()
		c.SetUserContext(ctx)
		return c.Next()
	}
}
