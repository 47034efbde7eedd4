package proofs

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/emicklei/go-restful/v3"
	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/recover"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"obslint.test/proof"
	"obslint.test/spanrecover/frameworks"
)

// answered sends one request to a server with a handler that panics. The server
// must live on, whoever recovers.
func answered(t *testing.T, h http.Handler) {
	srv := httptest.NewServer(h)
	defer srv.Close()
	if resp, err := http.Get(srv.URL + "/"); err == nil {
		resp.Body.Close()
		if resp.StatusCode != http.StatusInternalServerError {
			t.Errorf("a recovered panic is answered with %s", resp.Status)
		}
	}
}

func ginServer(mw func(trace.Tracer) gin.HandlerFunc) func(*testing.T) outcome {
	return func(t *testing.T) outcome {
		gin.SetMode(gin.ReleaseMode)
		return export(func(tracer trace.Tracer) {
			e := gin.New()
			e.Use(gin.RecoveryWithWriter(io.Discard), mw(tracer))
			e.GET("/", func(*gin.Context) { panic("boom") })
			answered(t, e)
		})
	}
}

func echoServer(mw func(trace.Tracer) echo.MiddlewareFunc) func(*testing.T) outcome {
	return func(t *testing.T) outcome {
		return export(func(tracer trace.Tracer) {
			e := echo.New()
			e.Logger.SetOutput(io.Discard)
			e.Use(middleware.Recover(), mw(tracer))
			e.GET("/", func(echo.Context) error { panic("boom") })
			answered(t, e)
		})
	}
}

func fiberServer(mw func(trace.Tracer) fiber.Handler) func(*testing.T) outcome {
	return func(t *testing.T) outcome {
		return export(func(tracer trace.Tracer) {
			app := fiber.New(fiber.Config{DisableStartupMessage: true})
			app.Use(recover.New(), mw(tracer))
			app.Get("/", func(*fiber.Ctx) error { panic("boom") })
			resp, err := app.Test(httptest.NewRequest(http.MethodGet, "/", nil))
			if err != nil || resp.StatusCode != http.StatusInternalServerError {
				t.Errorf("a recovered panic is answered with %v, %v", resp, err)
			}
		})
	}
}

func restfulServer(mw func(trace.Tracer) restful.FilterFunction) func(*testing.T) outcome {
	return func(t *testing.T) outcome {
		return export(func(tracer trace.Tracer) {
			ws := new(restful.WebService)
			ws.Route(ws.GET("/").To(func(*restful.Request, *restful.Response) { panic("boom") }))
			c := restful.NewContainer()
			c.Filter(mw(tracer))
			c.Add(ws)
			answered(t, c)
		})
	}
}

// Whoever recovers above it, a middleware of a framework that ends its span by a
// plain call loses it.
func TestFrameworks(t *testing.T) {
	event := outcome{exported: true, event: true}
	for name, row := range map[string]struct{ faulty, right func(*testing.T) outcome }{
		"gin":     {ginServer(frameworks.Gin), ginServer(frameworks.GinDeferred)},
		"echo":    {echoServer(frameworks.Echo), echoServer(frameworks.EchoDeferred)},
		"fiber":   {fiberServer(frameworks.Fiber), fiberServer(frameworks.FiberDeferred)},
		"restful": {restfulServer(frameworks.Restful), restfulServer(frameworks.RestfulDeferred)},
	} {
		t.Run(name, func(t *testing.T) { proof.Run(t, "spanrecover/undeferred", lost, event, row.faulty) })
		t.Run(name+" deferred", func(t *testing.T) { proof.LookAlike(t, "spanrecover/undeferred", event, row.right) })
	}
	t.Run("echo ok", func(t *testing.T) {
		proof.Run(t, "spanrecover/okpanic", outcome{exported: true, status: codes.Ok}, event, echoServer(frameworks.EchoOK))
	})
}
