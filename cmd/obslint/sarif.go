package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"honnef.co/go/tools/sarif"

	"github.com/obslint/obslint/analyzers"
)

// The parts of SARIF 2.1.0 that package sarif does not have.
type (
	sarifLog struct {
		Version string     `json:"version"`
		Schema  string     `json:"$schema"`
		Runs    []sarifRun `json:"runs"`
	}

	sarifRun struct {
		Tool               sarifTool                         `json:"tool"`
		Invocations        []sarifInvocation                 `json:"invocations"`
		OriginalURIBaseIDs map[string]sarif.ArtifactLocation `json:"originalUriBaseIds"`
		ColumnKind         string                            `json:"columnKind"`
		Results            []sarifResult                     `json:"results"`
	}

	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}

	sarifDriver struct {
		sarif.ToolComponent
		Rules []sarifRule `json:"rules"`
	}

	sarifRule struct {
		sarif.ReportingDescriptor
		Name            string        `json:"name"`
		FullDescription sarif.Message `json:"fullDescription"`
	}

	sarifInvocation struct {
		ExecutionSuccessful        bool                `json:"executionSuccessful"`
		ToolExecutionNotifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}

	sarifNotification struct {
		Level   string        `json:"level"`
		Message sarif.Message `json:"message"`
	}

	sarifResult struct {
		sarif.Result
		RuleIndex           int               `json:"ruleIndex"`
		Suppressions        []struct{}        `json:"suppressions,omitempty"` // hides a list that would be null
		Locations           []sarifLocation   `json:"locations"`
		RelatedLocations    []sarifLocation   `json:"relatedLocations,omitempty"`
		PartialFingerprints map[string]string `json:"partialFingerprints"`
	}

	sarifLocation struct {
		ID               int            `json:"id,omitempty"`
		Message          *sarif.Message `json:"message,omitempty"`
		PhysicalLocation struct {
			ArtifactLocation sarif.ArtifactLocation `json:"artifactLocation"`
			Region           *sarif.Region          `json:"region,omitempty"`
		} `json:"physicalLocation"`
	}
)

// sarifBase is what file names are relative to.
const sarifBase = "%SRCROOT%"

// writeSARIF writes findings for code scanning services.
func (c *command) writeSARIF(w io.Writer, res *result) error {
	rules, index := c.sarifRules()
	run := sarifRun{
		Tool: sarifTool{sarifDriver{
			ToolComponent: sarif.ToolComponent{
				Name:           "obslint",
				Version:        buildVersion(),
				InformationURI: "https://pkg.go.dev/github.com/obslint/obslint",
			},
			Rules: rules,
		}},
		Invocations:        []sarifInvocation{{ExecutionSuccessful: c.status != statusError}},
		OriginalURIBaseIDs: map[string]sarif.ArtifactLocation{sarifBase: {URI: fileURI(c.repoRoot()) + "/"}},
		ColumnKind:         "utf16CodeUnits",
		Results:            []sarifResult{},
	}
	for _, f := range res.failures {
		run.Invocations[0].ToolExecutionNotifications = append(run.Invocations[0].ToolExecutionNotifications, sarifNotification{
			Level:   sarif.Error,
			Message: sarif.Message{Text: fmt.Sprintf("pass %s failed on package %s: %s", f.pass, f.pkg, f.message)},
		})
	}
	for _, pkg := range res.unchecked {
		run.Invocations[0].ToolExecutionNotifications = append(run.Invocations[0].ToolExecutionNotifications, sarifNotification{
			Level:   sarif.Error,
			Message: sarif.Message{Text: "package " + pkg + " was not checked"},
		})
	}
	seen := make(map[string]int)
	for _, f := range res.findings {
		r := sarifResult{
			Result: sarif.Result{
				RuleID:  f.rule(),
				Kind:    sarif.Fail,
				Level:   sarif.Warning,
				Message: sarif.Message{Text: f.message},
				Fixes:   c.sarifFixes(f),
			},
			RuleIndex:           index[f.rule()],
			Locations:           []sarifLocation{c.sarifLocation(f.pos, f.end)},
			PartialFingerprints: map[string]string{"obslint/v1": c.fingerprint(&f, seen)},
		}
		for i, rel := range f.related {
			loc := c.sarifLocation(rel.pos, rel.end)
			loc.ID = i + 1
			loc.Message = &sarif.Message{Text: rel.message}
			r.RelatedLocations = append(r.RelatedLocations, loc)
		}
		run.Results = append(run.Results, r)
	}
	return encodeJSON(w, sarifLog{sarif.Version, sarif.Schema, []sarifRun{run}})
}

// sarifRules returns a rule for each category of each pass, and where each
// stands.
func (c *command) sarifRules() ([]sarifRule, map[string]int) {
	rules := []sarifRule{}
	index := make(map[string]int)
	for _, a := range c.suite {
		title, _, _ := strings.Cut(a.Doc, "\n")
		for _, cat := range analyzers.Categories(a) {
			index[cat.Rule()] = len(rules)
			rules = append(rules, sarifRule{
				ReportingDescriptor: sarif.ReportingDescriptor{
					ID:                   cat.Rule(),
					ShortDescription:     sarif.Message{Text: title},
					Help:                 sarif.Message{Text: docText(cat.Doc), Markdown: docMarkdown(cat.Doc)},
					HelpURI:              cat.URL,
					DefaultConfiguration: sarif.ReportingConfiguration{Enabled: true, Level: sarif.Warning},
				},
				Name:            cat.Rule(),
				FullDescription: sarif.Message{Text: firstParagraph(cat.Doc)},
			})
		}
	}
	return rules, index
}

func (c *command) sarifLocation(pos, end position) sarifLocation {
	var loc sarifLocation
	loc.PhysicalLocation.ArtifactLocation = c.sarifFile(pos.file)
	if pos.line > 0 {
		region := &sarif.Region{StartLine: pos.line, StartColumn: max(1, c.files.utf16(pos.file, pos.line, pos.col))}
		if end.file == pos.file && comparePositions(end, pos) > 0 {
			region.EndLine, region.EndColumn = end.line, max(1, c.files.utf16(end.file, end.line, end.col))
		}
		loc.PhysicalLocation.Region = region
	}
	return loc
}

func (c *command) sarifFile(name string) sarif.ArtifactLocation {
	root := c.repoRoot()
	if !below(root, name) {
		return sarif.ArtifactLocation{URI: fileURI(name)}
	}
	rel := filepath.ToSlash(relTo(root, name))
	// A colon in the first segment would end a scheme: ./ keeps it a path.
	return sarif.ArtifactLocation{URI: (&url.URL{Path: rel}).String(), URIBaseID: sarifBase}
}

func fileURI(name string) string {
	path := filepath.ToSlash(name)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/x
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

func (c *command) sarifFixes(f finding) []sarif.Fix {
	var fixes []sarif.Fix
	for _, fx := range f.fixes {
		sf := sarif.Fix{Description: sarif.Message{Text: fx.message}}
		for _, e := range fx.edits {
			content := c.files.read(e.file)
			if content == nil || e.end > len(content) {
				continue
			}
			var r sarif.Replacement
			r.DeletedRegion.StartLine, r.DeletedRegion.StartColumn = lineCol(content, e.start)
			r.DeletedRegion.EndLine, r.DeletedRegion.EndColumn = lineCol(content, e.end)
			r.InsertedContent.Text = e.text
			loc := c.sarifFile(e.file)
			if n := len(sf.ArtifactChanges); n > 0 && sf.ArtifactChanges[n-1].ArtifactLocation == loc {
				sf.ArtifactChanges[n-1].Replacements = append(sf.ArtifactChanges[n-1].Replacements, r)
				continue
			}
			sf.ArtifactChanges = append(sf.ArtifactChanges, sarif.ArtifactChange{ArtifactLocation: loc, Replacements: []sarif.Replacement{r}})
		}
		if len(sf.ArtifactChanges) > 0 {
			fixes = append(fixes, sf)
		}
	}
	return fixes
}

// fingerprint tells a finding from others for as long as its line reads the
// same: lines that are added or moved elsewhere in the file do not change it.
// Findings that nothing else tells apart are numbered in the order of the
// file; seen counts them.
func (c *command) fingerprint(f *finding, seen map[string]int) string {
	line := strings.Join(strings.Fields(string(c.files.line(f.pos.file, f.pos.line))), " ")
	key := strings.Join([]string{f.rule(), c.repoPath(f.pos.file), line}, "\x00")
	seen[key]++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, seen[key]))
	return fmt.Sprintf("%x:%d", sum[:16], seen[key])
}
