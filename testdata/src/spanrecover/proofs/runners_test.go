package proofs

import (
	"context"
	"testing"

	"github.com/panjf2000/ants/v2"
	"go.opentelemetry.io/otel/trace"

	"obslint.test/proof"
	"obslint.test/spanrecover/runners"
)

// What a runner of another package recovers leaves a span open that is ended
// by a plain call.
func TestRunners(t *testing.T) {
	ctx := context.Background()
	ended := outcome{exported: true, event: true}
	observe := func(f func(*runners.Jobs)) func(*testing.T) outcome {
		return func(*testing.T) outcome {
			return export(func(tracer trace.Tracer) { f(&runners.Jobs{Tracer: tracer, Work: panics}) })
		}
	}
	for name, call := range map[string]func(*runners.Jobs){
		"each": func(j *runners.Jobs) { j.Each(ctx) },
		"submit": func(j *runners.Jobs) {
			j.Submit()
			j.Pool.Wait()
		},
		"ants": func(j *runners.Jobs) {
			done := make(chan struct{})
			pool, err := ants.NewPool(1, ants.WithPanicHandler(func(any) { close(done) }))
			if err != nil {
				t.Fatal(err)
			}
			defer pool.Release()
			if err := j.Ants(ctx, pool); err != nil {
				t.Fatal(err)
			}
			<-done
		},
	} {
		t.Run(name, func(t *testing.T) { proof.Run(t, "spanrecover/lost", lost, ended, observe(call)) })
	}
}
