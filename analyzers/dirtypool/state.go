package dirtypool

import (
	"go/types"
	"maps"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A mask is the set of things that a part of an object may hold at one point.
type mask uint8

const (
	old     mask = 1 << iota // what it held when the object came into view
	empty                    // nothing: it was found so, or made so before any use
	zero                     // nothing: it was cleaned
	konst                    // a constant other than the zero value
	used                     // what a use wrote
	unknown                  // what code out of sight may have written
)

// Cells say what the parts of one object hold. A part is named by its path of
// fields, "" for the whole; a part without an entry holds what the nearest
// whole around it holds.
type cells struct {
	base mask
	at   map[string]mask
}

func newCells(m mask) *cells { return &cells{base: m, at: make(map[string]mask)} }

func (c *cells) clone() *cells { return &cells{c.base, maps.Clone(c.at)} }

func (c *cells) get(path string) mask {
	for p := path; p != ""; p = parent(p) {
		if m, ok := c.at[p]; ok {
			return m
		}
	}
	return c.base
}

func (c *cells) set(path string, m mask) {
	c.apply(path, func(mask) mask { return m })
}

func (c *cells) add(path string, m mask) {
	c.apply(path, func(was mask) mask { return was | m })
}

// apply changes a part and the parts inside of it.
func (c *cells) apply(path string, change func(mask) mask) {
	was := c.get(path)
	for p, m := range c.at {
		if within(p, path) {
			c.at[p] = change(m)
		}
	}
	if path == "" {
		c.base = change(was)
	} else {
		c.at[path] = change(was)
	}
}

// join adds what the parts hold on another way, and reports whether that is
// news.
func (c *cells) join(o *cells) bool {
	changed := false
	for p := range o.at {
		if _, ok := c.at[p]; !ok {
			c.at[p] = c.get(p)
		}
	}
	for p, m := range c.at {
		if n := m | o.get(p); n != m {
			c.at[p] = n
			changed = true
		}
	}
	if n := c.base | o.base; n != c.base {
		c.base = n
		changed = true
	}
	return changed
}

// through is what a part holds behind code that saw it hold was and left m.
func through(was, m mask) mask {
	if m&old == 0 {
		return m
	}
	return was | m&^old
}

// wipe cleans a part. Of an object that comes from the pool and was not used
// yet this prepares it; it is no reset on the way out.
func (c *cells) wipe(o *object, path string, m mask) {
	c.apply(path, func(was mask) mask { return settle(o, was, m) })
}

func settle(o *object, was, m mask) mask {
	if o.origin == fromPool && m&zero != 0 && was&(used|unknown|konst|zero) == 0 {
		return m&^zero | empty
	}
	return m
}

// within reports whether path is whole or a part of it.
func within(path, whole string) bool {
	return whole == "" || path == whole || strings.HasPrefix(path, whole) && path[len(whole)] == '.'
}

func parent(path string) string {
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		return path[:i]
	}
	return ""
}

func join(path, field string) string {
	switch {
	case path == "":
		return field
	case field == "":
		return path
	}
	return path + "." + field
}

// An origin is where an object comes from.
type origin int

const (
	fromPool origin = iota
	fromCaller
	fromMemory // a field, a package variable, an element
	made       // here: nobody used it before
)

// An object is one that a function has in its hands.
type object struct {
	root   ssa.Value
	origin origin
	typ    types.Type // of the object itself, pointers removed
	pool   *pool      // that it comes from
	get    ssa.Instruction
	boxed  bool       // a slice in a local variable that closures share
	base   ssa.Value  // where the memory that holds it is found from
	way    string     // how
	holder *types.Var // the field that holds it
	start  *cells     // what a function that got it from the pool has done to it
}

// A kind tells what a value is to an object.
type kind int

const (
	address  kind = iota // of the object or a part
	content              // the slice, map, pointer or scalar that a part holds
	inner                // memory behind a part, or its address
	variable             // the address of a local variable that holds an address or content
)

// A place is a part of an object.
type place struct {
	obj    *object
	path   string
	kind   kind
	of     *place    // what a variable holds
	val    ssa.Value // the slice that inner memory belongs to
	weak   bool      // through a function that may have copied
	alias  bool      // the memory of a buffer, handed out by a method
	keeper bool      // something that holds on to that memory
}

// A state holds the cells of every object of a function.
type state map[*object]*cells

func (s state) clone() state {
	c := make(state, len(s))
	for o, cs := range s {
		c[o] = cs.clone()
	}
	return c
}

func (s state) join(o state) bool {
	changed := false
	for obj, mine := range s {
		if _, ok := o[obj]; !ok && obj.origin == fromCaller && mine.join(newCells(old)) {
			changed = true // the caller's object, untouched on that way
		}
	}
	for obj, cs := range o {
		if mine, ok := s[obj]; !ok {
			s[obj] = cs.clone()
			if obj.origin == fromCaller {
				s[obj].join(newCells(old))
			}
			changed = true
		} else if mine.join(cs) {
			changed = true
		}
	}
	return changed
}

// or is what one of two ways leaves, of which the first may not be.
func (s state) or(o state) state {
	if s == nil {
		return o.clone()
	}
	s.join(o)
	return s
}

func (s state) of(o *object) *cells {
	c, ok := s[o]
	if !ok {
		if o.start != nil {
			c = o.start.clone()
		} else if o.origin == made {
			c = newCells(empty)
		} else {
			c = newCells(old)
		}
		s[o] = c
	}
	return c
}

func isSlice(t types.Type) bool { _, ok := t.Underlying().(*types.Slice); return ok }
func isMap(t types.Type) bool   { _, ok := t.Underlying().(*types.Map); return ok }
