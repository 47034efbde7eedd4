package callerskip

import (
	"strings"
	"testing"
)

func TestAssume(t *testing.T) {
	for text, want := range map[string]string{"": "", "slog": "slog", " log, zerolog,,log ": "log,zerolog"} {
		var a assumption
		if err := a.Set(text); err != nil || a.String() != want {
			t.Errorf("Set(%q) gives %q, %v; want %q", text, a.String(), err, want)
		}
	}
	for _, text := range []string{"logrus", "slog,zap"} { // unknown; records callers for itself
		a := assumption{"log"}
		if err := a.Set(text); err == nil || !strings.Contains(err.Error(), "log, logr, slog, zerolog") || a.String() != "log" {
			t.Errorf("Set(%q) gives %q, %v; want an error with the names", text, a.String(), err)
		}
	}
}
