// Package lostflush finds telemetry that is flushed under a context that is
// already over, and telemetry that is not flushed at all because the exporter
// or the process ends first.
//
// # Analyzer lostflush
//
// lostflush: report telemetry that is flushed too late to arrive
//
// Exporters batch. What they hold back goes out in a last Shutdown or
// ForceFlush, or in a push at the end of a job or a request, and that takes a
// context. If the context is over when the call runs, the call returns at once
// with the context's error, which is often ignored, and exports nothing; what is
// buffered is lost if the process then exits. A second Shutdown does nothing.
//
// The pass follows a context from the function that makes it
// (context.WithCancel, WithTimeout, WithDeadline, signal.NotifyContext,
// errgroup.WithContext, the request of an HTTP or gRPC handler) to the calls
// that flush under it: Shutdown and ForceFlush of the OpenTelemetry SDK's
// providers, processors and readers for traces, metrics and logs, PushContext
// and AddContext of the Prometheus push package, and the blocking writes of the
// clients of InfluxDB and AWS CloudWatch. It looks through deferred and stored
// func literals, slices, maps and fields of funcs, method values, interfaces,
// helpers and constructors, in other packages, too: what they do is a fact of
// theirs. A package that wraps one of these libraries needs no configuration. A
// method of an interface flushes if all types of the interface's package that
// implement it do, but for those that do nothing; what a parameter holds is for
// the callers to know.
//
// The usual cure is a context that nothing else ends, with a time limit of its
// own, made when the flush runs:
//
//	defer func() {
//		flushCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
//		defer cancel()
//		if err := tp.Shutdown(flushCtx); err != nil {
//			log.Print(err)
//		}
//	}()
//
// The suggested fix writes it, with the limit that the code had, or five
// seconds.
//
// The pass is silent where it does not know where the context comes from,
// unless the function itself sees it end; where a function hands its context
// parameter on, which is its callers' matter; about a flush that runs while the
// function is still there, or in a goroutine that the function may wait for
// (it receives from a channel, or calls a method Wait, behind the go
// statement); about a goroutine that looks at the context's Done itself; about
// providers that are seen to have only syncers or readers that are asked; about
// Push and other calls without a context; about instruments, which record under
// any context; about http.Server.Shutdown; and about ForceFlush where the
// package has a Shutdown under a context that is not over, since what ForceFlush
// leaves stays buffered; and about a second Shutdown behind one under a context
// that was not over, in the same function or, of a func, in another that it is
// given to, since the second does nothing anyway. A finding on a call that has an
// early way out by an error is about the other ways: those on which no error is
// met.
//
// Known limits: a context in a field that other packages can store in, one that
// is sent to another package, funcs in maps that leave the function, and
// processes that a signal ends without a handler are not followed. An exporter's
// own Shutdown under a dead context is no finding: it holds nothing back. A
// context derived by a function of a package that this pass did not look into is
// unknown, and so is what a library does with a func that it is given. A call
// that serves or waits in a library without rows is not known to do so, such as
// the Start of a manager of Kubernetes controllers. A provider that nothing ever
// shuts down is no finding, since another package may do it; nor is a request
// that is returned to be sent when its context is over. Spans that end past the
// Shutdown, in calls that are deferred before it, are not looked for, nor are
// the metric controllers that OpenTelemetry had before its first release. An
// os.Exit in a handler of requests is not held against the deferred calls of the
// function that serves. A package is not looked at that only hands a provider of
// its callers to an interface of its own.
//
// A finding that is meant is silenced by a comment on its line, or on the line
// above:
//
//	//obslint:ignore lostflush the last second of spans does not matter here
//
// # Category scope
//
// The flush runs in a goroutine, or in a func that is returned, and outlives
// the function whose end cancels its context. In
//
//	func handle(w http.ResponseWriter, r *http.Request) {
//		ctx, cancel := context.WithTimeout(r.Context(), 500*time.Millisecond)
//		defer cancel()
//		…
//		go func() { _ = pusher.PushContext(ctx) }()
//	}
//
// the push fails with "context canceled" as soon as the handler returns:
//
//	pusher.PushContext runs in a goroutine that outlives handle, whose end cancels ctx: it then delivers nothing; use context.WithTimeout(context.WithoutCancel(ctx), …) there
//
// A bare r.Context() is no better, since the server cancels it; nor is that of
// the request which gin, echo and go-restful hand on. The same goes
// for a request with a body (POST or PUT) that is made by
// http.NewRequestWithContext in such a goroutine, for a func that is handed to
// a pool, a timer or a queue, and for a context that is sent on a channel, by
// itself or in a struct, to a loop that flushes under it, unless the sender
// then waits. Push, which takes no context, delivers.
//
// The same goes for a context that is kept: in a field of what a constructor
// returns, in options, in a func that is stored for the end of the program. In
//
//	func New(parent context.Context) (*Telemetry, error) {
//		ctx, cancel := context.WithTimeout(parent, 10*time.Second)
//		defer cancel()
//		…
//		return &Telemetry{ctx: ctx, tp: tp}, nil
//	}
//
//	func (t *Telemetry) Close() error { return t.tp.Shutdown(t.ctx) }
//
// the Shutdown is reported with
//
//	t.tp.Shutdown runs under a context that New has kept (line 5) and whose end cancels it: it then exports nothing; use context.WithTimeout(context.WithoutCancel(t.ctx), …)
//
// where all that the package stores in the field ends that way, and nothing
// flushes under it before. A constructor of another package that keeps the
// context for later flushes is reported where it is called.
//
// # Category over
//
// The context is over when the flush runs: its Done channel has been received
// from, its cancel function called, its errgroup waited for, or a function has
// come back that comes back only then, or a server that a goroutine shuts down
// only then; or a WaitGroup, or a channel of the function's own, has waited for
// a goroutine that ends only then. A function that comes back with an error,
// too, such as one that serves until the context is over, counts where its error
// is looked at or returned: that is then the early way out. So does an errgroup,
// for the parent of its context, if one of its goroutines waits for that.
//
//	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
//	defer stop()
//	defer tp.Shutdown(ctx)
//	…
//	<-ctx.Done()
//
// is reported at the Shutdown:
//
//	tp.Shutdown runs when ctx is over (done on line 12): it returns at once and exports nothing; use context.WithTimeout(context.WithoutCancel(ctx), …)
//
// A new timeout that is made of such a context is over from the start.
//
// # Category order
//
// Deferred calls run last-in, first-out. In
//
//	defer tp.Shutdown(ctx)
//	defer cancel()
//
// cancel runs first:
//
//	cancel, deferred later (line 8), runs first and ends ctx: tp.Shutdown then exports nothing; defer it earlier, or use context.WithTimeout(context.WithoutCancel(ctx), …)
//
// The other order is right.
//
// # Category expired
//
// A timeout that is made when the program starts runs while it serves, so that
// nothing is left of it for the Shutdown at the end:
//
//	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
//	defer cancel()
//	shutdown, err := setup(ctx)
//	…
//	defer shutdown(ctx)
//	return http.ListenAndServe(addr, nil)
//
// is reported with
//
//	the timeout of ctx starts on line 5 and runs while the program serves or waits (line 10): once it is over, shutdown exports nothing; make a new one for it
//
// It takes a call that serves, or a wait for a signal, between the two, or a
// returned func, or a field beside the provider, that keeps the timeout of the
// function which made it. Limits of an hour and more are left alone.
//
// # Category exporter
//
// An exporter is shut down while a provider still buffers for it: instead of
// the provider, or before it.
//
//	exp, err := otlptracehttp.New(ctx)
//	…
//	defer exp.Shutdown(ctx)
//	otel.SetTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp)))
//
// is reported with
//
//	exp.Shutdown ends the exporter alone: what the provider made on line 9 still buffers for it is never sent; shut the provider down, which ends both
//
// Exporter and provider must be put together in one function, and the provider
// must not leave it other than as the global one, as an interface that has no
// Shutdown, or in a field that only this package sees. Where the function returns
// the provider, it is reported that a deferred call shuts the exporter down
// whenever it does:
//
//	exp.Shutdown ends the exporter when setup returns the provider made on line 9: what that buffers is never sent; shut the provider down in the end, which ends both
//
// # Category exit
//
// os.Exit and log.Fatal run no deferred calls:
//
//	defer tp.Shutdown(ctx)
//	…
//	if err := http.ListenAndServe(addr, h); err != nil {
//		log.Fatal(err)
//	}
//
// is reported with
//
//	log.Fatal ends the process without the tp.Shutdown that is deferred on line 7: what is still buffered is lost; return instead, or shut down first
//
// once the function has started a span, or has come back from a call that does,
// or that serves or waits for a signal, or that runs the program's commands
// under cobra, or from a wait for a goroutine that serves. Before that there is
// nothing to lose. As the last statement of its function it is reported whatever
// ran before. The call may stand in a func that is deferred later, and so runs
// first, in a helper that ends the process, always, on an error that it is
// given, or if the commands or the server that it runs fail, or in a goroutine
// past a call that serves. Where a Shutdown or a ForceFlush runs before it, in a
// helper, too, and no work is seen since, it is right, and so may be what is
// called where a func that shuts down is handed to others, such as a hook for
// the end of the process. In a goroutine that tells http.ErrServerClosed from
// other errors it is left alone: what is left there comes up at the start.
//
// Several calls that skip one deferred Shutdown are one finding, at the first
// of them, which says how many there are and points to the others:
//
//	log.Fatal ends the process without the tp.Shutdown that is deferred on line 7, and so do 4 calls behind it: what is still buffered is lost; return instead, or shut down first
//
// A comment that silences it there is for all of them.
package lostflush
