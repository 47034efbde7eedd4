package gclplugin

import (
	"encoding/json"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// FuzzSettings holds that settings of any form are an error with words, or
// passes that run.
func FuzzSettings(f *testing.F) {
	for _, s := range []string{
		`null`, `{}`, `{"enable": ["plain"]}`, `{"disable": ["rich", "plain"]}`,
		`{"flags": {"rich": {"funcs": "a.F", "depth": 3}}}`, `{"flags": {"rich": {"funcs": ["a", 1, true, null], "wait": "5s", "strict": true}}}`,
		`{"enable": "plain"}`, `{"enable": ["x"]}`, `[1]`, `"x"`, `{"flags": {"x": {"y": {}}}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var conf any
		if json.Unmarshal(data, &conf) != nil {
			t.Skip()
		}
		settings, err := decode(conf)
		if err == nil {
			var passes []*analysis.Analyzer
			passes, err = settings.apply(suite())
			if (len(passes) > 0) == (err != nil) {
				t.Errorf("%s: %d passes, and %v", data, len(passes), err)
			}
		}
		if err != nil && err.Error() == "" {
			t.Errorf("%s: an error without words", data)
		}
	})
}
