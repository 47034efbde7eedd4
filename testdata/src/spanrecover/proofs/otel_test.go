package proofs

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
	"google.golang.org/grpc"

	"obslint.test/proof"
	"obslint.test/spanrecover/article"
	"obslint.test/spanrecover/helpers/jobs"
	"obslint.test/spanrecover/interceptor"
	"obslint.test/spanrecover/middleware"
	"obslint.test/spanrecover/rows"
	"obslint.test/spanrecover/shapes"
)

// An outcome is what the exporter has of a span when a panic was recovered.
type outcome struct {
	exported bool
	event    bool // an exception event
	status   codes.Code
}

var lost = outcome{}

// export runs f with a tracer, recovers what it panics with, and returns the
// outcome of the first span that was exported.
func export(f func(trace.Tracer)) outcome {
	exporter := tracetest.NewInMemoryExporter()
	tp := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter))
	func() {
		defer func() { _ = recover() }()
		f(tp.Tracer("proof"))
	}()
	spans := exporter.GetSpans()
	if len(spans) == 0 {
		return lost
	}
	o := outcome{exported: true, status: spans[0].Status.Code}
	for _, e := range spans[0].Events {
		o.event = o.event || e.Name == "exception"
	}
	return o
}

func panics(context.Context) error { panic("boom") }

func returns(context.Context) error { return nil }

// job observes a method of rows.Jobs.
func job(work func(context.Context) error, f func(*rows.Jobs)) func(*testing.T) outcome {
	return func(*testing.T) outcome {
		return export(func(tracer trace.Tracer) { f(&rows.Jobs{Tracer: tracer, Work: work}) })
	}
}

func TestRows(t *testing.T) {
	ctx := context.Background()
	green := outcome{exported: true, status: codes.Unset}
	greenEvent := outcome{exported: true, event: true, status: codes.Unset}
	right := outcome{exported: true, event: true, status: codes.Error}

	for _, row := range []struct {
		name, category string
		faulty         outcome
		work           func(context.Context) error
		call           func(*rows.Jobs)
	}{
		{"a", "late", greenEvent, panics, func(j *rows.Jobs) { j.RecoverThenEnd(ctx) }},
		{"f2", "late", greenEvent, panics, func(j *rows.Jobs) { _ = j.RecordTooLate(ctx) }},
		{"e", "late", green, panics, func(j *rows.Jobs) { j.EndThenRecover(ctx) }},
		{"e''", "late", green, panics, func(j *rows.Jobs) { j.EndThenRecord(ctx) }},
		{"c", "lost", lost, panics, func(j *rows.Jobs) { j.PlainEnd(ctx) }},
		{"d return", "lost", lost, panics, func(j *rows.Jobs) { j.ReturnBeforeEnd(ctx) }},
		{"d nil", "lost", lost, panics, func(j *rows.Jobs) { j.EndWithoutPanic(ctx) }},
		{"b", "unset", green, panics, func(j *rows.Jobs) { j.EndThenPlainRecover(ctx) }},
		{"record only", "unset", greenEvent, panics, func(j *rows.Jobs) { j.RecordOnly(ctx) }},
		{"nil error", "unset", green, panics, func(j *rows.Jobs) { j.NilError(ctx) }},
		{"helper", "unset", greenEvent, panics, func(j *rows.Jobs) { j.Helper(ctx) }},
	} {
		t.Run(row.name, func(t *testing.T) {
			proof.Run(t, "spanrecover/"+row.category, row.faulty, right, job(row.work, row.call))
		})
	}
	t.Run("c'", func(t *testing.T) {
		proof.Run(t, "spanrecover/lost", lost, greenEvent, job(panics, func(j *rows.Jobs) { j.CallerRecovers(ctx) }))
	})
	t.Run("d''", func(t *testing.T) {
		proof.Run(t, "spanrecover/lost", lost, outcome{exported: true}, job(returns, func(j *rows.Jobs) { j.EndOnPanic(ctx) }))
	})

	for _, row := range []struct {
		name, category string
		want           outcome
		call           func(*rows.Jobs)
	}{
		{"e'", "late", right, func(j *rows.Jobs) { j.RecordThenEnd(ctx) }},
		{"f1", "unset", right, func(j *rows.Jobs) { _ = j.EndBelowRecord(ctx) }},
		{"g", "lost", greenEvent, func(j *rows.Jobs) { _ = j.CallRecovered(ctx) }},
		{"h", "lost", green, func(j *rows.Jobs) { _ = j.CallClosureRecovered(ctx) }},
	} {
		t.Run(row.name, func(t *testing.T) {
			proof.LookAlike(t, "spanrecover/"+row.category, row.want, job(panics, row.call))
		})
	}
}

// serve lets a server with a handler that panics answer one request. net/http
// recovers the panic.
func serve(wrap func(trace.Tracer, http.Handler) http.Handler) func(*testing.T) outcome {
	return func(*testing.T) outcome {
		return export(func(tracer trace.Tracer) {
			next := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
			srv := httptest.NewServer(wrap(tracer, next))
			defer srv.Close()
			if resp, err := http.Get(srv.URL); err == nil {
				resp.Body.Close()
			}
		})
	}
}

func once(f func() error) error { return f() }

func TestMiddleware(t *testing.T) {
	event := outcome{exported: true, event: true}
	for name, wrap := range map[string]func(trace.Tracer, http.Handler) http.Handler{
		"plain":   func(tr trace.Tracer, next http.Handler) http.Handler { return middleware.NewPlain(tr, next) },
		"closure": middleware.Closure,
		"attempts": func(tr trace.Tracer, next http.Handler) http.Handler {
			return middleware.Attempts(tr, once, next.ServeHTTP)
		},
		"behind": middleware.Behind,
		"observed": func(tr trace.Tracer, next http.Handler) http.Handler {
			return middleware.Observed(tr, &middleware.Options{Observe: func(trace.Span, *http.Request) {}}, next.ServeHTTP)
		},
	} {
		t.Run(name, func(t *testing.T) {
			proof.Run(t, "spanrecover/undeferred", lost, event, serve(wrap))
		})
	}
	t.Run("routed", func(t *testing.T) {
		proof.Run(t, "spanrecover/undeferred", lost, event, serve(func(tr trace.Tracer, next http.Handler) http.Handler {
			handle := middleware.Routed(tr, func(w http.ResponseWriter, req *http.Request, _ map[string]string) error {
				next.ServeHTTP(w, req)
				return nil
			})
			return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { _ = handle(w, req, nil) })
		}))
	})
	t.Run("inside", func(t *testing.T) {
		proof.LookAlike(t, "spanrecover/undeferred", outcome{exported: true, status: codes.Error}, serve(middleware.Inside))
	})
	t.Run("recovered", func(t *testing.T) {
		proof.LookAlike(t, "spanrecover/undeferred", outcome{exported: true}, serve(func(tr trace.Tracer, next http.Handler) http.Handler {
			return middleware.Recovered(tr, next)
		}))
	})
	for name, wrap := range map[string]func(trace.Tracer, http.Handler) http.Handler{
		"deferred": middleware.Deferred,
		"early":    middleware.Early,
	} {
		t.Run(name, func(t *testing.T) {
			proof.LookAlike(t, "spanrecover/undeferred", event, serve(wrap))
		})
	}
}

var errDown = errors.New("down")

// unary calls an interceptor whose handler panics.
func unary(make func(trace.Tracer) grpc.UnaryServerInterceptor) func(*testing.T) outcome {
	return func(*testing.T) outcome {
		return export(func(tracer trace.Tracer) {
			_, _ = make(tracer)(context.Background(), nil, &grpc.UnaryServerInfo{FullMethod: "/svc/Do"},
				func(context.Context, any) (any, error) { panic(errDown) })
		})
	}
}

type stream struct{ grpc.ServerStream }

func (stream) Context() context.Context { return context.Background() }

func TestInterceptor(t *testing.T) {
	t.Run("unary", func(t *testing.T) {
		proof.Run(t, "spanrecover/undeferred", lost, outcome{exported: true, event: true}, unary(interceptor.Unary))
	})
	t.Run("ok unary", func(t *testing.T) {
		proof.Run(t, "spanrecover/okpanic", outcome{exported: true, status: codes.Ok}, outcome{exported: true}, unary(interceptor.OKUnary))
	})
	t.Run("ok stream", func(t *testing.T) {
		proof.Run(t, "spanrecover/okpanic", outcome{exported: true, event: true, status: codes.Ok}, outcome{exported: true, event: true}, func(*testing.T) outcome {
			return export(func(tracer trace.Tracer) {
				_ = interceptor.OKStream(tracer)(nil, stream{}, &grpc.StreamServerInfo{FullMethod: "/svc/Watch"},
					func(any, grpc.ServerStream) error { panic(errDown) })
			})
		})
	})
	t.Run("recover unary", func(t *testing.T) {
		proof.Run(t, "spanrecover/unset", outcome{exported: true}, outcome{exported: true, event: true, status: codes.Error}, unary(interceptor.RecoverUnary))
	})
	t.Run("recover stream", func(t *testing.T) {
		proof.Run(t, "spanrecover/late", outcome{exported: true, event: true}, outcome{exported: true, status: codes.Error}, func(*testing.T) outcome {
			return export(func(tracer trace.Tracer) {
				_ = interceptor.RecoverStream(tracer)(nil, stream{}, &grpc.StreamServerInfo{FullMethod: "/svc/Watch"},
					func(any, grpc.ServerStream) error { panic(errDown) })
			})
		})
	})
	t.Run("borrowed", func(t *testing.T) {
		proof.Run(t, "spanrecover/late", outcome{exported: true, event: true}, outcome{exported: true, status: codes.Error}, func(*testing.T) outcome {
			return export(func(tracer trace.Tracer) {
				ctx, _ := tracer.Start(context.Background(), "call")
				_, _ = interceptor.Borrowed(ctx, nil, nil, func(context.Context, any) (any, error) { panic(errDown) })
			})
		})
	})
	t.Run("unfinished", func(t *testing.T) {
		proof.LookAlike(t, "spanrecover/okpanic", outcome{exported: true, status: codes.Error}, unary(interceptor.Unfinished))
	})
	t.Run("flagged", func(t *testing.T) {
		proof.LookAlike(t, "spanrecover/okpanic", outcome{exported: true, status: codes.Error}, unary(interceptor.Flagged))
	})
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// trip sends a request by a transport of the article.
func trip(base transport, of func(article.Transport) http.RoundTripper) func(*testing.T) outcome {
	return func(*testing.T) outcome {
		return export(func(tracer trace.Tracer) {
			rt := of(article.Transport{Tracer: tracer, Base: base})
			_, _ = rt.RoundTrip(httptest.NewRequest(http.MethodGet, "/", nil))
		})
	}
}

func TestArticle(t *testing.T) {
	boom := transport(func(*http.Request) (*http.Response, error) { panic("boom") })
	fine := transport(func(*http.Request) (*http.Response, error) { return nil, errDown })
	right := outcome{exported: true, event: true, status: codes.Error}
	sample := func(tr article.Transport) http.RoundTripper { return &tr }
	t.Run("sample", func(t *testing.T) {
		proof.Run(t, "spanrecover/late", outcome{exported: true, event: true}, right, trip(boom, sample))
	})
	t.Run("first repair", func(t *testing.T) {
		proof.Run(t, "spanrecover/lost", lost, outcome{exported: true},
			trip(fine, func(tr article.Transport) http.RoundTripper { return &article.First{Transport: tr} }))
	})
	t.Run("second repair", func(t *testing.T) {
		proof.LookAlike(t, "spanrecover/lost", outcome{exported: true, event: true},
			trip(boom, func(tr article.Transport) http.RoundTripper { return &article.Second{Transport: tr} }))
	})
}

// worker observes a method of shapes.Worker whose handler panics.
func worker(f func(*shapes.Worker, context.Context)) func(*testing.T) outcome {
	return func(*testing.T) outcome {
		return export(func(tracer trace.Tracer) {
			w := shapes.NewWorker(tracer, func(context.Context, string) error { panic("boom") })
			f(w, context.Background())
		})
	}
}

func TestShapes(t *testing.T) {
	event := outcome{exported: true, event: true}
	right := outcome{exported: true, event: true, status: codes.Error}
	t.Run("method value", func(t *testing.T) {
		proof.Run(t, "spanrecover/late", event, right, worker(func(w *shapes.Worker, ctx context.Context) { w.Value(ctx, "x") }))
	})
	for name, row := range map[string]struct {
		want outcome
		call func(*shapes.Worker, context.Context)
	}{
		"inner tells":  {outcome{exported: true, status: codes.Error}, func(w *shapes.Worker, ctx context.Context) { _ = w.InnerTells(ctx, "x") }},
		"error first":  {right, func(w *shapes.Worker, ctx context.Context) { _ = w.ErrorFirst(ctx, "x") }},
		"field failed": {outcome{exported: true, status: codes.Error}, func(w *shapes.Worker, ctx context.Context) { _ = w.FieldFailed(ctx, "x") }},
	} {
		t.Run(name, func(t *testing.T) { proof.LookAlike(t, "spanrecover/unset", row.want, worker(row.call)) })
	}
}

// helped runs a job with helpers of other packages, which use the global
// tracer.
func helped(f func(context.Context, jobs.Job)) func(*testing.T) outcome {
	return func(*testing.T) outcome {
		return export(func(tracer trace.Tracer) {
			otel.SetTracerProvider(provider{tracer: tracer})
			f(context.Background(), func(context.Context) error { panic("boom") })
		})
	}
}

type provider struct {
	noop.TracerProvider
	tracer trace.Tracer
}

func (p provider) Tracer(string, ...trace.TracerOption) trace.Tracer { return p.tracer }

func TestHelpers(t *testing.T) {
	right := outcome{exported: true, event: true, status: codes.Error}
	green := outcome{exported: true}
	t.Run("guarded", func(t *testing.T) {
		proof.Run(t, "spanrecover/late", green, right, helped(func(ctx context.Context, j jobs.Job) { _ = jobs.Guarded(ctx, j) }))
	})
	t.Run("operated", func(t *testing.T) {
		proof.Run(t, "spanrecover/lost", lost, right, helped(jobs.Operated))
	})
	t.Run("below", func(t *testing.T) {
		proof.Run(t, "spanrecover/unset", green, right, helped(func(ctx context.Context, j jobs.Job) { _ = jobs.Below(ctx, j) }))
	})
	t.Run("traced", func(t *testing.T) {
		proof.Run(t, "spanrecover/late", green, right, helped(func(ctx context.Context, j jobs.Job) { _ = jobs.Traced(ctx, j) }))
	})
	t.Run("ended", func(t *testing.T) {
		proof.Run(t, "spanrecover/lost", lost, right, helped(jobs.Ended))
	})
	t.Run("traced right", func(t *testing.T) {
		proof.LookAlike(t, "spanrecover/late", outcome{exported: true, status: codes.Error}, helped(func(ctx context.Context, j jobs.Job) { _ = jobs.TracedRight(ctx, j) }))
	})
	t.Run("finished", func(t *testing.T) {
		proof.LookAlike(t, "spanrecover/unset", right, helped(jobs.Finished))
	})
	t.Run("crashed", func(t *testing.T) {
		proof.LookAlike(t, "spanrecover/late", right, helped(jobs.Crashed))
	})
	t.Run("inside", func(t *testing.T) {
		proof.LookAlike(t, "spanrecover/lost", green, helped(jobs.Inside))
	})
}
