package proofs

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	ddmock "github.com/DataDog/dd-trace-go/v2/ddtrace/mocktracer"
	"github.com/DataDog/dd-trace-go/v2/ddtrace/tracer"
	"github.com/opentracing/opentracing-go"
	otmock "github.com/opentracing/opentracing-go/mocktracer"

	"obslint.test/proof"
	dd "obslint.test/spanrecover/datadog"
	ot "obslint.test/spanrecover/opentracing"
)

// A finished says what the tracer has of a span when a panic was recovered.
type finished struct {
	exported bool
	failed   bool // the error tag is set
}

// otFinished runs a job that panics with OpenTracing's tracer for tests.
func otFinished(f func(context.Context, ot.Job)) func(*testing.T) finished {
	return func(*testing.T) (o finished) {
		tracer := otmock.New()
		opentracing.SetGlobalTracer(tracer)
		func() {
			defer func() { _ = recover() }()
			f(context.Background(), func(context.Context) error { panic("boom") })
		}()
		for _, span := range tracer.FinishedSpans() {
			o = finished{exported: true, failed: span.Tag("error") == true}
		}
		return o
	}
}

func TestOpenTracing(t *testing.T) {
	green, right := finished{exported: true}, finished{exported: true, failed: true}
	t.Run("lost", func(t *testing.T) { proof.Run(t, "spanrecover/lost", finished{}, right, otFinished(ot.Lost)) })
	t.Run("late", func(t *testing.T) { proof.Run(t, "spanrecover/late", green, right, otFinished(ot.Late)) })
	t.Run("unset", func(t *testing.T) { proof.Run(t, "spanrecover/unset", green, right, otFinished(ot.Unset)) })
	for name, f := range map[string]func(context.Context, ot.Job){"by tracer": ot.ByTracer, "with tracer": ot.WithTracer, "borrowed": ot.Lent} {
		t.Run(name, func(t *testing.T) { proof.Run(t, "spanrecover/late", green, right, otFinished(f)) })
	}
	t.Run("tagged", func(t *testing.T) { proof.LookAlike(t, "spanrecover/unset", right, otFinished(ot.Tagged)) })
	t.Run("logged", func(t *testing.T) { proof.LookAlike(t, "spanrecover/unset", right, otFinished(ot.Logged)) })
	// This tracer takes a tag when the span has finished.
	t.Run("tagged late", func(t *testing.T) { proof.LookAlike(t, "spanrecover/late", right, otFinished(ot.TaggedLate)) })
}

// ddFinished runs f with Datadog's tracer for tests, and recovers its panic.
func ddFinished(f func()) finished {
	tracer := ddmock.Start()
	defer tracer.Stop()
	func() {
		defer func() { _ = recover() }()
		f()
	}()
	var o finished
	for _, span := range tracer.FinishedSpans() {
		o = finished{exported: true, failed: span.Tag("error.message") != nil || span.Tag("error") != nil}
	}
	return o
}

func ddJob(f func(context.Context, dd.Job)) func(*testing.T) finished {
	return func(*testing.T) finished {
		return ddFinished(func() { f(context.Background(), func(context.Context) error { panic("boom") }) })
	}
}

func TestDatadog(t *testing.T) {
	green, right := finished{exported: true}, finished{exported: true, failed: true}
	t.Run("lost", func(t *testing.T) { proof.Run(t, "spanrecover/lost", finished{}, right, ddJob(dd.Lost)) })
	t.Run("late", func(t *testing.T) { proof.Run(t, "spanrecover/late", green, right, ddJob(dd.Late)) })
	t.Run("tagged late", func(t *testing.T) { proof.Run(t, "spanrecover/late", green, right, ddJob(dd.TaggedLate)) })
	t.Run("unset", func(t *testing.T) { proof.Run(t, "spanrecover/unset", green, right, ddJob(dd.Unset)) })
	for name, f := range map[string]func(context.Context, dd.Job){
		"plain": dd.Plain,
		"child": func(ctx context.Context, j dd.Job) { dd.Child(ctx, tracer.StartSpan("parent"), j) },
		"borrowed": func(ctx context.Context, j dd.Job) {
			dd.Borrowed(tracer.ContextWithSpan(ctx, tracer.StartSpan("job")), j)
		},
	} {
		t.Run(name, func(t *testing.T) { proof.Run(t, "spanrecover/late", green, right, ddJob(f)) })
	}
	t.Run("with error", func(t *testing.T) { proof.Run(t, "spanrecover/unset", green, right, ddJob(dd.WithError)) })
	t.Run("tagged", func(t *testing.T) { proof.LookAlike(t, "spanrecover/unset", right, ddJob(dd.Tagged)) })
	t.Run("returned", func(t *testing.T) {
		proof.LookAlike(t, "spanrecover/unset", right, ddJob(func(ctx context.Context, j dd.Job) { _ = dd.Returned(ctx, j) }))
	})
	t.Run("middleware", func(t *testing.T) {
		proof.Run(t, "spanrecover/undeferred", finished{}, green, func(*testing.T) finished {
			return ddFinished(func() {
				next := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("boom") })
				dd.Middleware(next).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
			})
		})
	})
}
