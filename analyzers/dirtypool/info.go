package dirtypool

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// An info is what a function does with the objects in its hands.
type info struct {
	fn      *ssa.Function
	objs    []*object
	byRoot  map[ssa.Value]*object
	results map[int]*place
	held    map[int]mask // of the slices among them
	cleans  []*write
	exits   []exit
	final   state              // at any exit
	well    state              // at those without an error, if there are others
	badly   state              // at the others
	left    map[*object]*cells // of objects that it returns
	reads   []*read
	writes  []*write
	puts    []*put
	given   []*put // by funcs that come with the objects
	escapes []*escape
	leaves  []*leaving
	decodes []*decode
	stored  []*stored
}

// A stored keeps content from a pool in a field.
type stored struct {
	obj    *object
	holder *types.Var
	mask   mask
}

type exit struct {
	ret *ssa.Return
	at  state
}

// A read reads a part of an object.
type read struct {
	obj    *object
	path   string
	mask   mask // what it may see
	at     ssa.Instruction
	how    use
	via    []token.Pos
	guards []guard
	cells  *cells // of a whole struct: what its parts hold

	encoded bool // by an encoder: of a whole struct, the parts that it sees
}

// sees reports whether a read may see what the last user left in a part.
func (r *read) sees(l *leaf) bool {
	return touches(r.path, l.path) && (r.cells == nil || r.cells.get(l.path)&old != 0) && !(r.encoded && l.hidden)
}

// A write leaves something in a part of an object.
type write struct {
	obj    *object
	path   string
	mask   mask
	at     ssa.Instruction
	inside bool            // to the elements
	marks  bool            // what is added to a set of bits, or true
	own    bool            // computed from the object alone
	setter bool            // by a method that does nothing else with a parameter
	lazy   bool            // made once, where there was none
	from   []string        // of these parts of the object
	value  string          // the constant
	truth  bool            // which is a bool
	sign   int             // of what is added
	same   bool            // copied from a field of the same name of something else, on every path
	owner  *types.TypeName // the struct that it is copied from
	param  *ssa.Parameter
}

// A put puts an object back.
type put struct {
	obj   *object
	pool  *pool
	cells *cells
	at    ssa.CallInstruction // the call of Put
	in    *ssa.Function
	from  ssa.Instruction // where this function puts it back
	way   *ssa.Return     // by the deferred calls of this exit
	sure  bool            // whenever that call is made
	later bool            // by a literal that the function hands out
}

// An escape hands an object to code out of sight.
type escape struct {
	obj   *object
	cells *cells
	at    ssa.Instruction
	ret   bool
	kept  bool // in memory: what is there when the function returns counts
}

// A decode decodes into an object.
type decode struct {
	obj   *object
	cells *cells
	at    ssa.CallInstruction
}
