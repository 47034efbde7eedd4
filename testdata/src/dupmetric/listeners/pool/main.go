// Command pool has its workers register.
package main

import (
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"
)

func main() {
	registry := prometheus.NewRegistry()
	var group errgroup.Group
	for range 2 {
		group.Go(func() error {
			jobs := prometheus.NewCounter(prometheus.CounterOpts{Name: "pool_jobs_total", Help: "Jobs."})
			registry.MustRegister(jobs) // want `MustRegister runs again: in the second round of the loop "pool_jobs_total" is registered already and it panics; register it before the loop`
			jobs.Inc()
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		panic(err)
	}
}
