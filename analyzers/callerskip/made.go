package callerskip

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// from returns what a function of a library returns.
func (r *resolver) from(call *ssa.Call, row lib.LogFrom) []logger {
	recv, args := flow.Args(call.Common())
	opts := r.given(call, row)
	if opts.records == nil {
		opts.records = r.recording(row, args)
	}
	switch {
	case row.From == lib.ForAll:
		return r.global(call, opts)
	case row.From == lib.Nothing:
		return opts.apply([]logger{{root: call, library: lib.LoggingOf(row.Path)}})
	case row.From == lib.Receiver && recv != nil:
		return opts.apply(r.resolve(recv))
	case row.From >= 0 && row.From < len(args):
		out := opts.apply(r.resolve(args[row.From]))
		for i := range out {
			out[i].decided = true // another library's logger
			out[i].library = lib.LoggingOf(row.Path)
		}
		return out
	}
	return []logger{{outside: true, opaque: true}}
}

// global returns the loggers that this package makes everyone's, of which call
// returns one. If it makes none, it is one without a skip.
func (r *resolver) global(call *ssa.Call, opts options) []logger {
	getter := flow.CalleeObject(call.Common())
	setter := lib.LogGlobalOf(getter)
	var values []ssa.Value
	switch setter := setter.(type) {
	case *types.Func:
		values = r.globals[setter]
	case *types.Var:
		for _, s := range r.stores[setter] {
			values = append(values, s.Val)
		}
	}
	if len(values) == 0 || r.pending[setter] {
		library := lib.LoggingOf(getter.Pkg().Path())
		return opts.apply([]logger{{root: call, library: library, key: getter, opaque: library.OnRequest}})
	}
	r.pending[setter] = true
	defer delete(r.pending, setter)
	var out []logger
	for _, v := range values {
		for _, l := range r.callers(r.resolve(v), nil) {
			l.key = getter
			out = appendLogger(out, l)
		}
	}
	return out
}

// given is what the arguments of a function that returns a logger do to it.
func (r *resolver) given(call *ssa.Call, row lib.LogFrom) options {
	_, args := flow.Args(call.Common())
	switch {
	case row.Options >= 0 && row.Options < len(args):
		return r.options(args[row.Options])
	case row.Skip >= 0 && row.Skip < len(args):
		return r.number(args[row.Skip]).then(options{skip: -row.Base, added: call})
	}
	return options{}
}

// recording is what a function that returns a logger says about callers by
// itself, or nil.
func (r *resolver) recording(row lib.LogFrom, args []ssa.Value) *bool {
	on := row.Recording == lib.Records
	switch row.Recording {
	case lib.Keeps:
		return nil
	case lib.ByFlags:
		n, ok := intConst(args[row.Flags])
		if !ok {
			return nil
		}
		on = n&lib.StdLogCallerFlags != 0
	case lib.ByHandler:
		return byHandler(args[row.Flags])
	case lib.ByStdLog:
		on = r.asked(lib.LoggingNamed("log"))
	}
	return &on
}

func (r *resolver) add(list []logger, skip int, at ssa.CallInstruction) []logger {
	opts := options{skip: skip}
	if skip != 0 {
		opts.added = at
	}
	return opts.apply(list)
}
