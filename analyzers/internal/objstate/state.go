package objstate

import (
	"go/types"
	"maps"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A Mask is the set of things that a part of an object may hold at one point.
type Mask uint8

// What a part may hold.
const (
	Old     Mask = 1 << iota // what it held when the object came into view
	Empty                    // nothing: it was found so, or made so before any use
	Zero                     // nothing: it was cleaned
	Const                    // a constant other than the zero value
	Used                     // what a use wrote
	Unknown                  // what code out of sight may have written
)

// Cells say what the parts of one object hold. A part is named by its path of
// fields, "" for the whole; a part without an entry holds what the nearest
// whole around it holds.
type Cells struct {
	base   Mask
	At     map[string]Mask // changed by put and drop alone
	shared bool            // clones have the map, too
}

func newCells(m Mask) *Cells { return &Cells{base: m, At: make(map[string]Mask)} }

// clone returns cells that change on their own. Most never do, so that they
// share the map until then.
func (c *Cells) clone() *Cells {
	c.shared = true
	n := *c
	return &n
}

// own makes the map that of c alone.
func (c *Cells) own() {
	if c.shared {
		c.At, c.shared = maps.Clone(c.At), false
	}
}

// put makes an entry for a part.
func (c *Cells) put(path string, m Mask) {
	if was, ok := c.At[path]; !ok || was != m {
		c.own()
		c.At[path] = m
	}
}

// drop takes the entry of a part away, if there is one.
func (c *Cells) drop(path string) {
	if _, ok := c.At[path]; ok {
		c.own()
		delete(c.At, path)
	}
}

// Get returns what a part may hold.
func (c *Cells) Get(path string) Mask {
	for p := path; p != ""; p = parent(p) {
		if m, ok := c.At[p]; ok {
			return m
		}
	}
	return c.base
}

func (c *Cells) set(path string, m Mask) {
	c.apply(path, func(Mask) Mask { return m })
}

func (c *Cells) add(path string, m Mask) {
	c.apply(path, func(was Mask) Mask { return was | m })
}

// apply changes a part and the parts inside of it.
func (c *Cells) apply(path string, change func(Mask) Mask) {
	was := c.Get(path)
	for p, m := range c.At {
		if Within(p, path) {
			c.put(p, change(m))
		}
	}
	if path == "" {
		c.base = change(was)
	} else {
		c.put(path, change(was))
	}
}

// join adds what the parts hold on another way, and reports whether that is
// news.
func (c *Cells) join(o *Cells) bool {
	changed := false
	for p := range o.At {
		if _, ok := c.At[p]; !ok {
			c.put(p, c.Get(p))
		}
	}
	for p, m := range c.At {
		if n := m | o.Get(p); n != m {
			c.put(p, n)
			changed = true
		}
	}
	if n := c.base | o.base; n != c.base {
		c.base = n
		changed = true
	}
	return changed
}

// copyPart takes over what was holds in a part and in the parts inside of it.
func (c *Cells) copyPart(was *Cells, path string) {
	for p := range c.At {
		if Within(p, path) {
			c.drop(p)
		}
	}
	c.put(path, was.Get(path))
	for p, m := range was.At {
		if Within(p, path) {
			c.put(p, m)
		}
	}
}

// since is what the parts hold later on than was, where they may hold more for
// the ways that have not come by there: what was gone then is gone.
func (c *Cells) since(was *Cells) *Cells {
	n := c.clone()
	for path := range was.At {
		n.put(path, c.Get(path))
	}
	for path, m := range n.At {
		if was.Get(path)&Old == 0 {
			n.put(path, m&^Old)
		}
	}
	if was.base&Old == 0 {
		n.base &^= Old
	}
	return n
}

// through is what a part holds behind code that saw it hold was and left m.
func through(was, m Mask) Mask {
	if m&Old == 0 {
		return m
	}
	return was | m&^Old
}

// wipe cleans a part. Of an object that comes from the pool and was not used
// yet this prepares it; it is no reset on the way out.
func (c *Cells) wipe(o *Object, path string, m Mask) {
	c.apply(path, func(was Mask) Mask { return settle(o, was, m) })
}

func settle(o *Object, was, m Mask) Mask {
	if o.Origin == FromPool && m&Zero != 0 && was&(Used|Unknown|Const|Zero) == 0 {
		return m&^Zero | Empty
	}
	return m
}

// Within reports whether path is whole or a part of it.
func Within(path, whole string) bool {
	return whole == "" || path == whole || strings.HasPrefix(path, whole) && path[len(whole)] == '.'
}

func parent(path string) string {
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		return path[:i]
	}
	return ""
}

// Join is the path of a field of the part at path.
func Join(path, field string) string {
	switch {
	case path == "":
		return field
	case field == "":
		return path
	}
	return path + "." + field
}

// An Origin is where an object comes from.
type Origin int

// Where objects come from.
const (
	FromPool Origin = iota
	FromCaller
	FromMemory // a field, a package variable, an element
	Made       // here: nobody used it before
)

// An Object is one that a function has in its hands.
type Object struct {
	Root   ssa.Value
	Origin Origin
	Type   types.Type // of the object itself, pointers removed
	Pool   *Pool      // that it comes from
	Get    ssa.Instruction
	boxed  bool       // a slice in a local variable that closures share
	base   ssa.Value  // where the memory that holds it is found from
	way    string     // how
	Holder *types.Var // the field that holds it
	Start  *Cells     // what a function that got it from the pool has done to it
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
	Obj    *Object
	path   string
	kind   kind
	of     *place    // what a variable holds
	val    ssa.Value // the slice that inner memory belongs to
	weak   bool      // through a function that may have copied
	grown  bool      // by a library's function, which has put something in
	alias  bool      // the memory of a buffer, handed out by a method
	keeper bool      // something that holds on to that memory
}

// added reports whether a function that is not looked into may have put something
// into p on the way.
func (p *place) added() bool { return p.weak || p.grown }

// A State holds the cells of every object of a function.
type State map[*Object]*Cells

func (s State) clone() State {
	c := make(State, len(s))
	for o, cs := range s {
		c[o] = cs.clone()
	}
	return c
}

func (s State) join(o State) bool {
	changed := false
	for obj, mine := range s {
		if _, ok := o[obj]; !ok && obj.Origin == FromCaller && mine.join(newCells(Old)) {
			changed = true // the caller's object, untouched on that way
		}
	}
	for obj, cs := range o {
		if mine, ok := s[obj]; !ok {
			s[obj] = cs.clone()
			if obj.Origin == FromCaller {
				s[obj].join(newCells(Old))
			}
			changed = true
		} else if mine.join(cs) {
			changed = true
		}
	}
	return changed
}

// or is what one of two ways leaves, of which the first may not be.
func (s State) or(o State) State {
	if s == nil {
		return o.clone()
	}
	s.join(o)
	return s
}

func (s State) of(o *Object) *Cells {
	c, ok := s[o]
	if !ok {
		if o.Start != nil {
			c = o.Start.clone()
		} else if o.Origin == Made {
			c = newCells(Empty)
		} else {
			c = newCells(Old)
		}
		s[o] = c
	}
	return c
}

// IsSlice reports whether t is a slice.
func IsSlice(t types.Type) bool { _, ok := t.Underlying().(*types.Slice); return ok }

// IsMap reports whether t is a map.
func IsMap(t types.Type) bool { _, ok := t.Underlying().(*types.Map); return ok }

// Touches reports whether one of two paths is a part of the other.
func Touches(a, b string) bool { return Within(a, b) || Within(b, a) }
