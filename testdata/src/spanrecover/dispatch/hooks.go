package dispatch

import (
	"context"

	"go.opentelemetry.io/otel/trace"
)

// Hooks run one after the other.
type Hooks struct {
	Dispatcher
	list []func(context.Context)
	once map[string]func(context.Context)
}

// NewHooks returns hooks.
func NewHooks(tracer trace.Tracer, work func(context.Context, string) error) *Hooks {
	h := &Hooks{Dispatcher: Dispatcher{tracer: tracer, work: work}}
	h.list = append(h.list, h.flush)
	h.once = map[string]func(context.Context){"warm": h.warm}
	return h
}

// Run runs the hooks.
func (h *Hooks) Run(ctx context.Context) {
	for _, f := range h.list {
		h.guard(ctx, f)
	}
	for _, f := range h.once {
		h.guard(ctx, f)
	}
	h.each(ctx, h.check)
}

func (h *Hooks) guard(ctx context.Context, f func(context.Context)) {
	defer h.logPanic()
	f(ctx)
}

func (h *Hooks) each(ctx context.Context, list ...func(context.Context)) {
	defer h.logPanic()
	for _, f := range list {
		f(ctx)
	}
}

func (h *Hooks) flush(ctx context.Context) {
	ctx, span := h.tracer.Start(ctx, "flush")
	_ = h.work(ctx, "flush")
	span.End() // want `a panic that line 36 recovers skips this call, and span is never exported`
}

func (h *Hooks) warm(ctx context.Context) {
	ctx, span := h.tracer.Start(ctx, "warm")
	_ = h.work(ctx, "warm")
	span.End() // want `a panic that line 36 recovers skips this call, and span is never exported`
}

func (h *Hooks) check(ctx context.Context) {
	ctx, span := h.tracer.Start(ctx, "check")
	_ = h.work(ctx, "check")
	span.End() // want `a panic that line 41 recovers skips this call, and span is never exported`
}
