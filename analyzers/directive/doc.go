// Package directive keeps the //obslint:ignore comments honest.
//
// # Analyzer directive
//
// directive: report //obslint:ignore comments that say too little or silence nothing
//
// A finding of obslint is silenced by a comment on its line, or alone on the
// line above:
//
//	//obslint:ignore <pass>[,<pass>] <reason>
//
// The comment must name the passes that it silences and say why. One that
// names a pass that does not exist, or that silences nothing any more, misleads
// the next reader, so this pass reports it. It has no say in files with build
// constraints, where a finding may exist on another platform only, nor about
// passes that did not run.
//
// # Category malformed
//
// The directive names no pass, or gives no reason:
//
//	//obslint:ignore callerskip
//
// # Category unknown
//
// The directive names a pass that obslint does not have, so that it silences
// nothing:
//
//	//obslint:ignore callerskp the wrapper is for tests only
//
// # Category unused
//
// No finding of a named pass stands on the lines that the directive covers:
// the code was mended, or the directive stands in the wrong place. The
// suggested fix removes it.
package directive
