// Package metrics is what a factory of metrics does, whatever keeps them.
package metrics

// A Counter counts.
type Counter interface{ Inc(int64) }

// A Gauge holds a value.
type Gauge interface{ Update(int64) }

// A Factory makes metrics.
type Factory interface {
	Counter(name string, tags map[string]string) Counter
	Gauge(name string, tags map[string]string) Gauge
	Namespace(name string, tags map[string]string) Factory
}
