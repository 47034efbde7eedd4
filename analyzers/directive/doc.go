// Package directive keeps the //obslint:ignore comments honest.
//
// # Analyzer directive
//
// directive: report //obslint:ignore comments that say too little or silence nothing
//
// A finding of obslint is silenced by a comment on the line where it begins,
// or alone on the line above:
//
//	//obslint:ignore <pass>[,<pass>] <reason>
//
// The comment must name the passes that it silences and say why; without a
// reason it silences nothing. Several such comments may stand above each other,
// one for each pass. One that names a pass that does not exist, or that
// silences nothing any more, misleads the next reader, so this pass reports it.
//
// It is silent in test files and generated files, where obslint reports
// nothing that could be silenced, and about a pass that failed.
//
// # Category malformed
//
// The directive names no pass, or gives no reason, and silences nothing:
//
//	//obslint:ignore callerskip
//
// is reported as
//
//	this directive silences nothing: write //obslint:ignore <pass>[,<pass>] <reason>
//
// # Category unknown
//
// The directive names a pass that obslint does not have:
//
//	//obslint:ignore callerskp the wrapper is for tests only
//
// is reported as
//
//	obslint has no pass "callerskp", so its name here silences nothing; obslint help lists the passes
//
// # Category unused
//
// No finding of a named pass begins on the lines that the directive covers:
// the code was mended, or the directive stands in the wrong place.
//
//	this directive silences no finding of callerskip; remove it
//
// The suggested fix removes it, unless it names other passes as well. Files
// with build constraints are left out: a finding may exist on another platform
// only.
package directive
