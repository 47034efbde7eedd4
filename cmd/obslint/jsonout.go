package main

import (
	"encoding/json"
	"io"
)

// What -format json writes: one object, its lists sorted and never null.
type (
	jsonReport struct {
		Findings  []jsonFinding `json:"findings"`
		Failures  []jsonFailure `json:"failures"`  // passes that failed
		Unchecked []string      `json:"unchecked"` // packages that could not be checked
	}

	jsonFinding struct {
		Pass     string        `json:"pass"`
		Category string        `json:"category"`
		URL      string        `json:"url"`
		Message  string        `json:"message"`
		File     string        `json:"file"`
		Range    jsonRange     `json:"range"`
		Related  []jsonRelated `json:"related,omitempty"`
		Fixes    []jsonFix     `json:"fixes,omitempty"`
	}

	// Lines and columns count from 1, columns in bytes; the end is exclusive.
	jsonRange struct {
		Line      int `json:"line"`
		Column    int `json:"column"`
		EndLine   int `json:"endLine"`
		EndColumn int `json:"endColumn"`
	}

	jsonRelated struct {
		File    string    `json:"file"`
		Range   jsonRange `json:"range"`
		Message string    `json:"message"`
	}

	jsonFix struct {
		Message string     `json:"message"`
		Edits   []jsonEdit `json:"edits"`
	}

	// Start and end are offsets in bytes, counted from 0.
	jsonEdit struct {
		File  string `json:"file"`
		Start int    `json:"start"`
		End   int    `json:"end"`
		New   string `json:"new"`
	}

	jsonFailure struct {
		Pass    string `json:"pass"`
		Package string `json:"package"`
		Error   string `json:"error"`
	}
)

func (c *command) writeJSON(w io.Writer, res *result) error {
	report := jsonReport{
		Findings:  []jsonFinding{},
		Failures:  []jsonFailure{},
		Unchecked: append([]string{}, res.unchecked...),
	}
	for _, f := range res.findings {
		j := jsonFinding{
			Pass:     f.pass,
			Category: f.category,
			URL:      f.url,
			Message:  f.message,
			File:     c.files.short(f.pos.file),
			Range:    newJSONRange(f.pos, f.end),
		}
		for _, r := range f.related {
			j.Related = append(j.Related, jsonRelated{c.files.short(r.pos.file), newJSONRange(r.pos, r.end), r.message})
		}
		for _, fx := range f.fixes {
			jf := jsonFix{Message: fx.message, Edits: []jsonEdit{}}
			for _, e := range fx.edits {
				jf.Edits = append(jf.Edits, jsonEdit{c.files.short(e.file), e.start, e.end, e.text})
			}
			j.Fixes = append(j.Fixes, jf)
		}
		report.Findings = append(report.Findings, j)
	}
	for _, f := range res.failures {
		report.Failures = append(report.Failures, jsonFailure{f.pass, f.pkg, f.message})
	}
	return encodeJSON(w, report)
}

func newJSONRange(pos, end position) jsonRange {
	return jsonRange{pos.line, pos.col, end.line, end.col}
}

func encodeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	return enc.Encode(v)
}
