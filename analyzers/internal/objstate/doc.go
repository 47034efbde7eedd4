// Package objstate follows the objects of a package's pools through its
// functions and says what is in each of their parts: what the last user left,
// nothing, a constant, what this use wrote.
//
// It is an abstract interpreter over the SSA form of one package. An [Object] is
// one that a function has in its hands: it came out of a pool, was given by the
// caller, stands in a field or a variable, or was made here. A part of it is named
// by its path of fields, "" for the whole; [Cells] hold a [Mask] for each part, the
// set of things that it may hold. Each function is interpreted once, callees
// first where there is no recursion, block by block until the masks stay (run.go);
// what it does to the objects that it is given is then done again, with those of
// the caller, where it is called (compose.go).
//
// What comes out is an [Info] for each function, which lists events: the parts that
// are read while they may hold what the last user left, and what for; the writes
// and cleanings; the ways back into a pool, with what is in the object there; where
// objects or their memory go out of sight. [Program.Run] gathers for each [Pool]
// where its objects are got and put.
//
// Nothing here judges. What cannot be known is taken to be clean: a call of code
// that cannot be seen cleans what it is given by its own type, and writes behind
// what is in a buffer that it is given as a writer.
//
// The package knows of libraries what the rows of package lib say (which methods
// empty, fill or hand out a buffer, what decodes and encodes), and of functions of
// other packages what the [Facts] say that it is given.
package objstate
