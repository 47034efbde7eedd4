// Package lib says what the functions of the libraries mean to the passes:
// tables of rows, one file a library. Nothing outside this package names a
// library or one of its functions.
//
// A row embeds [Func] and has one typed column for each question that it
// answers. To support another library is to add rows and a case; a test
// resolves every row against the real library.
package lib

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"sync"
)

// A Func names a package-level function, or a method of a named type or of
// an interface. Recv is the bare type name, without star or type parameters,
// and empty for a function.
type Func struct {
	Path string // import path
	Recv string // receiver type name, or ""
	Name string
}

// ID returns f, so that every row that embeds a Func can be held in a [Table].
func (f Func) ID() Func { return f }

func (f Func) String() string {
	if f.Recv == "" {
		return f.Path + "." + f.Name
	}
	return fmt.Sprintf("(%s.%s).%s", f.Path, f.Recv, f.Name)
}

// IDOf returns the Func that names fn. Instances of generic functions and
// methods are named by their origin. It is the zero Func for functions
// without a package, such as error.Error, and for methods of interfaces without
// a name.
func IDOf(fn *types.Func) Func {
	if fn == nil || fn.Pkg() == nil {
		return Func{}
	}
	fn = fn.Origin()
	id := Func{Path: fn.Pkg().Path(), Name: fn.Name()}
	if recv := fn.Signature().Recv(); recv != nil {
		if id.Recv = TypeName(recv.Type()); id.Recv == "" {
			return Func{}
		}
	}
	return id
}

// TypeName returns the bare name of a named type or of a pointer to one,
// aliases resolved, and "" for every other type.
func TypeName(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// A Row is one line of a table: a struct that embeds [Func].
type Row interface{ ID() Func }

// A Table answers which row, if any, speaks of a function. It is built when it
// is first asked: the go command starts a process for each package, and most
// ask little.
type Table[R Row] struct {
	groups [][]R
	made   []func() []R // groups that are made then
	once   sync.Once
	rows   map[Func]R
	paths  []string
}

// tables are all tables, for the test that resolves their functions.
var tables []interface {
	ids() []Func
	Paths() []string
}

// NewTable returns the table of the given groups of rows, one group a library.
// No two rows may name the same function.
func NewTable[R Row](groups ...[]R) *Table[R] {
	t := &Table[R]{groups: groups}
	tables = append(tables, t)
	return t
}

// And adds groups of rows that functions make when the table is built.
func (t *Table[R]) And(groups ...func() []R) *Table[R] {
	t.made = append(t.made, groups...)
	return t
}

// ids returns the functions that the rows name, in their order.
func (t *Table[R]) ids() []Func {
	t.all() // makes the groups
	var ids []Func
	for _, rows := range t.groups {
		for _, row := range rows {
			ids = append(ids, row.ID())
		}
	}
	return ids
}

// all returns the rows by function. It panics if two rows name the same one.
func (t *Table[R]) all() map[Func]R {
	t.once.Do(func() {
		for _, made := range t.made {
			t.groups = append(t.groups, made())
		}
		t.rows = make(map[Func]R)
		for _, rows := range t.groups {
			for _, row := range rows {
				id := row.ID()
				if _, ok := t.rows[id]; ok {
					panic("lib: two rows for " + id.String())
				}
				t.rows[id] = row
				if !slices.Contains(t.paths, id.Path) {
					t.paths = append(t.paths, id.Path)
				}
			}
		}
		slices.Sort(t.paths)
	})
	return t.rows
}

// Lookup returns the row of fn, which may be nil.
func (t *Table[R]) Lookup(fn *types.Func) (row R, ok bool) {
	if fn == nil {
		return row, false
	}
	row, ok = t.all()[IDOf(fn)]
	return row, ok
}

// Paths returns the import paths that the rows speak of, sorted.
func (t *Table[R]) Paths() []string {
	t.all()
	return t.paths
}

// ids returns the functions that the rows of all tables name.
func ids() []Func {
	var all []Func
	for _, t := range tables {
		all = append(all, t.ids()...)
	}
	return all
}

// Paths returns the import paths that the rows of all tables speak of, sorted.
func Paths() []string {
	var paths []string
	for _, f := range ids() {
		paths = append(paths, f.Path)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// IsStd reports whether path is a package of the standard library, one that it
// vendors included. The path of a user's module need have no dot.
func IsStd(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return stdDirs[first]
}

// IsError reports whether t is the predeclared type error.
func IsError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}

// IsRuntimeError reports whether t is the interface of the errors that the
// runtime panics with.
func IsRuntimeError(t types.Type) bool { return isNamed(t, "runtime", "Error") }

// stdDirs are the first elements of the import paths of the standard library
// and of the go distribution.
var stdDirs = func() map[string]bool {
	m := make(map[string]bool)
	for s := range strings.FieldsSeq(`
		archive bufio builtin bytes cmd cmp compress container context crypto
		database debug embed encoding errors expvar flag fmt go hash html image
		index internal io iter log maps math mime net os path plugin reflect
		regexp runtime slices sort strconv strings structs sync syscall
		testing text time unicode unique unsafe vendor weak`) {
		m[s] = true
	}
	return m
}()
