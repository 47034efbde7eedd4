package proofs

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"testing"

	"go.uber.org/zap"

	"obslint.test/callerskip/funcvals"
	"obslint.test/callerskip/globals"
	"obslint.test/callerskip/globals/direct"
	"obslint.test/callerskip/records"
	"obslint.test/proof"
)

// sources returns the files that slog's default logger names while run runs.
func sources(run func(h slog.Handler)) files {
	var buf bytes.Buffer
	h := slog.NewJSONHandler(&buf, &slog.HandlerOptions{AddSource: true, Level: slog.LevelDebug})
	old := slog.Default()
	defer slog.SetDefault(old)
	slog.SetDefault(slog.New(h))
	run(h)
	return inText(buf.String())
}

func TestRecords(t *testing.T) {
	proof.Run(t, "callerskip/short", files("records.go records.go"), "made_test.go made_test.go", func(t *testing.T) files {
		return sources(func(slog.Handler) {
			records.Info(t.Context(), "one")
			records.Errorf(t.Context(), "two")
		})
	})
	proof.Run(t, "callerskip/excess", files("made_test.go"), "records.go", func(t *testing.T) files {
		return sources(func(slog.Handler) { _ = records.Close() })
	})
	proof.LookAlike(t, "callerskip/short", files("made_test.go made_test.go made_test.go"), func(t *testing.T) files {
		return sources(func(h slog.Handler) {
			records.New(h).Info("one")
			records.New(h).Warn("two")
			_ = records.Debug(context.Background(), "three")
		})
	})
}

func TestFuncValues(t *testing.T) {
	proof.LookAlike(t, "callerskip/missing", files("made_test.go"), func(t *testing.T) files {
		lg, got := observed()
		funcvals.NewRight(lg).Warn("one")
		return got()
	})
	proof.LookAlike(t, "callerskip/missing", files("funcvals.go funcvals.go funcvals.go"), func(t *testing.T) files {
		lg, got := observed()
		funcvals.NewHook(lg).Info("one")
		funcvals.NewHook(lg).Errorf("two")
		funcvals.NewLevels(lg).Log("info", "three")
		return got()
	})
}

func TestGlobals(t *testing.T) {
	proof.Run(t, "callerskip/excess", files("made_test.go"), "direct.go", func(t *testing.T) files {
		lg, got := observed()
		defer zap.ReplaceGlobals(zap.L())()
		direct.Init(lg)
		direct.Handle(httptest.NewRecorder(), nil)
		return got()
	})
	proof.LookAlike(t, "callerskip/missing", files("made_test.go made_test.go"), func(t *testing.T) files {
		lg, got := observed()
		defer zap.ReplaceGlobals(lg.WithOptions(zap.AddCallerSkip(1)))()
		globals.Info("one")
		globals.Errorf("two")
		return got()
	})
}
