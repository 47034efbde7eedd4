// Package ingester starts the manager of a partition.
package ingester

import (
	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/histories/jaeger"
	"obslint.test/dupmetric/histories/jaeger/metrics"
	"obslint.test/dupmetric/histories/jaeger/prom"
)

// Run keeps the metrics of the manager in the default registry.
func Run(partition int32, mark jaeger.MarkOffset) *jaeger.Manager {
	baseFactory := prom.New(prometheus.DefaultRegisterer)
	return consume(partition, mark, baseFactory.Namespace("ingester", nil))
}

func consume(partition int32, mark jaeger.MarkOffset, factory metrics.Factory) *jaeger.Manager {
	m := jaeger.NewManager(func() int64 { return 0 }, mark, partition, factory)
	m.Start()
	return m
}
