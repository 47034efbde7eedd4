package loggers

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// from returns what a function of a library returns.
func (p *Package) from(call *ssa.Call, row lib.LogFrom) []Logger {
	recv, args := flow.Args(call.Common())
	opts := p.Given(call, row)
	if opts.Records == nil {
		opts.Records = p.recording(row, args)
	}
	switch {
	case row.From == lib.ForAll:
		return p.global(call, opts)
	case row.From == lib.Nothing:
		return opts.Apply([]Logger{{Root: call, Library: lib.LoggingOf(row.Path)}})
	case row.From == lib.Receiver && recv != nil:
		return opts.Apply(p.Resolve(recv))
	case row.From >= 0 && row.From < len(args):
		out := opts.Apply(p.Resolve(args[row.From]))
		for i := range out {
			out[i].Decided = true // another library's logger
			out[i].Library = lib.LoggingOf(row.Path)
		}
		return out
	}
	return []Logger{{Outside: true, Opaque: true}}
}

// global returns the loggers that this package makes everyone's, of which call
// returns one. If it makes none, it is one without a skip.
func (p *Package) global(call *ssa.Call, opts Options) []Logger {
	getter := flow.CalleeObject(call.Common())
	setter := lib.LogGlobalOf(getter)
	var values []ssa.Value
	switch setter := setter.(type) {
	case *types.Func:
		values = p.globals[setter]
	case *types.Var:
		for _, s := range p.Stores(setter) {
			values = append(values, s.Val)
		}
	}
	var key types.Object = getter
	if v, ok := setter.(*types.Var); ok {
		key = v // which all getters of the library take
	}
	if len(values) == 0 || p.pending[setter] {
		library := lib.LoggingOf(getter.Pkg().Path())
		return opts.Apply([]Logger{{Root: call, Library: library, Key: key, Opaque: library.OnRequest}})
	}
	p.pending[setter] = true
	defer delete(p.pending, setter)
	var out []Logger
	for _, v := range values {
		for _, l := range p.Callers(p.Resolve(v)) {
			l.Key = key
			out = Append(out, l)
		}
	}
	return out
}

// Given is what the arguments of a function that returns a logger do to it.
func (p *Package) Given(call *ssa.Call, row lib.LogFrom) Options {
	_, args := flow.Args(call.Common())
	switch {
	case row.Options >= 0 && row.Options < len(args):
		return p.options(args[row.Options])
	case row.Skip >= 0 && row.Skip < len(args):
		return p.Number(args[row.Skip]).Then(Options{Skip: -row.Base, Added: call})
	}
	return Options{}
}

// recording is what a function that returns a logger says about callers by
// itself, or nil.
func (p *Package) recording(row lib.LogFrom, args []ssa.Value) *bool {
	on := row.Recording == lib.Records
	switch row.Recording {
	case lib.Keeps:
		return nil
	case lib.ByFlags:
		n, ok := flow.Int(args[row.Flags])
		if !ok {
			return nil
		}
		on = n&lib.StdLogCallerFlags != 0
	case lib.ByHandler:
		return byHandler(args[row.Flags])
	case lib.ByStdLog:
		on = p.outside.Asked(lib.LoggingNamed("log"))
	}
	return &on
}

// byHandler says whether a handler records callers, or nil if that can not be
// seen.
func byHandler(v ssa.Value) *bool {
	call, ok := flow.Source(v).(*ssa.Call)
	if !ok {
		return nil
	}
	row, ok := lib.LogHandlers.Lookup(flow.CalleeObject(call.Common()))
	if !ok {
		return nil
	}
	on := false
	switch opts := flow.Source(call.Call.Args[row.Options]).(type) {
	case *ssa.Const:
		return &on
	case *ssa.Alloc:
		for _, ref := range *opts.Referrers() {
			fa, ok := ref.(*ssa.FieldAddr)
			if !ok {
				if ref != ssa.Instruction(call) {
					return nil
				}
				continue
			}
			if flow.Field(fa).Name() != row.Field {
				continue
			}
			for _, ref := range *fa.Referrers() {
				s, ok := ref.(*ssa.Store)
				if !ok {
					return nil
				}
				b, ok := flow.Bool(s.Val)
				if !ok {
					return nil
				}
				on = on || b
			}
		}
		return &on
	}
	return nil
}
