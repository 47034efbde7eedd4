package frameworks

import (
	"github.com/emicklei/go-restful/v3"
	"go.opentelemetry.io/otel/trace"
)

// Restful ends its span when the rest of the chain has returned.
func Restful(tracer trace.Tracer) restful.FilterFunction {
	return func(req *restful.Request, resp *restful.Response, chain *restful.FilterChain) {
		ctx, span := tracer.Start(req.Request.Context(), req.SelectedRoutePath())
		req.Request = req.Request.WithContext(ctx)
		chain.ProcessFilter(req, resp)
		span.End() // want `a panic in the handler called on line \d+ skips this call, and span is never exported; .*`
	}
}

// RestfulDeferred is right: End runs whatever happens.
func RestfulDeferred(tracer trace.Tracer) restful.FilterFunction {
	return func(req *restful.Request, resp *restful.Response, chain *restful.FilterChain) {
		ctx, span := tracer.Start(req.Request.Context(), req.SelectedRoutePath())
		defer span.End()
		req.Request = req.Request.WithContext(ctx)
		chain.ProcessFilter(req, resp)
	}
}
