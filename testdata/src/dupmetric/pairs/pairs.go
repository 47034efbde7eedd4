// Package pairs registers pairs of metrics that can not live together, and
// pairs that can.
package pairs

import "github.com/prometheus/client_golang/prometheus"

const namespace = "shop"

// Help gives one metric two help strings.
func Help(reg *prometheus.Registry) error { // want Help:"registers 2"
	if err := reg.Register(prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: "carts", Help: "Open carts."})); err != nil {
		return err
	}
	return reg.Register(prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: "carts", Help: "Carts that are open."})) // want `"shop_carts" is registered at line 11, this one has another help string: this Register returns an error and registers nothing; use one definition, or another name`
}

// Order gives one metric its labels in two orders, which is the same metric.
func Order(reg *prometheus.Registry) { // want Order:"registers 2"
	opts := prometheus.CounterOpts{Namespace: namespace, Name: "orders_total", Help: "Orders."}
	reg.MustRegister(prometheus.NewCounterVec(opts, []string{"country", "state"}))
	reg.MustRegister(prometheus.NewCounterVec(opts, []string{"state", "country"})) // want `"shop_orders_total" is registered at line 20: this MustRegister panics; register it once and share the collector`
}

// ConstAndVariable has a label that is constant here and variable there.
func ConstAndVariable(reg *prometheus.Registry) { // want ConstAndVariable:"registers 2"
	opts := prometheus.CounterOpts{Namespace: namespace, Name: "refunds_total", Help: "Refunds."}
	vec := prometheus.NewCounterVec(opts, []string{"region"})
	opts.ConstLabels = prometheus.Labels{"region": "eu"}
	reg.MustRegister(vec, prometheus.NewCounter(opts)) // want `"shop_refunds_total" is registered on this line, this one has labels \[const region\], not \[region\]: this MustRegister panics; use one definition, or another name`
}

// Type makes a counter and a gauge of one name.
func Type(reg prometheus.Registerer) { // want Type:"registers 2"
	reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{
		Name: prometheus.BuildFQName(namespace, "", "sessions"), Help: "Sessions.", ConstLabels: prometheus.Labels{"kind": "web"}}))
	reg.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{ // want `"shop_sessions" is a counter at line 34 and a gauge here: both register, then every Gather fails; give one another name`
		Name: namespace + "_sessions", Help: "Sessions.", ConstLabels: prometheus.Labels{"kind": "app"}}))
}

// Values makes two series of one metric.
func Values(reg prometheus.Registerer) { // want Values:"registers 3"
	for _, kind := range []string{"web"} {
		reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "shop_visits_total", Help: "Visits.", ConstLabels: prometheus.Labels{"kind": kind}}))
	}
	web := prometheus.Opts{Name: "shop_logins_total", Help: "Logins.", ConstLabels: prometheus.Labels{"kind": "web"}}
	app := web
	app.ConstLabels = prometheus.Labels{"kind": "app"}
	reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts(web)))
	reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts(app)))
}

// Suffix makes a counter that has the name of a histogram's series.
func Suffix(reg prometheus.Registerer) (prometheus.Observer, prometheus.Counter) { // want Suffix:"registers 2 makes"
	seconds := prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: namespace, Subsystem: "checkout", Name: "seconds", Help: "Seconds."})
	count := prometheus.NewCounter(prometheus.CounterOpts{Namespace: namespace, Subsystem: "checkout", Name: "seconds_count", Help: "Checkouts."})
	reg.MustRegister(seconds)
	reg.MustRegister(count) // want `"shop_checkout_seconds_count" is a series of the histogram "shop_checkout_seconds" at line 56: once both have values every Gather fails; rename one`
	return seconds, count
}

// Total is no series of a summary, and neither is a bucket.
func Total(reg prometheus.Registerer) { // want Total:"registers 3"
	reg.MustRegister(prometheus.NewSummary(prometheus.SummaryOpts{Name: "shop_search_seconds", Help: "Seconds."}))
	reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "shop_search_seconds_total", Help: "Searches."}))
	reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "shop_search_seconds_bucket", Help: "Searches."}))
}
