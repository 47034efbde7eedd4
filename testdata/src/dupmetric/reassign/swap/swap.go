// Package swap replaces the default registry. // want package:"families 0 reassigned"
package swap

import "github.com/prometheus/client_golang/prometheus"

// Swap replaces the default registry.
func Swap() {
	prometheus.DefaultRegisterer = prometheus.NewRegistry()
}
