// Package instr makes instruments.
package instr

import (
	"context"

	"go.opentelemetry.io/otel/metric"
)

// Kinds makes a counter and a histogram of one name.
func Kinds(m metric.Meter) { // want Kinds:"registers 2"
	c, _ := m.Int64Counter("reqs")
	h, _ := m.Int64Histogram("reqs") // want `"reqs" is an Int64Counter at line 12 and an Int64Histogram here: the meter makes two streams of one name; give one another name`
	use(c, h)
}

// Numbers makes counters of two number types.
func Numbers(m metric.Meter) { // want Numbers:"registers 2"
	a, _ := m.Int64Counter("bytes")
	b, _ := m.Float64Counter("bytes") // want `"bytes" is an Int64Counter at line 19 and a Float64Counter here: a Gather of the Prometheus exporter fails; use one number type`
	use(a, b)
}

// Units makes histograms of two units.
func Units(mp metric.MeterProvider) { // want Units:"registers 2"
	a, _ := mp.Meter("instr").Float64Histogram("latency", metric.WithUnit("s"))
	b, _ := mp.Meter("instr").Float64Histogram("latency", metric.WithUnit("ms")) // want `"latency" has unit "s" at line 26 and "ms" here: the meter makes two streams, which the Prometheus exporter gives two names; use one unit`
	use(a, b)
}

// Descriptions makes counters with two descriptions.
func Descriptions(m metric.Meter) { // want Descriptions:"registers 2"
	a, _ := m.Int64Counter("jobs", metric.WithDescription("Jobs."))
	b, _ := m.Int64Counter("jobs", metric.WithDescription("Jobs that ran.")) // want `"jobs" has another description at line 33: the meter makes two streams, and a scrape of the Prometheus exporter fails; use one description`
	use(a, b)
}

// Same makes one counter twice, and one of the name in another scope.
func Same(mp metric.MeterProvider) { // want Same:"registers 3"
	a, _ := mp.Meter("instr").Int64Counter("tasks", metric.WithUnit("1"))
	b, _ := mp.Meter("instr").Int64Counter("tasks", metric.WithUnit("1"))
	c, _ := mp.Meter("other").Int64Histogram("tasks")
	use(a, b, c)
}

type adder[N int64 | float64] interface {
	Add(context.Context, N, ...metric.AddOption)
}

type recorder[N int64 | float64] interface {
	Record(context.Context, N, ...metric.RecordOption)
}

// use records something with each instrument.
func use(instruments ...any) {
	ctx := context.Background()
	for _, i := range instruments {
		switch i := i.(type) {
		case adder[int64]:
			i.Add(ctx, 1)
		case adder[float64]:
			i.Add(ctx, 1)
		case recorder[int64]:
			i.Record(ctx, 1)
		case recorder[float64]:
			i.Record(ctx, 1)
		}
	}
}

// Durations counts scans, and has how long they take under the same name.
func Durations(mp metric.MeterProvider) { // want Durations:"registers 2"
	a, _ := mp.Meter("instr").Int64Counter("scans")
	b, _ := mp.Meter("instr").Float64Histogram("scans", metric.WithUnit("ms"))
	use(a, b)
}

// Named makes two instruments of one name, which its caller gives, on purpose.
func Named(mp metric.MeterProvider, name string) { // want Named:"registers 2"
	a, _ := mp.Meter("instr").Int64Counter(name)
	b, _ := mp.Meter("instr").Float64Histogram(name)
	use(a, b)
}
