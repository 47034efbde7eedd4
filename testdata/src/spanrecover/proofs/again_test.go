package proofs

import (
	"context"
	"net/http"
	"testing"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"obslint.test/proof"
	"obslint.test/spanrecover/again"
)

type tx struct{}

func (tx) Commit() error   { return nil }
func (tx) Rollback() error { return nil }

// What a handler stops, and panics with again, does not come to the end of the
// handler.
func TestAgain(t *testing.T) {
	ctx := context.Background()
	ended := outcome{exported: true, event: true, status: codes.Error}
	store := func(tracer trace.Tracer) *again.Store {
		return &again.Store{Tracer: tracer, Begin: func(context.Context) (again.Tx, error) { return tx{}, nil }}
	}
	observe := func(f func(*again.Store)) func(*testing.T) outcome {
		return func(*testing.T) outcome { return export(func(tracer trace.Tracer) { f(store(tracer)) }) }
	}
	t.Run("transaction", func(t *testing.T) {
		proof.Run(t, "spanrecover/lost", lost, ended, observe(func(s *again.Store) {
			_ = s.Transaction(ctx, func(ctx context.Context, _ again.Tx) error { return panics(ctx) })
		}))
	})
	t.Run("middleware", func(t *testing.T) {
		proof.Run(t, "spanrecover/lost", lost, ended, serve(func(tracer trace.Tracer, next http.Handler) http.Handler {
			return store(tracer).Middleware(next)
		}))
	})
	for name, row := range map[string]struct {
		want outcome
		call func(*again.Store)
	}{
		"ends":       {outcome{exported: true, status: codes.Error}, func(s *again.Store) { _ = s.Ends(ctx, panics) }},
		"defers end": {ended, func(s *again.Store) { _ = s.DefersEnd(ctx, panics) }},
		"ends below": {ended, func(s *again.Store) { _ = s.EndsBelow(ctx, panics) }},
		"sentinel":   {outcome{exported: true, status: codes.Error}, func(s *again.Store) { _ = s.Sentinel(ctx, panics) }},
	} {
		t.Run(name, func(t *testing.T) { proof.LookAlike(t, "spanrecover/lost", row.want, observe(row.call)) })
	}
}
