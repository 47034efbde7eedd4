package proofs

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"obslint.test/callerskip/adapter"
	"obslint.test/callerskip/deep/app"
	"obslint.test/callerskip/global"
	"obslint.test/callerskip/lookalike"
	"obslint.test/callerskip/siblings"
	"obslint.test/callerskip/stored"
	"obslint.test/proof"
)

// files are the files that the entries of a log name as their callers, in
// order.
type files string

func observed() (*zap.Logger, func() files) {
	core, logs := observer.New(zap.DebugLevel)
	return zap.New(core, zap.AddCaller()), func() files { return names(logs) }
}

func names(logs *observer.ObservedLogs) files {
	var list []string
	for _, e := range logs.All() {
		list = append(list, filepath.Base(e.Caller.File))
	}
	return files(strings.Join(list, " "))
}

// recorded reads the callers from a log file.
func recorded(t *testing.T, path string) files {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []string
	for sc := bufio.NewScanner(f); sc.Scan(); {
		var entry struct{ Caller string }
		if err := json.Unmarshal(sc.Bytes(), &entry); err != nil {
			t.Fatal(err)
		}
		file, _, _ := strings.Cut(filepath.Base(entry.Caller), ":")
		list = append(list, file)
	}
	return files(strings.Join(list, " "))
}

func TestAdapter(t *testing.T) {
	proof.Run(t, "callerskip/missing",
		files("adapter.go adapter.go adapter.go"),
		files("zap_test.go zap_test.go zap_test.go"),
		func(t *testing.T) files {
			lg, got := observed()
			l := adapter.NewLogger(lg)
			l.Debug("one")
			l.Infof("%s", "two")
			l.Log("key", 3)
			return got()
		})
}

func TestGlobal(t *testing.T) {
	proof.Run(t, "callerskip/missing", files("global.go global.go"), files("zap_test.go zap_test.go"),
		func(t *testing.T) files {
			path := filepath.Join(t.TempDir(), "log")
			if err := global.Init(path); err != nil {
				t.Fatal(err)
			}
			global.Info("one")
			global.Error(os.ErrNotExist, "two")
			return recorded(t, path)
		})
}

func TestSiblings(t *testing.T) {
	proof.Run(t, "callerskip/missing", files("siblings.go siblings.go"), files("zap_test.go zap_test.go"),
		func(t *testing.T) files {
			core, logs := observer.New(zap.DebugLevel)
			l := siblings.FromCore(core)
			l.Infof("one")
			l.Warning("two")
			return names(logs)
		})
	proof.LookAlike(t, "callerskip/missing", files("zap_test.go"),
		func(t *testing.T) files {
			lg, got := observed()
			siblings.FromLogger(lg).Warning("one")
			return got()
		})
}

func TestStored(t *testing.T) {
	proof.Run(t, "callerskip/missing", files("stored.go stored.go stored.go"), files("zap_test.go zap_test.go zap_test.go"),
		func(t *testing.T) files {
			lg, got := observed()
			l := stored.New(lg)
			l.Info("one")
			l.Infof("%s", "two")
			l.With("step", 3).Info("three")
			return got()
		})
}

func TestDeep(t *testing.T) {
	proof.Run(t, "callerskip/missing", files("logf.go"), files("app.go"),
		func(t *testing.T) files {
			path := filepath.Join(t.TempDir(), "log")
			b, err := app.New(path)
			if err != nil {
				t.Fatal(err)
			}
			b.Charge(3)
			return recorded(t, path)
		})
	proof.LookAlike(t, "callerskip/missing", files("app.go"),
		func(t *testing.T) files {
			path := filepath.Join(t.TempDir(), "log")
			i, err := app.NewInvoicing(path)
			if err != nil {
				t.Fatal(err)
			}
			i.Send("R-1")
			return recorded(t, path)
		})
}

func TestLookAlike(t *testing.T) {
	proof.LookAlike(t, "callerskip/missing", files("zap_test.go lookalike.go zap_test.go"),
		func(t *testing.T) files {
			lg, got := observed()
			two := lookalike.NewTwo(lg)
			two.Info("one")
			two.Close()
			two.With(zap.Int("n", 1)).Info("two")
			return got()
		})
}
