package objstate

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// An Info is what a function does with the objects in its hands.
type Info struct {
	Fn      *ssa.Function
	objs    []*Object
	ByRoot  map[ssa.Value]*Object
	results map[int]*place
	held    map[int]Mask // of the slices among them
	Cleans  []*Write
	Exits   []Exit
	final   State              // at any exit
	well    State              // at those without an error, if there are others
	badly   State              // at the others
	Left    map[*Object]*Cells // of objects that it returns
	Reads   []*Read
	Writes  []*Write
	Puts    []*Put
	Given   []*Put // by funcs that come with the objects
	Escapes []*Escape
	Leaves  []*Leaving
	Decodes []*Decode
	Stored  []*Stored
}

// A Stored keeps content from a pool in a field.
type Stored struct {
	Obj    *Object
	Holder *types.Var
	Mask   Mask
}

// An Exit is a return, and what the objects hold there.
type Exit struct {
	Ret *ssa.Return
	At  State
}

// A Read reads a part of an object.
type Read struct {
	Obj    *Object
	Path   string
	mask   Mask // what it may see
	At     ssa.Instruction
	How    Use
	Guards []Guard
	Cells  *Cells // of a whole struct: what its parts hold

	Encoded bool // by an encoder: of a whole struct, the parts that it sees
}

// A Write leaves something in a part of an object.
type Write struct {
	Obj    *Object
	Path   string
	mask   Mask
	At     ssa.Instruction
	Inside bool            // to the elements
	Marks  bool            // what is added to a set of bits, or true
	Own    bool            // computed from the object alone
	Of     []string        // from the sizes of these parts of it
	Setter bool            // by a method that does nothing else with a parameter
	Lazy   bool            // made once, where there was none
	From   []string        // of these parts of the object
	Value  string          // the constant
	Truth  bool            // which is a bool
	Sign   int             // of what is added
	Same   bool            // copied from a field of the same name of something else, on every path
	Owner  *types.TypeName // the struct that it is copied from
	param  *ssa.Parameter
	Anew   bool     // and not from what was there
	Full   bool     // of what cleans: because there is so much in the part
	When   []string // of what cleans: nothing else than that these other parts are empty decides
}

// A Put puts an object back.
type Put struct {
	Obj   *Object
	Pool  *Pool
	Cells *Cells
	At    ssa.CallInstruction // the call of Put
	In    *ssa.Function
	From  ssa.Instruction // where this function puts it back
	Way   *ssa.Return     // by the deferred calls of this exit
	Sure  bool            // whenever that call is made
	Later bool            // by a literal that the function hands out
}

// An Escape hands an object to code out of sight.
type Escape struct {
	Obj   *Object
	Cells *Cells
	At    ssa.Instruction
	Ret   bool
	kept  bool // in memory: what is there when the function returns counts
	given bool // to a func value
}

// A Decode decodes into an object.
type Decode struct {
	Obj   *Object
	Cells *Cells
	At    ssa.CallInstruction
}

// Returns reports whether result i of the function is the object o.
func (in *Info) Returns(i int, o *Object) bool {
	p := in.results[i]
	return p != nil && p.Obj == o
}
