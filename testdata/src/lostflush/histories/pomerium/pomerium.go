// Package pomerium defers the shutdown of its telemetry under the context that its errgroup waits for, as pomerium/pomerium@6591e3f5 does.
package pomerium

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v4"
	"github.com/rs/zerolog"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"golang.org/x/sync/errgroup"
)

// A Source has the configuration.
type Source interface {
	Run(ctx context.Context) error
	WaitReady(ctx context.Context) error
}

// A Runner holds the lease.
type Runner interface {
	Run(ctx context.Context, leased ...func(context.Context) error) error
	Close()
}

type controller struct {
	shutdownTimeout time.Duration
	source          Source
	newRunner       func(context.Context, Source) Runner
	exporter        sdkmetric.Exporter
}

// Run runs the parts until one of them fails.
func Run(ctx context.Context, source Source, newRunner func(context.Context, Source) Runner, exporter sdkmetric.Exporter) error { // want Run:"flushes 0"
	c := controller{5 * time.Second, source, newRunner, exporter}
	eg, ctx := errgroup.WithContext(ctx)
	eg.Go(func() error { return run(ctx, "bootstrap", c.runBootstrap) })
	eg.Go(func() error { return run(ctx, "control-loop", c.runControlLoop) })
	eg.Go(func() error {
		<-ctx.Done()
		zerolog.Ctx(ctx).Info().Msgf("ends: %v", context.Cause(ctx))
		return nil
	})
	return eg.Wait()
}

func run(ctx context.Context, name string, fn func(context.Context) error) error { // want run:`flushes 2\(0\)`
	zerolog.Ctx(ctx).Debug().Str("name", name).Msg("starts")
	err := fn(ctx)
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (c *controller) runBootstrap(ctx context.Context) error { return c.source.Run(ctx) }

func (c *controller) runControlLoop(ctx context.Context) error { // want runControlLoop:"flushes 0"
	err := c.source.WaitReady(ctx)
	if err != nil {
		return fmt.Errorf("wait: %w", err)
	}

	r := c.newRunner(ctx, c.source)
	defer r.Close()

	tm, err := newTelemetry(ctx, c.exporter)
	if err != nil {
		return fmt.Errorf("telemetry: %w", err)
	}
	defer c.shutdownTelemetry(ctx, tm)

	eg, ctx := errgroup.WithContext(ctx)
	eg.Go(func() error { return tm.Run(ctx) })
	eg.Go(func() error {
		return r.Run(ctx, c.runChecks)
	})
	return eg.Wait()
}

func (c *controller) shutdownTelemetry(ctx context.Context, tm *telemetry) { // want shutdownTelemetry:"flushes 0"
	ctx, cancel := context.WithTimeout(ctx, c.shutdownTimeout)
	defer cancel()

	err := tm.Shutdown(ctx)
	if err != nil {
		zerolog.Ctx(ctx).Error().Err(err).Msg("telemetry does not end")
	}
}

func (c *controller) runChecks(ctx context.Context) error { // want runChecks:"waits 0"
	<-ctx.Done()
	return ctx.Err()
}

type telemetry struct {
	reporter *reporter
	requests chan string
}

func newTelemetry(ctx context.Context, exporter sdkmetric.Exporter) (*telemetry, error) {
	r, err := newReporter(ctx, exporter)
	if err != nil {
		return nil, fmt.Errorf("reporter: %w", err)
	}
	return &telemetry{reporter: r, requests: make(chan string, 1)}, nil
}

func (t *telemetry) Shutdown(ctx context.Context) error { // want Shutdown:"flushes 0"
	return t.reporter.Shutdown(ctx)
}

func (t *telemetry) Run(ctx context.Context) error {
	eg, ctx := errgroup.WithContext(ctx)
	eg.Go(func() error { return t.reporter.Run(ctx) })
	eg.Go(func() error { return t.handleRequests(ctx) })
	return eg.Wait()
}

func (t *telemetry) handleRequests(ctx context.Context) error { // want handleRequests:"waits 0" handleRequests:"traces"
	for {
		select {
		case check := <-t.requests:
			if err := t.reporter.CollectAndExport(ctx); err != nil {
				t.reporter.ReportError(check, err)
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

type reporter struct {
	*metricsReporter
	*checkReporter
}

func newReporter(ctx context.Context, exporter sdkmetric.Exporter) (*reporter, error) {
	res, err := resource.New(ctx)
	if err != nil {
		return nil, err
	}
	return &reporter{newMetricsReporter(exporter, res), newCheckReporter(res)}, nil
}

func (r *reporter) Run(ctx context.Context) error {
	eg, ctx := errgroup.WithContext(ctx)

	eg.Go(func() error { return withBackoff(ctx, r.metricsReporter.Run) })
	eg.Go(func() error { return withBackoff(ctx, r.checkReporter.Run) })

	return eg.Wait()
}

func (r *reporter) Shutdown(ctx context.Context) error { // want Shutdown:"flushes 0"
	eg, ctx := errgroup.WithContext(ctx)

	eg.Go(func() error { return r.metricsReporter.Shutdown(ctx) })
	eg.Go(func() error { return r.checkReporter.Shutdown(ctx) })

	return eg.Wait()
}

func withBackoff(ctx context.Context, fn func(context.Context) error) error {
	return backoff.Retry(func() error { return fn(ctx) }, backoff.WithContext(backoff.NewExponentialBackOff(), ctx))
}

type metricsReporter struct {
	exporter sdkmetric.Exporter
	resource *resource.Resource
	reader   *sdkmetric.ManualReader
}

func newMetricsReporter(exporter sdkmetric.Exporter, res *resource.Resource) *metricsReporter {
	reader := sdkmetric.NewManualReader()
	_ = sdkmetric.NewMeterProvider(
		sdkmetric.WithResource(res),
		sdkmetric.WithReader(reader),
	)
	return &metricsReporter{exporter, res, reader}
}

func (r *metricsReporter) Run(ctx context.Context) error { // want Run:"waits 0"
	<-ctx.Done()
	return nil
}

func (r *metricsReporter) Shutdown(ctx context.Context) error {
	return errors.Join(
		r.reader.Shutdown(ctx),
		r.exporter.Shutdown(ctx),
	)
}

func (r *metricsReporter) CollectAndExport(ctx context.Context) error {
	rm := &metricdata.ResourceMetrics{Resource: r.resource}
	if err := r.reader.Collect(ctx, rm); err != nil {
		return err
	}
	return r.exporter.Export(ctx, rm)
}

type checkReporter struct {
	exporter interface {
		sdktrace.SpanExporter
		Start(ctx context.Context) error
	}
	provider *sdktrace.TracerProvider
	tracer   trace.Tracer
}

func newCheckReporter(res *resource.Resource) *checkReporter {
	exporter := otlptracehttp.NewUnstarted()
	processor := sdktrace.NewBatchSpanProcessor(exporter)
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithResource(res),
		sdktrace.WithSampler(sdktrace.AlwaysSample()),
		sdktrace.WithSpanProcessor(processor),
	)
	return &checkReporter{
		exporter: exporter,
		provider: provider,
		tracer:   provider.Tracer("checks"),
	}
}

func (r *checkReporter) Run(ctx context.Context) error { // want Run:"waits 0 or fails"
	err := r.exporter.Start(ctx)
	if err != nil {
		return fmt.Errorf("exporter: %w", err)
	}

	<-ctx.Done()
	return nil
}

func (r *checkReporter) Shutdown(ctx context.Context) error { // want Shutdown:"flushes 0"
	return errors.Join(
		r.provider.Shutdown(ctx),
		r.exporter.Shutdown(ctx),
	)
}

// ReportError makes a span of a check that failed.
func (r *checkReporter) ReportError(check string, err error) { // want ReportError:"traces"
	_, span := r.tracer.Start(context.Background(), check)
	span.SetStatus(codes.Error, err.Error())
	span.End()
}
