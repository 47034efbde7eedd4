package proofs

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"obslint.test/proof"
	"obslint.test/spanrecover/requests"
)

// site lets a site serve a page that panics.
func site(f func(*requests.Site, http.ResponseWriter, *http.Request)) func(*testing.T) outcome {
	return func(*testing.T) outcome {
		return export(func(tracer trace.Tracer) {
			s := &requests.Site{Tracer: tracer, Page: func(context.Context) error { panic("boom") }}
			f(s, httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
		})
	}
}

// paged is site for methods that have no request.
func paged(f func(*requests.Site, context.Context)) func(*testing.T) outcome {
	return site(func(s *requests.Site, _ http.ResponseWriter, req *http.Request) { f(s, req.Context()) })
}

func TestRequests(t *testing.T) {
	green := outcome{exported: true}
	event := outcome{exported: true, event: true}
	right := outcome{exported: true, status: codes.Error}

	for name, row := range map[string]struct {
		category         string
		faulty, repaired outcome
		observe          func(*testing.T) outcome
	}{
		"stop first":    {"late", event, right, site((*requests.Site).StopFirst)},
		"stopped first": {"late", event, right, site((*requests.Site).StoppedFirst)},
		"span guarded":  {"late", event, right, paged((*requests.Site).SpanGuarded)},
		"records":       {"unset", event, right, paged((*requests.Site).HookedRecords)},
		"logs":          {"unset", green, right, paged((*requests.Site).HookedLogs)},
		"safely":        {"lost", lost, event, paged(func(s *requests.Site, ctx context.Context) { s.All(ctx, []string{"x"}) })},
	} {
		t.Run(name, func(t *testing.T) {
			proof.Run(t, "spanrecover/"+row.category, row.faulty, row.repaired, row.observe)
		})
	}
	for name, row := range map[string]struct {
		category string
		observe  func(*testing.T) outcome
	}{
		"stop last":         {"late", site((*requests.Site).StopLast)},
		"stopped":           {"late", site((*requests.Site).Stopped)},
		"guarded":           {"unset", paged((*requests.Site).Guarded)},
		"guarded here":      {"unset", paged((*requests.Site).GuardedHere)},
		"span guarded last": {"unset", paged((*requests.Site).SpanGuardedLast)},
		"hooked":            {"unset", paged((*requests.Site).Hooked)},
		"hooked elsewhere":  {"unset", paged((*requests.Site).HookedElsewhere)},
		"current":           {"unset", paged((*requests.Site).Current)},
		"values":            {"unset", paged((*requests.Site).Values)},
		"scoped":            {"unset", paged((*requests.Site).Scoped)},
	} {
		t.Run(name, func(t *testing.T) { proof.LookAlike(t, "spanrecover/"+row.category, right, row.observe) })
	}
}
