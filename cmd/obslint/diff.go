package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// unified returns the difference between two versions of a file in the form
// that patch and git apply read, or "" if there is none.
func unified(name string, before, after []byte) string {
	if bytes.Equal(before, after) {
		return ""
	}
	a, b := splitLines(before), splitLines(after)
	ops := diffLines(a, b)
	var out strings.Builder
	from, to := "a/"+name, "b/"+name
	if strings.HasPrefix(name, "/") {
		from, to = name, name
	}
	fmt.Fprintf(&out, "--- %s\n+++ %s\n", from, to)
	const context = 3
	for i := 0; i < len(ops); {
		if ops[i].kind == ' ' {
			i++
			continue
		}
		// A hunk: from a little before this change to a little behind the
		// last one that is not far from its neighbour.
		start, last := max(0, i-context), i
		for j := i; j < len(ops) && j-last-1 <= 2*context; j++ {
			if ops[j].kind != ' ' {
				last = j
			}
		}
		end := min(len(ops), last+context+1)
		writeHunk(&out, ops[start:end])
		i = end
	}
	return out.String()
}

func writeHunk(out *strings.Builder, ops []op) {
	oldLen, newLen := 0, 0
	for _, o := range ops {
		if o.kind != '+' {
			oldLen++
		}
		if o.kind != '-' {
			newLen++
		}
	}
	fmt.Fprintf(out, "@@ -%s +%s @@\n", span(ops[0].a, oldLen), span(ops[0].b, newLen))
	for _, o := range ops {
		out.WriteByte(o.kind)
		out.WriteString(o.line)
		if !strings.HasSuffix(o.line, "\n") {
			out.WriteString("\n\\ No newline at end of file\n")
		}
	}
}

// span writes the lines of a hunk, which start behind the line index before.
func span(before, n int) string {
	if n == 0 {
		return fmt.Sprintf("%d,0", before)
	}
	if n == 1 {
		return fmt.Sprint(before + 1)
	}
	return fmt.Sprintf("%d,%d", before+1, n)
}

// An op keeps (' '), deletes ('-') or inserts ('+') a line. It has a lines of
// the old version and b lines of the new one before it.
type op struct {
	kind byte
	line string
	a, b int
}

func splitLines(data []byte) []string {
	if len(data) == 0 {
		return nil
	}
	lines := strings.SplitAfter(string(data), "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// maxEdits bounds the search for a shortest script, whose memory grows with
// the square. Beyond it one version is replaced by the other.
const maxEdits = 2000

// diffLines returns a shortest edit script from a to b, by Myers' algorithm.
func diffLines(a, b []string) []op {
	n, m := len(a), len(b)
	limit := min(n+m, maxEdits)
	mid := limit + 1
	furthest := make([]int, 2*limit+3) // by diagonal, from mid: how far along a
	// trace[d] is furthest after d edits, for the diagonals from -d-1 to d+1.
	var trace [][]int
	for done := false; !done; {
		d := len(trace)
		if d > limit {
			return replaceLines(a, b)
		}
		for k := -d; k <= d; k += 2 {
			var x int
			if k == -d || k != d && furthest[mid+k-1] < furthest[mid+k+1] {
				x = furthest[mid+k+1]
			} else {
				x = furthest[mid+k-1] + 1
			}
			y := x - k
			for x < n && y < m && a[x] == b[y] {
				x, y = x+1, y+1
			}
			furthest[mid+k] = x
			done = done || x >= n && y >= m
		}
		trace = append(trace, slices.Clone(furthest[mid-d-1:mid+d+2]))
	}
	// Walk back from the end.
	var ops []op
	x, y := n, m
	keep := func(until int) {
		for x > until {
			x, y = x-1, y-1
			ops = append(ops, op{' ', a[x], x, y})
		}
	}
	for d := len(trace) - 1; d > 0; d-- {
		before, k := trace[d-1], x-y // diagonal k is before[k+d]
		if k == -d || k != d && before[k-1+d] < before[k+1+d] {
			keep(before[k+1+d])
			y--
			ops = append(ops, op{'+', b[y], x, y})
		} else {
			keep(before[k-1+d] + 1)
			x--
			ops = append(ops, op{'-', a[x], x, y})
		}
	}
	keep(0)
	slices.Reverse(ops)
	return ops
}

func replaceLines(a, b []string) []op {
	var ops []op
	for i, line := range a {
		ops = append(ops, op{'-', line, i, 0})
	}
	for i, line := range b {
		ops = append(ops, op{'+', line, len(a), i})
	}
	return ops
}
