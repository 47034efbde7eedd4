package proofs

import (
	"context"
	"errors"
	"testing"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"obslint.test/proof"
	"obslint.test/spanrecover/ways"
)

// A source fails for "bad".
type source struct{}

func (source) Read(_ context.Context, id string) (string, error) {
	if id == "bad" {
		return "", errors.New("bad")
	}
	return id, nil
}

// What is said of an error when the span has ended is lost.
func TestWays(t *testing.T) {
	ctx := context.Background()
	ended := outcome{exported: true}
	recorded := outcome{exported: true, event: true}
	failed := outcome{exported: true, event: true, status: codes.Error}
	status := outcome{exported: true, status: codes.Error}
	observe := func(f func(*ways.Repo)) func(*testing.T) outcome {
		return func(*testing.T) outcome {
			return export(func(tracer trace.Tracer) { f(&ways.Repo{Tracer: tracer, Source: source{}}) })
		}
	}
	for name, row := range map[string]struct {
		category       string
		faulty, repair outcome
		call           func(*ways.Repo)
	}{
		"save":    {"late", ended, failed, func(r *ways.Repo) { _ = r.Save(ctx, "bad") }},
		"closing": {"late", ended, status, func(r *ways.Repo) { _ = r.Closing(ctx, "bad") }},
		"stopped": {"unset", ended, status, func(r *ways.Repo) { _ = r.Stopped(ctx, panics) }},
	} {
		t.Run(name, func(t *testing.T) {
			proof.Run(t, "spanrecover/"+row.category, row.faulty, row.repair, observe(row.call))
		})
	}
	for name, row := range map[string]struct {
		category string
		want     outcome
		call     func(*ways.Repo)
	}{
		"again":  {"late", recorded, func(r *ways.Repo) { _ = r.Again(ctx, panics) }},
		"sooner": {"late", failed, func(r *ways.Repo) { _ = r.Sooner(ctx, "bad") }},
	} {
		t.Run(name, func(t *testing.T) { proof.LookAlike(t, "spanrecover/"+row.category, row.want, observe(row.call)) })
	}
}
