// Package collector has the collectors of an exporter.
package collector

import "github.com/prometheus/client_golang/prometheus"

const namespace = "search"

var indexLabels = []string{"index", "cluster"}

var (
	indexDocs      = prometheus.NewDesc(prometheus.BuildFQName(namespace, "indices", "docs"), "Documents.", indexLabels, nil)
	indexThrottled = prometheus.NewDesc(prometheus.BuildFQName(namespace, "indices", "indexing_is_throttled"), "Whether indexing is throttled.", indexLabels, nil)
)

// Indices tells of indices.
type Indices struct{ url string }

// NewIndices returns the collector of the indices at url.
func NewIndices(url string) *Indices { return &Indices{url} } // want NewIndices:"steady"

// Describe implements prometheus.Collector.
func (i *Indices) Describe(ch chan<- *prometheus.Desc) { // want Describe:"describes 2"
	ch <- indexDocs
	ch <- indexThrottled
}

// Collect implements prometheus.Collector.
func (i *Indices) Collect(ch chan<- prometheus.Metric) {}

type nodeMetric struct {
	Type  prometheus.ValueType
	Desc  *prometheus.Desc
	Value func(stats map[string]float64) float64
}

// Nodes tells of nodes.
type Nodes struct {
	url     string
	metrics []*nodeMetric
}

// NewNodes returns the collector of the nodes at url.
func NewNodes(url string) *Nodes { // want NewNodes:"steady"
	return &Nodes{
		url: url,
		metrics: []*nodeMetric{
			{
				Type:  prometheus.GaugeValue,
				Desc:  prometheus.NewDesc(prometheus.BuildFQName(namespace, "indices_indexing", "is_throttled"), "Whether indexing is throttled.", []string{"node"}, nil),
				Value: func(stats map[string]float64) float64 { return stats["throttled"] },
			},
			{
				Type:  prometheus.CounterValue,
				Desc:  prometheus.NewDesc(prometheus.BuildFQName(namespace, "indices_indexing", "total"), "Indexing operations.", []string{"node"}, nil),
				Value: func(stats map[string]float64) float64 { return stats["total"] },
			},
		},
	}
}

// Describe implements prometheus.Collector.
func (n *Nodes) Describe(ch chan<- *prometheus.Desc) { // want Describe:"describes 2"
	for _, m := range n.metrics {
		ch <- m.Desc
	}
}

// Collect implements prometheus.Collector.
func (n *Nodes) Collect(ch chan<- prometheus.Metric) {}
