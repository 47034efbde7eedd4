package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// files reads source files, once each, as the go command sees them: through
// the overlay. It also names them for a person.
type files struct {
	dir     string            // absolute; where the go command runs
	replace map[string]string // the overlay: what stands for a file, or nothing
	origin  map[string]string // the other way round
	content map[string][]byte // nil for what cannot be read
	lines   map[string][][]byte
}

func newFiles(dir, overlay string) (*files, error) {
	wd, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	switch {
	case dir == "":
		dir = wd
	case !filepath.IsAbs(dir):
		dir = filepath.Join(wd, dir)
	}
	if info, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("-C: %v", err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("-C: %s is not a directory", dir)
	}
	f := &files{dir: filepath.Clean(dir)}
	f.forget()
	if overlay == "" {
		return f, nil
	}
	data, err := os.ReadFile(f.abs(overlay))
	if err != nil {
		return nil, fmt.Errorf("-overlay: %v", err)
	}
	var spec struct{ Replace map[string]string }
	if err := json.Unmarshal(data, &spec); err != nil {
		return nil, fmt.Errorf("-overlay: %s: %v", overlay, err)
	}
	f.replace, f.origin = make(map[string]string), make(map[string]string)
	for from, to := range spec.Replace {
		if to != "" {
			to = f.abs(to)
			f.origin[to] = f.abs(from)
		}
		f.replace[f.abs(from)] = to
	}
	return f, nil
}

// without writes an overlay in which the given files do not exist.
func (f *files) without(names []string) (overlay string, err error) {
	replace := make(map[string]string)
	maps.Copy(replace, f.replace)
	for _, name := range names {
		replace[name] = ""
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	file, err := os.CreateTemp("", "obslint-*.json")
	if err != nil {
		return "", err
	}
	defer file.Close()
	_, err = file.Write(data)
	return file.Name(), err
}

// forget makes the next look at a file read it again.
func (f *files) forget() {
	f.content = make(map[string][]byte)
	f.lines = make(map[string][][]byte)
}

func (f *files) abs(name string) string {
	if !filepath.IsAbs(name) {
		name = filepath.Join(f.dir, name)
	}
	return filepath.Clean(name)
}

// real undoes the overlay in a file name that go vet reports.
func (f *files) real(name string) string {
	if orig, ok := f.origin[name]; ok {
		return orig
	}
	return name
}

// short names a file for a person: relative to the directory that obslint
// runs in, where that is shorter, as the go command does.
func (f *files) short(name string) string {
	if rel, err := filepath.Rel(f.dir, name); err == nil && len(rel) < len(name) {
		return rel
	}
	return name
}

// read returns the content of a file, or nil.
func (f *files) read(name string) []byte {
	data, ok := f.content[name]
	if !ok {
		path := name
		if to := f.replace[name]; to != "" {
			path = to
		}
		data, _ = os.ReadFile(path)
		f.content[name] = data
	}
	return data
}

// line returns a line of a file, counted from 1, without its end.
func (f *files) line(name string, n int) []byte {
	lines, ok := f.lines[name]
	if !ok {
		lines = bytes.Split(f.read(name), []byte("\n"))
		f.lines[name] = lines
	}
	if n < 1 || n > len(lines) {
		return nil
	}
	return bytes.TrimSuffix(lines[n-1], []byte("\r"))
}

// utf16 turns a column in bytes into one in UTF-16 code units, both counted
// from 1.
func (f *files) utf16(name string, line, col int) int {
	text := f.line(name, line)
	if col < 1 || col-1 > len(text) {
		return col
	}
	return utf16Len(text[:col-1]) + 1
}

func utf16Len(text []byte) int {
	n := 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if text = text[size:]; r > 0xFFFF {
			n++
		}
		n++
	}
	return n
}

// lineCol turns an offset in a file's content into a line and a column in
// UTF-16 code units, both counted from 1.
func lineCol(content []byte, offset int) (line, col int) {
	offset = min(offset, len(content))
	start := bytes.LastIndexByte(content[:offset], '\n') + 1
	return bytes.Count(content[:offset], []byte("\n")) + 1, utf16Len(content[start:offset]) + 1
}

// below reports whether a file is dir or stands below it.
func below(dir, name string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
