package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A finding is a diagnostic of obslint in go vet's JSON.
type finding struct {
	file           string
	line           int
	pass, category string
	message        string
	related        []place
}

type place struct {
	file string
	line int
}

func (f finding) compare(g finding) int {
	return cmp.Or(strings.Compare(f.file, g.file), cmp.Compare(f.line, g.line), strings.Compare(f.pass, g.pass), strings.Compare(f.message, g.message))
}

func (f finding) equal(g finding) bool { return f.compare(g) == 0 && f.category == g.category }

// A passError says that a pass failed.
type passError struct{ text string }

func (e *passError) Error() string { return e.text }

// parseFindings reads go vet's JSON: an object a package, in no fixed order. A
// pass that failed is an error.
func parseFindings(out []byte) ([]finding, error) {
	findings := []finding{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var tree map[string]map[string]json.RawMessage
		if err := dec.Decode(&tree); errors.Is(err, io.EOF) {
			slices.SortFunc(findings, finding.compare)
			return slices.CompactFunc(findings, finding.equal), nil
		} else if err != nil {
			return nil, err
		}
		for pkg, passes := range tree {
			for pass, raw := range passes {
				var list []struct {
					Posn, Message, Category string
					Related                 []struct{ Posn string }
				}
				if err := json.Unmarshal(raw, &list); err != nil {
					return nil, &passError{fmt.Sprintf("%s: %s: %s", pkg, pass, raw)}
				}
				for _, d := range list {
					at := parsePlace(d.Posn)
					f := finding{at.file, at.line, pass, d.Category, d.Message, nil}
					for _, r := range d.Related {
						f.related = append(f.related, parsePlace(r.Posn))
					}
					findings = append(findings, f)
				}
			}
		}
	}
}

var number = regexp.MustCompile(`[0-9]+`)

// without returns the findings that are not among others, where the lines may
// have moved.
func without(findings, others []finding) []finding {
	key := func(f finding) string {
		return f.file + " " + f.pass + "/" + f.category + " " + number.ReplaceAllString(f.message, "N")
	}
	known := make(map[string]int)
	for _, f := range others {
		known[key(f)]++
	}
	var list []finding
	for _, f := range findings {
		if known[key(f)]--; known[key(f)] < 0 {
			list = append(list, f)
		}
	}
	return list
}

// parsePlace reads file:line:col.
func parsePlace(posn string) place {
	rest, _, _ := cutLast(posn)
	file, line, _ := cutLast(rest)
	n, err := strconv.Atoi(line)
	if err != nil {
		return place{file: posn}
	}
	return place{file, n}
}

func cutLast(s string) (head, tail string, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}
