package proofs

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"google.golang.org/grpc"

	"obslint.test/dupmetric/article"
	"obslint.test/dupmetric/correct"
	"obslint.test/dupmetric/deep/app"
	"obslint.test/dupmetric/errs"
	"obslint.test/dupmetric/exp"
	"obslint.test/dupmetric/lookalike"
	"obslint.test/dupmetric/more"
	"obslint.test/dupmetric/origins"
	"obslint.test/dupmetric/pairs"
	"obslint.test/dupmetric/rerun"
	"obslint.test/proof"
)

// A step is a call that may panic.
type step struct {
	name string
	call func()
}

// panicking returns the names of the steps that panic.
func panicking(steps ...step) string {
	var names []string
	for _, s := range steps {
		func() {
			defer func() {
				if recover() != nil {
					names = append(names, s.name)
				}
			}()
			s.call()
		}()
	}
	return strings.Join(names, " ")
}

func with(f func(prometheus.Registerer)) func() {
	return func() { f(prometheus.NewRegistry()) }
}

func TestArticle(t *testing.T) {
	proof.Run(t, "dupmetric/twice", "Counters", "", func(t *testing.T) string {
		return panicking(step{"Counters", article.Counters}, step{"Correct", correct.Count})
	})
	proof.Run(t, "dupmetric/mismatch", "Gauges", "", func(t *testing.T) string {
		return panicking(step{"Gauges", article.Gauges})
	})
}

func TestOrigins(t *testing.T) {
	proof.Run(t, "dupmetric/twice", "Default Variable Local Start Param Labels Bare Prefix Collectors", "", func(t *testing.T) string {
		return panicking(
			step{"Default", origins.Default},
			step{"Own", origins.Own},
			step{"Prefixed", origins.Prefixed},
			step{"Variable", origins.Variable},
			step{"OtherVariable", origins.OtherVariable},
			step{"Local", origins.Local},
			step{"Locals", origins.Locals},
			step{"Start", func() { origins.NewServer(prometheus.NewRegistry()).Start() }},
			step{"Swap", func() {
				var s origins.Swapper
				func() { defer func() { recover() }(); s.Swap(prometheus.NewRegistry()) }()
			}},
			step{"Param", with(origins.Param)},
			step{"Params", func() { origins.Params(prometheus.NewRegistry(), prometheus.NewRegistry()) }},
			step{"Labels", with(origins.Labels)},
			step{"OtherLabels", func() { origins.OtherLabels(prometheus.NewRegistry(), "c") }},
			step{"Bare", origins.Bare},
			step{"Prefix", origins.Prefix},
			step{"Prefixes", origins.Prefixes},
			step{"Collectors", origins.Collectors},
			step{"Nil", origins.Nil},
			step{"Fresh", func() { origins.Fresh([]string{"a", "b"}) }},
		)
	})
}

func TestMore(t *testing.T) {
	proof.Run(t, "dupmetric/twice", "Start List Later Closure", "", func(t *testing.T) string {
		return panicking(
			step{"Start", func() { more.NewModule().Start() }},
			step{"List", with(more.List)},
			step{"Later", with(func(r prometheus.Registerer) { more.Later(r, true, func() error { return nil }) })},
			step{"Closure", with(more.Closure)},
		)
	})
}

func TestExpvar(t *testing.T) {
	proof.Run(t, "dupmetric/twice", "Publish Memory", "", func(t *testing.T) string {
		return panicking(step{"Publish", exp.Publish}, step{"Memory", exp.Memory}, step{"Guarded", exp.Guarded})
	})
}

func TestMismatch(t *testing.T) {
	proof.Run(t, "dupmetric/mismatch", "Order ConstAndVariable", "", func(t *testing.T) string {
		return panicking(
			step{"Order", func() { pairs.Order(prometheus.NewRegistry()) }},
			step{"ConstAndVariable", func() { pairs.ConstAndVariable(prometheus.NewRegistry()) }},
			step{"Values", with(pairs.Values)},
			step{"Total", with(pairs.Total)},
		)
	})
	proof.Run(t, "dupmetric/mismatch", true, false, func(t *testing.T) bool {
		err := pairs.Help(prometheus.NewRegistry())
		_, already := err.(prometheus.AlreadyRegisteredError)
		return err != nil && !already
	})
}

// status is what promhttp answers.
func status(reg *prometheus.Registry) int {
	w := httptest.NewRecorder()
	promhttp.HandlerFor(reg, promhttp.HandlerOpts{}).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	return w.Code
}

func TestGather(t *testing.T) {
	proof.Run(t, "dupmetric/type", 500, 200, func(t *testing.T) int {
		reg := prometheus.NewRegistry()
		pairs.Type(reg)
		return status(reg)
	})
	proof.Run(t, "dupmetric/suffix", 500, 200, func(t *testing.T) int {
		reg := prometheus.NewRegistry()
		o, c := pairs.Suffix(reg)
		o.Observe(1)
		c.Inc()
		return status(reg)
	})
	proof.LookAlike(t, "dupmetric/suffix", 200, func(t *testing.T) int {
		reg := prometheus.NewRegistry()
		pairs.Total(reg)
		pairs.Values(reg)
		return status(reg)
	})
}

func TestRerun(t *testing.T) {
	proof.Run(t, "dupmetric/rerun", "Caches Named Loop Routes Clients Sent", "", func(t *testing.T) string {
		return panicking(
			step{"Caches", with(func(r prometheus.Registerer) { rerun.Caches(r) })},
			step{"Labelled", with(func(r prometheus.Registerer) { rerun.Labelled(r) })},
			step{"Named", with(rerun.Named)},
			step{"Loop", with(func(r prometheus.Registerer) { rerun.Loop(r, 2) })},
			step{"LoopLabelled", with(func(r prometheus.Registerer) { rerun.LoopLabelled(r, []string{"a", "b"}) })},
			step{"Routes", func() { rerun.Routes(http.NotFoundHandler(), http.NotFoundHandler()) }},
			step{"Clients", func() { app.Clients() }},
			step{"Registries", func() { app.Registries() }},
			step{"Sent", app.Sent},
		)
	})
	proof.Run(t, "dupmetric/rerun", "200 EOF", "200 200", func(t *testing.T) string {
		srv := httptest.NewServer(rerun.Handler(prometheus.NewRegistry()))
		srv.Config.ErrorLog = quiet
		defer srv.Close()
		return get(srv) + " " + get(srv)
	})
	proof.Run(t, "dupmetric/rerun", "second", "", func(t *testing.T) string {
		h := rerun.NewHealth(grpc.NewServer(), prometheus.NewRegistry())
		check := func() { h.Check(t.Context(), nil) }
		return panicking(step{"Describe", h.Describe}, step{"first", check}, step{"second", check})
	})
	proof.Run(t, "dupmetric/dropped", 1.0, 2.0, func(t *testing.T) float64 {
		next := func(context.Context, any) (any, error) { return nil, nil }
		rerun.Intercept(t.Context(), nil, nil, next)
		rerun.Intercept(t.Context(), nil, nil, next)
		mfs, err := prometheus.DefaultGatherer.Gather()
		if err != nil {
			t.Fatal(err)
		}
		for _, mf := range mfs {
			if mf.GetName() == "rpc_requests_total" {
				return mf.Metric[0].GetCounter().GetValue()
			}
		}
		return 0
	})
	proof.LookAlike(t, "dupmetric/rerun", "200 200", func(t *testing.T) string {
		srv := httptest.NewServer(rerun.NewLazy(prometheus.NewRegistry()))
		defer srv.Close()
		return get(srv) + " " + get(srv)
	})
}

func get(srv *httptest.Server) string {
	resp, err := http.Get(srv.URL)
	if err != nil {
		if strings.Contains(err.Error(), "EOF") {
			return "EOF"
		}
		return err.Error()
	}
	resp.Body.Close()
	return fmt.Sprint(resp.StatusCode)
}

func TestErrors(t *testing.T) {
	proof.Run(t, "dupmetric/dropped", 0.0, 1.0, func(t *testing.T) float64 {
		reg := prometheus.NewRegistry()
		errs.Dropped(reg).Inc()
		return total(t, reg)
	})
	proof.LookAlike(t, "dupmetric/dropped", 1.0, func(t *testing.T) float64 {
		reg := prometheus.NewRegistry()
		errs.Again(reg).Inc()
		return total(t, reg)
	})
	proof.Run(t, "dupmetric/existing", 1.0, 2.0, func(t *testing.T) float64 { return countTwice(t, errs.Fresh) })
	proof.LookAlike(t, "dupmetric/existing", 2.0, func(t *testing.T) float64 { return countTwice(t, errs.Existing) })
	proof.Run(t, "dupmetric/existing", 1.0, 2.0, func(t *testing.T) float64 {
		return countTwice(t, func(reg prometheus.Registerer) (prometheus.Counter, error) {
			p, err := errs.NewPool(reg)
			return p.Gets, err
		})
	})
	proof.Run(t, "dupmetric/existing", `code="/" route="200"`, `code="200" route="/"`, func(t *testing.T) string {
		vec := errs.Order()
		if proof.State() == "repaired" {
			vec.WithLabelValues("/", "200").Inc()
		} else {
			vec.WithLabelValues("200", "/").Inc()
		}
		mfs, err := prometheus.DefaultGatherer.Gather()
		if err != nil {
			t.Fatal(err)
		}
		for _, mf := range mfs {
			if mf.GetName() == "errs_requests_total" {
				l := mf.Metric[0].Label
				return fmt.Sprintf("%s=%q %s=%q", l[0].GetName(), l[0].GetValue(), l[1].GetName(), l[1].GetValue())
			}
		}
		return "no metric"
	})
	proof.Run(t, "dupmetric/existing", "second", "", func(t *testing.T) string {
		reg := prometheus.NewRegistry()
		return panicking(step{"first", func() { errs.Type(reg) }}, step{"second", func() { errs.Type(reg) }})
	})
}

func countTwice(t *testing.T, newCounter func(prometheus.Registerer) (prometheus.Counter, error)) float64 {
	reg := prometheus.NewRegistry()
	for range 2 {
		c, err := newCounter(reg)
		if err != nil {
			t.Fatal(err)
		}
		c.Inc()
	}
	return total(t, reg)
}

// total adds up the counters that Gather returns.
func total(t *testing.T, reg *prometheus.Registry) float64 {
	mfs, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, mf := range mfs {
		for _, m := range mf.Metric {
			sum += m.GetCounter().GetValue()
		}
	}
	return sum
}

func TestLookAlikes(t *testing.T) {
	proof.LookAlike(t, "dupmetric/twice", "", func(t *testing.T) string {
		return panicking(
			step{"Replaced", lookalike.Replaced},
			step{"Twice", lookalike.Twice},
			step{"Either", with(func(r prometheus.Registerer) { lookalike.Either(r, true); lookalike.Names(r, "a", "b") })},
			step{"Fallback", with(lookalike.Fallback)},
			step{"Unchecked", with(lookalike.Unchecked)},
			step{"Hosts", lookalike.Hosts},
			step{"Workers", with(func(r prometheus.Registerer) {
				ids := make(chan string, 2)
				ids <- "a"
				ids <- "b"
				lookalike.Workers(r, ids)
			})},
		)
	})
}

// start says how a main package ends.
func start(t *testing.T, pkg string) string {
	out, code := proof.Main(t, "obslint.test/dupmetric/"+pkg)
	if code == 0 {
		return "runs"
	}
	if strings.Contains(out, "duplicate metrics collector registration attempted") {
		return "panics"
	}
	return out
}

func TestMains(t *testing.T) {
	for _, pkg := range []string{"cross/atinit", "cross/other", "cross/server", "cross/meet", "matrix/atstart", "matrix/inmain"} {
		proof.Run(t, "dupmetric/twice", "panics", "runs", func(t *testing.T) string { return start(t, pkg) })
	}
}
