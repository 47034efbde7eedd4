package eval

import (
	"fmt"
	"strings"
)

// Key returns a text that is the same for equal values, and "" if v has a part
// that is not known.
func (e *Eval) Key(v *Val) string {
	if e.ids == nil {
		e.ids = make(ids)
	}
	return v.key(e.ids)
}

// Whole reports whether no part of v is unknown.
func (v *Val) Whole() bool { return v.key(make(ids)) != "" }

// ids numbers what Locals are, for keys.
type ids map[any]int

func (m ids) of(ref any) int {
	n, ok := m[ref]
	if !ok {
		n = len(m) + 1
		m[ref] = n
	}
	return n
}

func (v *Val) key(m ids) string {
	var b strings.Builder
	if !v.writeKey(&b, m) {
		return ""
	}
	return b.String()
}

func (v *Val) writeKey(b *strings.Builder, m ids) bool {
	switch v.K {
	case Unknown:
		return false
	case Zero:
		b.WriteString("0")
		return true
	case Text:
		fmt.Fprintf(b, "%q", v.S)
		return true
	case Param:
		fmt.Fprintf(b, "p%d.%d", v.N, m.of(v.fn))
		return true
	case Local:
		fmt.Fprintf(b, "l%d", m.of(v.ref))
		return true
	}
	fmt.Fprintf(b, "%d%s", v.K, v.S)
	if v.K == Made {
		fmt.Fprintf(b, ".%d", v.N)
	}
	b.WriteByte('(')
	for i, p := range v.V {
		if i < len(v.L) {
			fmt.Fprintf(b, "%q:", v.L[i])
		}
		if !p.writeKey(b, m) {
			return false
		}
		b.WriteByte(',')
	}
	b.WriteByte(')')
	return true
}
