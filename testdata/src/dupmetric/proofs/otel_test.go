package proofs

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	otelprom "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"obslint.test/dupmetric/instr"
	"obslint.test/proof"
)

var quiet = log.New(io.Discard, "", 0)

// seen is what a reader and a scrape of the Prometheus exporter make of the
// instruments.
type seen struct{ streams, scrape int }

func observe(t *testing.T, record func(metric.MeterProvider)) seen {
	reg := prometheus.NewRegistry()
	exporter, err := otelprom.New(otelprom.WithRegisterer(reg))
	if err != nil {
		t.Fatal(err)
	}
	reader := sdkmetric.NewManualReader()
	record(sdkmetric.NewMeterProvider(sdkmetric.WithReader(exporter), sdkmetric.WithReader(reader)))
	var data metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &data); err != nil {
		t.Fatal(err)
	}
	var s seen
	for _, scope := range data.ScopeMetrics {
		s.streams += len(scope.Metrics)
	}
	w := httptest.NewRecorder()
	promhttp.HandlerFor(reg, promhttp.HandlerOpts{}).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	s.scrape = w.Code
	return s
}

func meter(f func(metric.Meter)) func(metric.MeterProvider) {
	return func(mp metric.MeterProvider) { f(mp.Meter("proofs")) }
}

func TestInstruments(t *testing.T) {
	proof.Run(t, "dupmetric/instrument", seen{2, 200}, seen{1, 200}, func(t *testing.T) seen { return observe(t, instr.Units) })
	for i, c := range []struct {
		record           func(metric.Meter)
		faulty, repaired seen
	}{
		{instr.Numbers, seen{2, 500}, seen{1, 200}},
		{instr.Descriptions, seen{2, 500}, seen{1, 200}},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			proof.Run(t, "dupmetric/instrument", c.faulty, c.repaired, func(t *testing.T) seen { return observe(t, meter(c.record)) })
		})
	}
	proof.Run(t, "dupmetric/instrument", "reqs reqs", "req_sizes reqs", func(t *testing.T) string { return names(t, meter(instr.Kinds)) })
	proof.LookAlike(t, "dupmetric/instrument", 200, func(t *testing.T) int { return observe(t, func(metric.MeterProvider) {}).scrape })
	proof.LookAlike(t, "dupmetric/instrument", 200, func(t *testing.T) int { return observe(t, instr.Durations).scrape })
}

func names(t *testing.T, record func(metric.MeterProvider)) string {
	reader := sdkmetric.NewManualReader()
	record(sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)))
	var data metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &data); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, scope := range data.ScopeMetrics {
		for _, m := range scope.Metrics {
			list = append(list, m.Name)
		}
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}
