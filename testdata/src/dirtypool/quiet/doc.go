// Package quiet is code that looks as if its pools came back dirty, and is
// right.
package quiet
