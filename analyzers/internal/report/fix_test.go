package report_test

import (
	"go/format"
	"go/token"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/passtest"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// Each case is a file in which HERE stands where the package is to be used,
// the name by which it can be used, and the file with the import.
func TestImport(t *testing.T) {
	for _, test := range []struct{ name, path, pkg, src, want, after string }{
		{"imported", "context", "context",
			"package a\n\nimport \"context\"\n\nvar _ context.Context\n\nfunc f() { HERE() }\n", "context", ""},
		{"imported by another name", "context", "context",
			"package a\n\nimport ctx \"context\"\n\nvar _ ctx.Context\n\nfunc f() { HERE() }\n", "ctx", ""},
		{"imported, and hidden here", "context", "context",
			"package a\n\nimport \"context\"\n\nvar _ context.Context\n\nfunc f() { context := 1; _ = context; HERE() }\n", "context2",
			"package a\n\nimport context2 \"context\"\n\nimport \"context\"\n\nvar _ context.Context\n\nfunc f() { context := 1; _ = context; HERE() }\n"},
		{"no imports", "context", "context",
			"package a // import \"example.com/a\"\n\nfunc f() { HERE() }\n", "context",
			"package a // import \"example.com/a\"\n\nimport \"context\"\n\nfunc f() { HERE() }\n"},
		{"the name is taken by the package", "context", "context",
			"package a\n\nvar context = 1\n\nfunc f() { HERE() }\n", "context2",
			"package a\n\nimport context2 \"context\"\n\nvar context = 1\n\nfunc f() { HERE() }\n"},
		{"into a block, behind", "os", "os",
			"package a\n\nimport (\n\t\"fmt\" // printing\n\n\t_ \"net\"\n)\n\nvar _ = fmt.Sprint\n\nfunc f() { HERE() }\n", "os",
			"package a\n\nimport (\n\t\"fmt\" // printing\n\n\t_ \"net\"\n\t\"os\"\n)\n\nvar _ = fmt.Sprint\n\nfunc f() { HERE() }\n"},
		{"into a block, behind a comment", "errors", "errors",
			"package a\n\nimport (\n\t\"context\" // !\n\t\"fmt\"\n)\n\nvar _ context.Context\nvar _ = fmt.Sprint\n\nfunc f() { HERE() }\n", "errors",
			"package a\n\nimport (\n\t\"context\" // !\n\t\"errors\"\n\t\"fmt\"\n)\n\nvar _ context.Context\nvar _ = fmt.Sprint\n\nfunc f() { HERE() }\n"},
		{"into a block, in front", "bytes", "bytes",
			"package a\n\nimport (\n\t// Printing.\n\t\"fmt\"\n)\n\nvar _ = fmt.Sprint\n\nfunc f() { HERE() }\n", "bytes",
			"package a\n\nimport (\n\t\"bytes\"\n\t// Printing.\n\t\"fmt\"\n)\n\nvar _ = fmt.Sprint\n\nfunc f() { HERE() }\n"},
		{"another kind", "go.uber.org/zap", "zap",
			"package a\n\nimport (\n\t\"fmt\"\n)\n\nvar _ = fmt.Sprint\n\nfunc f() { HERE() }\n", "zap",
			"package a\n\nimport (\n\t\"fmt\"\n\n\t\"go.uber.org/zap\"\n)\n\nvar _ = fmt.Sprint\n\nfunc f() { HERE() }\n"},
		{"another name than the path says", "k8s.io/klog/v2", "klog",
			"package a\n\nfunc f() { HERE() }\n", "klog",
			"package a\n\nimport klog \"k8s.io/klog/v2\"\n\nfunc f() { HERE() }\n"},
		{"a blank import is not enough", "context", "context",
			"package a\n\nimport _ \"context\"\n\nfunc f() { HERE() }\n", "context",
			"package a\n\nimport \"context\"\n\nimport _ \"context\"\n\nfunc f() { HERE() }\n"},
	} {
		pass := passtest.Source(t, test.src, "package a\n\nfunc HERE() {}\n")
		file := pass.Files[0]
		at := strings.Index(test.src, "HERE()")
		name, edits := report.Import(pass, file, file.FileStart+token.Pos(at), test.path, test.pkg)
		if name != test.want {
			t.Errorf("%s: by the name %s, want %s", test.name, name, test.want)
		}
		got := apply(t, pass, test.src, edits)
		if test.after == "" {
			test.after = test.src
		}
		if got != test.after {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, test.after)
		}
	}
}

func apply(t *testing.T, pass *analysis.Pass, src string, edits []analysis.TextEdit) string {
	t.Helper()
	slices.SortFunc(edits, func(a, b analysis.TextEdit) int { return int(b.Pos - a.Pos) })
	for _, e := range edits {
		src = src[:pass.Fset.Position(e.Pos).Offset] + string(e.NewText) + src[pass.Fset.Position(e.End).Offset:]
	}
	out, err := format.Source([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
