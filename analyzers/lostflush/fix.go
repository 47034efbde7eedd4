package lostflush

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"
)

func (c *checker) fix(fl flush, v *verdict, path []ast.Node) *analysis.SuggestedFix { return nil }
