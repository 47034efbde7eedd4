package unused

// On other platforms there may be a finding here.
//
//obslint:ignore callerskip the wrapper is for tests only
var _ = 2
