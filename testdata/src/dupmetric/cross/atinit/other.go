package main

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var failures = promauto.NewCounter(prometheus.CounterOpts{Name: "batch_errors_total", Help: "Errors."})
