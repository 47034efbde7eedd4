// Package exporter runs the collectors.
package exporter

import (
	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/custom/collector"
)

// Options say what is exported.
type Options struct {
	URL     string
	Indices bool
}

// Registry returns the registry of an exporter.
func Registry(o Options) *prometheus.Registry { // want Registry:"registers 4"
	reg := prometheus.NewRegistry()
	reg.MustRegister(collector.NewNodes(o.URL))
	if o.Indices {
		reg.MustRegister(collector.NewIndices(o.URL)) // want `"search_indices_indexing_is_throttled" is registered at line 19, this one has labels \[index cluster\], not \[node\]: this MustRegister panics; use one definition, or another name`
	}
	return reg
}

// Probe has a registry for each target.
func Probe(urls []string) []*prometheus.Registry {
	var all []*prometheus.Registry
	for _, url := range urls {
		reg := prometheus.NewRegistry()
		reg.MustRegister(collector.NewNodes(url))
		all = append(all, reg)
	}
	return all
}

// Each registers one for each target.
func Each(reg *prometheus.Registry, urls []string) {
	for _, url := range urls {
		reg.MustRegister(collector.NewNodes(url)) // want `MustRegister runs again: in the second round of the loop "search_indices_indexing_is_throttled" is registered already and it panics; register it before the loop`
	}
}
