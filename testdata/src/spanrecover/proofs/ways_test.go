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

// A source fails for "bad", and has nothing for "none".
type source struct{}

func (source) Read(_ context.Context, id string) (string, error) {
	switch id {
	case "bad":
		return "", errors.New("bad")
	case "none":
		return "", nil
	}
	return id, nil
}

// What a path does not end, the exporter never has; what is said of an error
// when the span has ended is lost.
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
	none := make(chan string, 1)
	none <- "none"
	close(none)
	for name, row := range map[string]struct {
		category       string
		faulty, repair outcome
		call           func(*ways.Repo)
	}{
		"find":    {"open", lost, recorded, func(r *ways.Repo) { _, _ = r.Find(ctx, "bad") }},
		"load":    {"open", lost, ended, func(r *ways.Repo) { _, _ = r.Load(ctx, "x") }},
		"poll":    {"open", lost, ended, func(r *ways.Repo) { r.Poll(ctx, none) }},
		"each":    {"open", lost, ended, func(r *ways.Repo) { r.Each(ctx) }},
		"shed":    {"open", lost, ended, func(r *ways.Repo) { _ = r.Shed(ctx, "x", func() bool { return true }) }},
		"save":    {"late", ended, failed, func(r *ways.Repo) { _ = r.Save(ctx, "bad") }},
		"again":   {"late", recorded, failed, func(r *ways.Repo) { _ = r.Again(ctx, panics) }},
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
		"either": {"open", recorded, func(r *ways.Repo) { r.Either(ctx, []string{"bad"}) }},
		"ways":   {"open", ended, func(r *ways.Repo) { _, _ = r.Ways(ctx, "") }},
		"hooks":  {"open", status, func(r *ways.Repo) { r.After(r.Before(ctx), errors.New("bad")) }},
		"sooner": {"late", failed, func(r *ways.Repo) { _ = r.Sooner(ctx, "bad") }},
	} {
		t.Run(name, func(t *testing.T) { proof.LookAlike(t, "spanrecover/"+row.category, row.want, observe(row.call)) })
	}
}
