package gclplugin

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/go/analysis"
)

// Settings are what stands under linters.settings.custom.obslint.settings.
type Settings struct {
	// Enable names the passes to run. Empty means all.
	Enable []string `json:"enable"`

	// Disable names passes not to run.
	Disable []string `json:"disable"`

	// Flags has the flags of a pass by the pass's name, with the values that
	// `obslint -<pass>.<flag>=<value>` would give them.
	Flags map[string]map[string]json.RawMessage `json:"flags"`
}

// decode returns conf as Settings. A key that Settings does not have is an
// error, and so is a value of another type.
func decode(conf any) (Settings, error) {
	var s Settings
	if conf == nil {
		return s, nil
	}
	data, err := json.Marshal(conf)
	if err != nil {
		return s, fmt.Errorf("the settings of %s are no mapping of names: %w", Name, err)
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(data, &keys); err != nil {
		return s, fmt.Errorf("the settings of %s must be a mapping with the keys enable, disable and flags", Name)
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		var err error
		switch key {
		case "enable":
			err = json.Unmarshal(keys[key], &s.Enable)
		case "disable":
			err = json.Unmarshal(keys[key], &s.Disable)
		case "flags":
			err = json.Unmarshal(keys[key], &s.Flags)
		default:
			return s, fmt.Errorf("%s has no setting %q; it has enable, disable and flags", Name, key)
		}
		if err != nil {
			want := "a list of pass names"
			if key == "flags" {
				want = "a mapping from pass to flag to value"
			}
			return s, fmt.Errorf("the setting %q of %s must be %s", key, Name, want)
		}
	}
	return s, nil
}

// apply sets the flags of the passes in suite and returns those that are on.
func (s Settings) apply(suite []*analysis.Analyzer) ([]*analysis.Analyzer, error) {
	on := make(map[string]bool)
	for _, a := range suite {
		on[a.Name] = len(s.Enable) == 0
	}
	for _, name := range s.Enable {
		if _, ok := on[name]; !ok {
			return nil, unknownPass("enable", name, suite)
		}
		on[name] = true
	}
	for _, name := range s.Disable {
		if _, ok := on[name]; !ok {
			return nil, unknownPass("disable", name, suite)
		}
		if slices.Contains(s.Enable, name) {
			return nil, fmt.Errorf("the settings of %s both enable and disable the pass %s", Name, name)
		}
		on[name] = false
	}
	for _, pass := range slices.Sorted(maps.Keys(s.Flags)) {
		i := slices.IndexFunc(suite, func(a *analysis.Analyzer) bool { return a.Name == pass })
		if i < 0 {
			return nil, unknownPass("flags", pass, suite)
		}
		for _, name := range slices.Sorted(maps.Keys(s.Flags[pass])) {
			if err := setFlag(suite[i], name, s.Flags[pass][name]); err != nil {
				return nil, err
			}
		}
	}
	passes := slices.DeleteFunc(slices.Clone(suite), func(a *analysis.Analyzer) bool { return !on[a.Name] })
	if len(passes) == 0 {
		return nil, fmt.Errorf("the settings of %s disable every pass; disable the linter instead", Name)
	}
	return passes, nil
}

func unknownPass(setting, name string, suite []*analysis.Analyzer) error {
	var names []string
	for _, a := range suite {
		names = append(names, a.Name)
	}
	return fmt.Errorf("the setting %q of %s names the pass %q, which does not exist; the passes are %s",
		setting, Name, name, strings.Join(names, ", "))
}

// setFlag gives the flag of a pass the value that stands in the settings.
func setFlag(a *analysis.Analyzer, name string, raw json.RawMessage) error {
	f := a.Flags.Lookup(name)
	if f == nil {
		var names []string
		a.Flags.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
		if len(names) == 0 {
			return fmt.Errorf("the pass %s of %s has no flag %q; it has none", a.Name, Name, name)
		}
		return fmt.Errorf("the pass %s of %s has no flag %q; it has %s", a.Name, Name, name, strings.Join(names, ", "))
	}
	text, err := flagText(f, raw)
	if err == nil {
		err = f.Value.Set(text)
	}
	if err != nil {
		return fmt.Errorf("the flag %s.%s of %s: %w", a.Name, name, Name, err)
	}
	return nil
}

// flagText returns a value of the settings as the command line would have it.
// The type must be the flag's own; a flag of some other type takes a string or
// a list of strings, which is joined with commas.
func flagText(f *flag.Flag, raw json.RawMessage) (string, error) {
	var current any
	if g, ok := f.Value.(flag.Getter); ok {
		current = g.Get()
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		return "", err
	}
	switch current.(type) {
	case bool:
		if b, ok := value.(bool); ok {
			return fmt.Sprint(b), nil
		}
		return "", fmt.Errorf("%s is not true or false", raw)
	case int, int64, uint, uint64, float64:
		if n, ok := value.(json.Number); ok {
			return n.String(), nil
		}
		return "", fmt.Errorf("%s is not a number", raw)
	case time.Duration:
		if s, ok := value.(string); ok {
			return s, nil
		}
		return "", fmt.Errorf("%s is not a duration such as \"5s\"", raw)
	case string:
		if s, ok := value.(string); ok {
			return s, nil
		}
		return "", fmt.Errorf("%s is not a string", raw)
	}
	switch value := value.(type) {
	case string:
		return value, nil
	case []any:
		var items []string
		for _, v := range value {
			s, ok := v.(string)
			if !ok || strings.Contains(s, ",") {
				return "", fmt.Errorf("%v is not a string without commas", v)
			}
			items = append(items, s)
		}
		return strings.Join(items, ","), nil
	}
	return "", errors.New("the value must be a string or a list of strings")
}
