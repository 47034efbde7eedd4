package loggers

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// Bind replaces the parameters of fn that a logger in fn is, and that are added
// to its skip, by what a call of fn gives for them. A parameter that the call
// gives nothing for stays.
func (p *Package) Bind(l Logger, fn *ssa.Function, args []ssa.Value, call ssa.CallInstruction) []Logger {
	if l.Depth != nil && l.Depth.Parent() == fn {
		l = p.number(l, args, call)
	}
	if l.Rest != nil && l.Rest.Parent() == fn {
		l = p.rest(l, args)
	}
	if l.Param == nil || l.Param.Parent() != fn || len(args) != len(fn.Params) {
		return []Logger{l}
	}
	var out []Logger
	for _, q := range p.Resolve(args[flow.Position(l.Param)]) {
		out = Append(out, l.over(q))
	}
	return out
}

// Callers replaces the loggers that are a parameter by what the callers in
// this package pass. A parameter that others may fill is a logger from
// outside, which carries no skip unless a caller that can be seen gives it one.
func (p *Package) Callers(list []Logger) []Logger { return p.callers(list, nil) }

func (p *Package) callers(list []Logger, seen []*ssa.Parameter) []Logger {
	var out []Logger
	for _, l := range p.numbers(list, 0) {
		param := l.Param
		if param == nil {
			out = Append(out, l)
			continue
		}
		if slices.Contains(seen, param) {
			continue // recursion passes the same logger on
		}
		calls, all := p.Calls(param.Parent())
		index := flow.Position(param)
		var passed []Logger
		for _, call := range calls {
			args := flow.Actuals(call.Common())
			if index >= len(args) {
				all = false
				continue
			}
			passed = append(passed, p.callers(p.Resolve(args[index]), append(seen, param))...)
		}
		skipped := false
		for _, q := range passed {
			skipped = skipped || q.Skip != 0 || q.Unknown
			q = l.over(q)
			if !q.Grows {
				q.Key = l.Key
			}
			out = Append(out, q)
		}
		if !all && !skipped {
			l.Param, l.Outside = nil, true
			out = Append(out, l)
		}
	}
	return out
}

// number replaces the parameter that is added to the skip of a logger by what
// args, the arguments of a call of the parameter's function, give for it.
func (p *Package) number(l Logger, args []ssa.Value, call ssa.CallInstruction) Logger {
	n, params := flow.Position(l.Depth), l.Depth.Parent().Params
	l.Depth = nil
	if len(args) != len(params) {
		l.Unknown = true
		return l
	}
	opts := p.Number(args[n])
	opts.Added = call
	return opts.on(l)
}

// rest replaces the parameter whose options are added to a logger by what args,
// the arguments of a call of the parameter's function, give for it.
func (p *Package) rest(l Logger, args []ssa.Value) Logger {
	n, params := flow.Position(l.Rest), l.Rest.Parent().Params
	l.Rest = nil
	if len(args) != len(params) {
		l.Unknown = true
		return l
	}
	return p.options(args[n]).on(l)
}

// numbers replaces the parameters that are added to skips, and those whose
// options are added, by what the callers in this package give; what others give
// is unknown.
func (p *Package) numbers(list []Logger, round int) []Logger {
	var out []Logger
	for _, l := range list {
		param := l.Depth
		if param == nil {
			param = l.Rest
		}
		if param == nil {
			out = Append(out, l)
			continue
		}
		calls, all := p.Calls(param.Parent())
		if !all || round > 4 {
			m := l
			m.Depth, m.Rest, m.Unknown = nil, nil, true
			out = Append(out, m)
		}
		if round > 4 {
			continue
		}
		var given []Logger
		for _, call := range calls {
			if args := flow.Actuals(call.Common()); l.Depth != nil {
				given = Append(given, p.number(l, args, call))
			} else {
				given = Append(given, p.rest(l, args))
			}
		}
		for _, m := range p.numbers(given, round+1) {
			out = Append(out, m)
		}
	}
	return out
}
