// Package user registers in one default registry, and in another. // want package:"families 1 reassigned"
package user

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"obslint.test/dupmetric/reassign/swap"
)

var opts = prometheus.CounterOpts{Name: "reassign_total", Help: "All."}

var _ = promauto.NewCounter(opts)

// Again registers where the default registry was replaced.
func Again() { // want Again:"registers 1"
	swap.Swap()
	promauto.NewCounter(opts)
}
