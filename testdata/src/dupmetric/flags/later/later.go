// Package later turns a flag off once it has registered.
package later

import (
	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/flags/store"
)

// Two opens two stores, of which the first registers.
func Two(reg prometheus.Registerer, opts *store.Options) error {
	if _, err := store.Open(reg, "main", opts); err != nil {
		return err
	}
	opts.Metrics = false
	_, err := store.Open(reg, "copy", opts)
	return err
}
