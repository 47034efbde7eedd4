package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

// readLines reads a file of JSON values, one a line.
func readLines[T any](name string) ([]T, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var list []T
	n := 0
	for line := range bytes.Lines(data) {
		var v T
		if n++; len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if err := json.Unmarshal(line, &v); err != nil {
			return nil, fmt.Errorf("%s:%d: %v", name, n, err)
		}
		list = append(list, v)
	}
	return list, nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// shorten leaves out what the go command says about its progress, and the end
// of what is long.
func shorten(text string) string {
	var keep []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "go: finding ") && !strings.HasPrefix(line, "go: found ") && !strings.HasPrefix(line, "go: downloading ") {
			keep = append(keep, line)
		}
	}
	if len(keep) > 20 {
		keep = append(keep[:20], "...")
	}
	return strings.Join(keep, "")
}
