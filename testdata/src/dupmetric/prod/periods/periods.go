// Package periods makes shippers as databases do.
package periods

import (
	"context"
	"fmt"
	"net/http"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/prod/periods/shipper"
)

// A Period has a kind of index.
type Period struct {
	Kind string
	From string
	Dir  string
}

// Compactor makes a shipper for each period of one kind.
func Compactor(periods []Period, reg prometheus.Registerer) (map[string]shipper.Shipper, error) {
	out := make(map[string]shipper.Shipper)
	for i, p := range periods {
		if p.Kind != "tsdb" {
			fmt.Println("skipping period", i)
			continue
		}
		s, err := shipper.New(shipper.Config{Dir: p.Dir}, prometheus.WrapRegistererWithPrefix("compactor_", reg)) // want `New runs again: when the loop gets here again "compactor_table_download_duration_seconds" \(shipper.go:24\) is registered already and it panics; register it before the loop`
		if err != nil {
			return nil, fmt.Errorf("period %d: %w", i, err)
		}
		out[p.From] = s
	}
	return out, nil
}

// Labelled has a label for each.
func Labelled(periods []Period, reg prometheus.Registerer) error {
	for _, p := range periods {
		if p.Kind != "tsdb" {
			continue
		}
		wrapped := prometheus.WrapRegistererWith(prometheus.Labels{"period": p.Kind + "-" + p.From}, prometheus.WrapRegistererWithPrefix("labelled_", reg))
		if _, err := shipper.New(shipper.Config{Dir: p.Dir}, wrapped); err != nil {
			return err
		}
	}
	return nil
}

// An Ingester has an instance for each tenant.
type Ingester struct {
	mu        sync.RWMutex
	instances map[string]*instance
	reg       prometheus.Registerer
	cfg       shipper.Config
}

// NewIngester returns one.
func NewIngester(cfg shipper.Config, reg prometheus.Registerer) *Ingester {
	return &Ingester{instances: make(map[string]*instance), reg: reg, cfg: cfg}
}

type instance struct {
	tenant string
	out    shipper.Shipper
}

func newInstance(tenant string, cfg shipper.Config, reg prometheus.Registerer) (*instance, error) {
	out, err := shipper.New(cfg, reg)
	if err != nil {
		return nil, err
	}
	return &instance{tenant, out}, nil
}

func (i *Ingester) get(tenant string) (*instance, bool) {
	i.mu.RLock()
	defer i.mu.RUnlock()
	inst, ok := i.instances[tenant]
	return inst, ok
}

// Instance returns the instance of a tenant.
func (i *Ingester) Instance(tenant string) (*instance, error) {
	if inst, ok := i.get(tenant); ok {
		return inst, nil
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	inst, ok := i.instances[tenant]
	if !ok {
		var err error
		inst, err = newInstance(tenant, i.cfg, i.reg) // want `newInstance runs again: for the second key of the map "table_download_duration_seconds" \(New, shipper.go:24\) is registered already and it panics; register it once, or with a label for the key`
		if err != nil {
			return nil, err
		}
		i.instances[tenant] = inst
	}
	return inst, nil
}

// A Server applies what providers send.
type Server struct {
	configs chan shipper.Config
	reg     prometheus.Registerer
	cur     shipper.Shipper
}

func (s *Server) apply(cfg shipper.Config) error {
	next, err := shipper.New(cfg, s.reg)
	if err != nil {
		return err
	}
	if s.cur != nil {
		s.cur.Stop()
	}
	s.cur = next
	return nil
}

// Listen waits for configurations.
func (s *Server) Listen(ctx context.Context) {
	for {
		select {
		case cfg, ok := <-s.configs:
			if !ok {
				return
			}
			if err := s.apply(cfg); err != nil { // want `apply runs again: in the second round of the loop "table_download_duration_seconds" \(New, shipper.go:24\) is registered already and it panics; register it before the loop`
				fmt.Println(err)
			}
		case <-ctx.Done():
			return
		}
	}
}

// Reload is the handler of an administrator.
func (s *Server) Reload(w http.ResponseWriter, r *http.Request) { // want Reload:"registers 2"
	if err := s.apply(shipper.Config{Dir: r.FormValue("dir")}); err != nil { // want `apply runs again: from the second request on "table_download_duration_seconds" \(New, shipper.go:24\) is registered already and it panics; register it once, at start-up`
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// Modules are those of a program, which runs some of them.
func Modules(s *Server, i *Ingester) map[string]func() error {
	return map[string]func() error{
		"server":   func() error { return s.apply(shipper.Config{Dir: "/a"}) },
		"ingester": func() error { _, err := i.Instance("all"); return err },
	}
}
