//go:build !obslint_never

package unused

// In other builds there may be a finding here.
//
//obslint:ignore callerskip the wrapper is for tests only
var _ = 1
