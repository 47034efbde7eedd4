package dupmetric

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// A spec is one metric, and how its registry is wrapped: that of the oracle.
type spec struct {
	Kind                             string
	Namespace, Subsystem, Name, Help string
	Unit                             string
	Const                            map[string]string
	Labels                           []string
	Prefix                           string
	Wrap                             map[string]string
}

// TestOracle compares the verdict on many pairs of metrics with what the real
// library makes of them.
func TestOracle(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	pairs := make([][2]spec, 6000)
	for i := range pairs {
		a := randomSpec(rng)
		b := randomSpec(rng)
		if i%2 == 0 { // one difference
			c := a
			switch rng.IntN(7) {
			case 0:
				c.Kind = b.Kind
			case 1:
				c.Name = b.Name
			case 2:
				c.Const = b.Const
			case 3:
				c.Labels = b.Labels
			case 4:
				c.Help, c.Unit = b.Help, b.Unit
			case 5:
				c.Wrap, c.Prefix = b.Wrap, b.Prefix
			case 6:
				c.Namespace, c.Subsystem, c.Kind = b.Namespace, b.Subsystem, b.Kind
			}
			b = c
		}
		pairs[i] = [2]spec{a, b}
	}
	input, err := json.Marshal(pairs)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", "./dupmetric/oracle")
	cmd.Dir = passtest.Src(t)
	cmd.Stdin = bytes.NewReader(input)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	outcomes := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(outcomes) != len(pairs) {
		t.Fatalf("%d outcomes of %d pairs", len(outcomes), len(pairs))
	}
	seen := make(map[string]int)
	for i, p := range pairs {
		got := verdict(p[0], p[1])
		if seen[outcomes[i]]++; got != outcomes[i] {
			t.Errorf("%+v and %+v: verdict %q, real outcome %q", p[0], p[1], got, outcomes[i])
		}
	}
	for _, o := range []string{"", "twice", "mismatch", "gather"} {
		if seen[o] < 20 {
			t.Errorf("outcome %q came up %d times", o, seen[o])
		}
	}
}

func verdict(a, b spec) string {
	x := &checker{vals: new(eval.Eval)}
	fa, ok1 := x.familyOf(a.event())
	fb, ok2 := x.familyOf(b.event())
	if !ok1 || !ok2 {
		return "not known"
	}
	c, ok := compare(fa, fb)
	switch {
	case !ok:
		return ""
	case c.category == "type" || c.category == "suffix":
		return "gather"
	}
	return c.category
}

func (s spec) event() *event {
	met := &eval.Val{K: eval.Object, S: s.Kind, V: []*eval.Val{
		eval.JoinOf(eval.TextOf(s.Namespace), eval.TextOf(s.Subsystem), eval.TextOf(s.Name)), eval.TextOf(s.Help), eval.TextOf(s.Unit), dictOf(s.Const), eval.Empty,
	}}
	if s.Labels != nil {
		list := &eval.Val{K: eval.List}
		for _, l := range s.Labels {
			list.V = append(list.V, eval.TextOf(l))
		}
		met.V[4], met.N = list, isVec
	}
	reg := &eval.Val{K: eval.Global, S: "p.Registry"}
	reg = eval.WrapOf(reg, dictOf(s.Wrap), eval.Empty)
	if s.Prefix != "" {
		reg = eval.WrapOf(reg, eval.Empty, eval.TextOf(s.Prefix))
	}
	return &event{Reg: reg, Met: met}
}

func dictOf(m map[string]string) *eval.Val {
	if m == nil {
		return eval.Empty
	}
	out := &eval.Val{K: eval.Dict}
	for k := range m {
		out.L = append(out.L, k)
	}
	slices.Sort(out.L)
	for _, k := range out.L {
		out.V = append(out.V, eval.TextOf(m[k]))
	}
	return out
}

func pick[T any](rng *rand.Rand, of ...T) T { return of[rng.IntN(len(of))] }

func randomSpec(rng *rand.Rand) spec {
	return spec{
		Kind:      pick(rng, "counter", "gauge", "histogram", "summary"),
		Namespace: pick(rng, "", "", "a"),
		Subsystem: pick(rng, "", "", "b"),
		Name:      pick(rng, "n", "n", "n_count", "n_sum", "n_bucket", "n_total", "b_n"),
		Help:      pick(rng, "", "", "h"),
		Unit:      pick(rng, "", "", "", "s"),
		Const:     pick(rng, nil, nil, map[string]string{"c": "1"}, map[string]string{"c": "2"}, map[string]string{"d": "1"}, map[string]string{"c": "1", "d": "1"}),
		Labels:    pick(rng, nil, nil, []string{}, []string{"x"}, []string{"x", "y"}, []string{"y", "x"}),
		Prefix:    pick(rng, "", "", "a_"),
		Wrap:      pick(rng, nil, nil, nil, map[string]string{"w": "1"}, map[string]string{"w": "2"}),
	}
}
