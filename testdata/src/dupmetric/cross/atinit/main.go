// Command atinit registers one metric in two files.
package main

import "github.com/prometheus/client_golang/prometheus"

var errorsTotal = prometheus.NewCounter(prometheus.CounterOpts{Namespace: "batch", Name: "errors_total", Help: "Errors."})

func init() {
	prometheus.MustRegister(errorsTotal) // want `"batch_errors_total" is registered at other.go:8: this MustRegister panics; register it once and share the collector`
}

func main() {
	errorsTotal.Inc()
	failures.Inc()
	println("ran")
}
