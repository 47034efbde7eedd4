package deep

import "github.com/prometheus/client_golang/prometheus"

// A config is put together from many: each link of the chain has every field
// of the one before.
type config struct {
	namespace, subsystem, name, help    string
	zone, region, cluster, node, tenant string
	labels                              prometheus.Labels
}

func (c config) apply(o config) config {
	if o.namespace != "" {
		c.namespace = o.namespace
	}
	if o.name != "" {
		c.name = o.name
	}
	return c
}

func chained(file, env, flags config) {
	c := config{namespace: "deep", name: "chained_total"}
	c = c.apply(file).apply(env).apply(flags)
	c = c.apply(config{namespace: c.namespace, subsystem: c.subsystem, name: c.name, zone: c.zone, region: c.region})
	c = c.apply(config{namespace: c.namespace, subsystem: c.subsystem, name: c.name, zone: c.zone, region: c.region})
	c = c.apply(config{namespace: c.namespace, subsystem: c.subsystem, name: c.name, zone: c.zone, region: c.region})
	c = c.apply(config{namespace: c.namespace, subsystem: c.subsystem, name: c.name, zone: c.zone, region: c.region})
	c = c.apply(config{namespace: c.namespace, subsystem: c.subsystem, name: c.name, zone: c.zone, region: c.region})
	c = c.apply(config{namespace: c.namespace, subsystem: c.subsystem, name: c.name, zone: c.zone, region: c.region})
	c = c.apply(config{namespace: c.namespace, subsystem: c.subsystem, name: c.name, zone: c.zone, region: c.region})
	c = c.apply(config{namespace: c.namespace, subsystem: c.subsystem, name: c.name, zone: c.zone, region: c.region})
	c = c.apply(file).apply(env).apply(flags)
	c = c.apply(file).apply(env).apply(flags)
	prometheus.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Namespace: c.namespace, Subsystem: c.subsystem, Name: c.name, ConstLabels: c.labels}))
}
