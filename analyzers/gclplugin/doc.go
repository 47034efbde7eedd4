// Package gclplugin makes obslint a linter of golangci-lint v2: a module
// plugin, linked into golangci-lint by `golangci-lint custom` and the file
// .custom-gcl.yml (see .custom-gcl.example.yml).
//
// The linter is called obslint. What it prints begins with the name of the
// pass, `obslint` stands behind it:
//
//	shop/cart.go:31:9: callerskip: … (obslint)
//
// Its settings are those of [Settings], under linters.settings.custom.obslint
// in .golangci.yml; .golangci.example.yml shows them all. What golangci-lint
// has no room for is left out: related positions, which it would print as
// findings of their own. The categories and documentation links are dropped by
// golangci-lint itself.
package gclplugin
