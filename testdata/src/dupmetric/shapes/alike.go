package shapes

import "github.com/prometheus/client_golang/prometheus"

// Ready makes its client when it is told that all is ready, which happens once.
func Ready(ready <-chan struct{}, urls <-chan string, reg prometheus.Registerer) (c *Client) {
	for {
		select {
		case <-ready:
			c = NewClient("http://ready", reg)
			ready = nil
		case url, ok := <-urls:
			if !ok {
				return c
			}
			c.url = url
		}
	}
}

// Everywhere registers a client with each of several registries.
func Everywhere(regs []prometheus.Registerer) {
	for _, reg := range regs {
		NewClient("http://each", reg)
	}
	for i := range regs {
		prometheus.WrapRegistererWithPrefix("again_", regs[i]).MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "shapes_each", Help: "Each."}))
	}
}

// First makes one client, whichever tenant comes first.
func (t *Tenants) First(id string) *Client {
	c, ok := t.clients[id]
	if !ok {
		if len(t.clients) == 0 {
			c = NewClient("http://first", t.reg)
		}
		t.clients[id] = c
	}
	return c
}
