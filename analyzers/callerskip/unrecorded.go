package callerskip

import (
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/loggers"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// unrecorded reports loggers that are told to skip frames and record no
// caller, in packages that want callers: where another logger of the package
// records them, or where its encoder has a key for them.
func (a *judge) unrecorded(r *report.Reporter) {
	type mute struct {
		site calls.Site
		row  lib.LogFrom
		opts loggers.Options
	}
	var mutes []mute
	wanted := false
	for site, row := range calls.In(a.Walk, lib.LogFroms) {
		instr, ok := a.Flow.Instr(site.Call).(*ssa.Call)
		if !ok || row.Options < 0 {
			continue
		}
		_, args := site.Args(a.Pass.TypesInfo)
		if row.Options >= len(args) {
			wanted = wanted || row.Recording == lib.Records
			continue
		}
		opts := a.Given(instr, row)
		switch {
		case row.From == lib.Receiver && (opts.Records != nil || opts.Unknown || opts.Rest != nil):
			return // the callers may be switched on later
		case row.Recording == lib.Mute && opts.Records == nil && opts.Skip > 0 && !opts.Unknown && opts.Param == nil && opts.Rest == nil:
			mutes = append(mutes, mute{site, row, opts})
		case row.Recording == lib.Records && opts.Records == nil, opts.Records != nil && *opts.Records:
			wanted = true
		}
	}
	for _, m := range mutes {
		l := lib.LoggingOf(m.row.Path)
		if l.Record == "" || a.switchedOff(l) || !wanted && !a.hasCallerKey(l) {
			continue
		}
		option := a.Syntax(m.opts.Added)
		sel, ok := ast.Unparen(m.site.Call.Fun).(*ast.SelectorExpr)
		if option == nil || !ok {
			continue
		}
		d := report.Diagnostic{
			Range:    option,
			Category: "missing",
			Message: fmt.Sprintf("entries name no caller at all: the logger skips %d, but %s records none by itself; add %s",
				m.opts.Skip, m.site.Callee.Pkg().Name()+"."+m.site.Callee.Name(), fmt.Sprintf(l.Record, l.Name)),
		}
		if x, ok := sel.X.(*ast.Ident); ok && m.site.Call.Pos() <= option.Pos() && option.End() <= m.site.Call.End() {
			d.Fix = &analysis.SuggestedFix{
				Message:   "add " + fmt.Sprintf(l.Record, x.Name),
				TextEdits: []analysis.TextEdit{{Pos: option.Pos(), End: option.Pos(), NewText: []byte(fmt.Sprintf(l.Record, x.Name) + ", ")}},
			}
		}
		r.Report(d)
	}
}

// hasCallerKey reports whether the package sets the key under which entries
// name their caller.
func (a *judge) hasCallerKey(l *lib.Logging) bool {
	for cur := range a.Walk.Inspector().Root().Preorder((*ast.CompositeLit)(nil)) {
		lit := cur.Node().(*ast.CompositeLit)
		t := named(a.Pass.TypesInfo.TypeOf(lit))
		if t == nil {
			continue
		}
		row := lib.LogSwitchOf(t, "")
		if row == nil || row.Bool || lib.LoggingOf(row.Path) != l {
			continue
		}
		for _, e := range lit.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				if key, ok := kv.Key.(*ast.Ident); ok && key.Name == row.Field && !a.isOff(row, kv.Value) {
					return true
				}
			}
		}
	}
	return false
}
