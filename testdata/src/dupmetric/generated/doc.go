// Package generated registers twice in a file that nobody writes. // want package:"families 1"
package generated
