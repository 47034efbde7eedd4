package objstate

import "strings"

// A PoolUse says that a function hands out an object of a pool as its last
// user left it, or takes a parameter back as it is: of a pool of its package,
// or of one that it is given.
type PoolUse struct {
	Pool string // import path and name
	Put  bool
	From int // who gives the pool: 0 for nobody, Receiver, or FirstParam+i
	Arg  int // the parameter that is put
}

// Who gives a pool.
const (
	Receiver   = 1
	FirstParam = 2
)

// AFact makes a PoolUse a fact.
func (*PoolUse) AFact() {}

func (f *PoolUse) String() string {
	name := f.Pool[strings.LastIndexByte(f.Pool, '.')+1:]
	if f.From == Receiver {
		name = "receiver"
	} else if f.From >= FirstParam {
		name = "parameter"
	}
	if f.Put {
		return "puts " + name
	}
	return "gets " + name
}
