package malformed

// Tests are nobody's business either.

//obslint:ignore callerskip
var _ = 0
