// Package spanrecover finds recovered panics that a trace does not show.
//
// # Analyzer spanrecover
//
// spanrecover: report recovered panics that leave a span open or without an error status
//
// A function that starts a span and recovers panics must tell the span of
// them before it ends: else the trace counts a crash among the successes, or
// has no span at all. What happens depends on the order of the deferred
// calls. All of them run, last-in, first-out, also behind a recovery. So a
// handler that is deferred before the end of the span runs after it, and what
// it sets then is gone. A call of End that is not deferred does not run when
// something panics before it. And a handler that recovers in time, but sets no
// status, leaves the span looking like any other.
//
// An OpenTelemetry End that is itself deferred, as in `defer span.End()`,
// records a panic that passes through as an exception event, by default; it
// does not set the status. One in a deferred closure does not even record it.
//
// The pass runs the deferred calls of each function that starts a span, or is
// given one to end (as a parameter or in a context), for each call that may
// panic while the span is open. It sees closures, method values, spans in
// struct fields (also where one method starts the span, and another
// ends it), funcs that are returned to end a span, helpers in other files
// and in other packages, and conditions: on the error that a status depends on,
// on flags, and on whether there is a span. It knows the spans of
// OpenTelemetry, OpenTracing and Datadog (dd-trace-go v2). To end, to record
// and to set the status are other calls there, and their Finish takes no
// notice of a panic. A method of an interface of the program's own, or a func in
// a field, that makes of one context another and such a span is taken to start it.
//
// # Category lost
//
// A panic is recovered when nobody has ended the span, and nobody does: the
// span is never exported. The recovery stands in the function, or in a caller
// in the same package: a direct one, one further up, one that calls what it finds
// in a field, in a table or in an interface of the package or receives from a
// channel, or a function that is given a literal and calls it, which may be of
// another package (a safe.Go, the pools of ants).
//
//	defer func() {
//		if r := recover(); r != nil {
//			log.Print(r)
//		}
//	}()
//	ctx, span := tracer.Start(ctx, "job")
//	work(ctx)
//	span.End()
//
// is reported with
//
//	a panic that line 1 recovers skips this call, and span is never exported; defer it right after the start
//
// So is a span that is ended only where a panic is recovered, and one that a
// handler ends, but not where it panics again:
//
//	ctx, span := tracer.Start(ctx, "transaction")
//	defer func() {
//		if p := recover(); p != nil {
//			tx.Rollback()
//			panic(p)
//		}
//		span.End()
//	}()
//
// is reported with
//
//	this handler panics again before it ends span, which is then never exported; end it before the panic
//
// The suggested fix defers the end where a caller recovers, and nothing but the
// return follows the end, or at the begin of the handler that panics again.
//
// # Category late
//
// The handler recovers when the span has ended: the panic counts as a
// success.
//
//	ctx, span := tracer.Start(ctx, "job")
//	defer func() {
//		if r := recover(); r != nil {
//			log.Print(r)
//		}
//	}()
//	defer span.End()
//
// is reported with
//
//	span has ended (line 7) when this handler recovers, so a panic counts as a success; defer it below that and call span.SetStatus with codes.Error
//
// and right is
//
//	ctx, span := tracer.Start(ctx, "job")
//	defer span.End()
//	defer func() {
//		if r := recover(); r != nil {
//			span.RecordError(fmt.Errorf("panic: %v", r))
//			span.SetStatus(codes.Error, "panic")
//			log.Print(r)
//		}
//	}()
//
// The suggested fix makes this of it where nothing but the start of the span
// stands between the two deferred calls. A handler that does record the panic
// and set the status, but on a span that has ended, is late, too: calls on an
// ended span do nothing. (Tracers of OpenTracing differ in that, so there it
// is not reported.) The same goes, panic or not, for a deferred call that tells
// the span of the error that the function returns:
//
//	ctx, span := tracer.Start(ctx, "job")
//	defer func() {
//		if err != nil {
//			span.SetStatus(codes.Error, err.Error())
//		}
//	}()
//	defer span.End()
//
// is reported with
//
//	span has ended (line 7) when this deferred call touches it, which does nothing: its error status is lost; defer it below that
//
// # Category unset
//
// The handler recovers in time, and the span ends without an error status:
// because the handler says nothing to the span, because it records an error
// only, which sets no status, or because the status depends on an error that
// the recovery leaves nil.
//
//	ctx, span := tracer.Start(ctx, "job")
//	defer span.End()
//	defer func() {
//		if r := recover(); r != nil {
//			log.Print(r)
//		}
//	}()
//
// is reported with
//
//	a panic recovered here counts as a success: span ends without an error status; call span.SetStatus with codes.Error
//
// The suggested fix adds what is missing to handlers of this form. A recovery
// in a closure or in a function that the span covers counts only if that is
// given the span or its context, is all that the span covers, and neither
// returns nor stores what it recovered, and if nothing behind it sets an error
// status.
//
// # Category undeferred
//
// An HTTP handler, or a gRPC server interceptor, starts a span, calls the next
// handler, and then ends the span by a plain call. net/http recovers the panics
// of handlers, http.ErrAbortHandler among them; gRPC servers have an interceptor
// for it. The span of a request that panicked is never exported. Handlers are
// those of net/http and of routers that keep its parameters, and the middleware
// of gin, echo, fiber and go-restful.
//
//	ctx, span := tracer.Start(req.Context(), "request")
//	next.ServeHTTP(w, req.WithContext(ctx))
//	span.End()
//
// is reported with
//
//	a panic in the handler called on line 2 skips this call, and span is never exported; defer it right after the start
//
// The suggested fix does so where nothing but the return follows the end.
//
// # Category okpanic
//
// In the same handlers, a deferred closure sets the status Ok when the error is
// nil, or its gRPC code OK, which it is while a panic passes through.
//
//	defer func() {
//		if err != nil {
//			span.SetStatus(codes.Error, err.Error())
//		} else {
//			span.SetStatus(codes.Ok, "")
//		}
//		span.End()
//	}()
//	return handler(ctx, req)
//
// is reported with
//
//	span gets the status Ok while a panic of the handler called on line 9 passes through; set it where that has returned
//
// # When it is silent
//
// Handlers that panic again and leave the end to others, functions that recover
// but have no span, and spans that are returned, stored or handed to another owner (a body that ends
// its span in Close, a goroutine, a channel, unknown code where the function
// does not end it itself) are not reported. Nor is `defer
// span.End()` alone, with an early End or without, a plain End with no recovery
// in sight outside the handlers above, and a recovery that is over before the
// span starts or is of another goroutine. A handler that recovers panics of one
// type of the program's own and panics again with all others is taken to catch
// what the program throws on purpose. One that gives a span of the function an
// error status need not do so for the spans within it. Nor is one reported that
// lets the errors of the runtime pass on: it catches what the program throws.
// A span that nobody ends, panic or not, that one branch leaves open, or that
// another one replaces in its field, is not reported: that fault is not of panics,
// and for a field it takes to know who else ends what is in it.
//
// The pass keeps silent where it cannot know: where the handler hands the span,
// its context, or what was made of them (a request, a struct with the context
// in a field, an interface) to code that is not seen, or takes the span from
// there, and so may set the status; where a status is no constant; where a
// function has too many paths to follow, or ranges over a func. Calls of fmt,
// log, time and the like, and of the tracing libraries, are not taken to panic.
// A span of a type of the program's own that is an interface is not known for
// one, nor is a func that an interface's method returns known to end a span, since
// what is behind them is not seen. Which link of a chain of interceptors calls
// which is not known either, so a recovery in another link is not seen.
// A recovery in a caller of another package is not seen. One in a function of
// another package that runs the func that it is given is seen where that calls
// the func itself, or sends it to what does, below a deferred handler that keeps
// nothing to panic with again. Calls of functions that stop every panic themselves are not taken to
// panic.
//
// There is no fix for lost where the function itself recovers for good: a
// deferred end alone would make the handler late. There is none for okpanic: without the call
// a success has no status, and what knows that the next handler has returned is
// not there yet.
//
// A finding is silenced by a comment on its line or above it:
//
//	//obslint:ignore spanrecover <reason>
package spanrecover
