// Package matrix has one fault of each category for each library.
package matrix
