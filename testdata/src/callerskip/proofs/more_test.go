package proofs

import (
	"context"
	"path/filepath"
	"testing"

	"go.uber.org/zap"

	"obslint.test/callerskip/formats"
	"obslint.test/callerskip/handout"
	"obslint.test/callerskip/overdone/log"
	"obslint.test/callerskip/overdone/server"
	setterlog "obslint.test/callerskip/setter/log"
	"obslint.test/callerskip/setter/over"
	"obslint.test/callerskip/spans"
	"obslint.test/callerskip/twins"
	"obslint.test/proof"
)

func TestMore(t *testing.T) {
	proof.Run(t, "callerskip/missing", files("formats.go formats.go spans.go twins.go"), files("more_test.go more_test.go more_test.go more_test.go"), func(t *testing.T) files {
		lg, got := observed()
		formats.New(lg).Info("one")
		formats.New(lg).Infof("%s", "two")
		spans.New(lg).InfoContext(context.Background(), "three")
		twins.NewFactory(lg).Logger().Info("four")
		return got()
	})
	proof.LookAlike(t, "callerskip/missing", files("more_test.go more_test.go more_test.go"), func(t *testing.T) files {
		lg, got := observed()
		spans.New(lg).WarnContext(context.Background(), "one")
		twins.NewRight(lg).Logger().Info("two")
		handout.Replace(lg.WithOptions(zap.AddCallerSkip(1)))
		handout.Info("three")
		return got()
	})
	proof.Run(t, "callerskip/depth", files("proof.go"), files("more_test.go"), func(t *testing.T) files {
		lg, got := observed()
		handout.Replace(handout.New(lg.Core()))
		handout.L().Info("one")
		return got()
	})
	proof.Run(t, "callerskip/excess", files("more_test.go more_test.go"), files("server.go server.go"), func(t *testing.T) files {
		lg, got := observed()
		defer log.Use(lg)()
		_ = new(server.Server).Run(":80")
		return got()
	})
}

// A logger that is set for the wrappers of another package names what its skip
// says, whoever logs.
func TestSet(t *testing.T) {
	proof.Run(t, "callerskip/excess", files("proof.go"), files("more_test.go"), func(t *testing.T) files {
		path := filepath.Join(t.TempDir(), "log")
		cfg := zap.NewProductionConfig()
		cfg.OutputPaths = []string{path}
		if err := over.Start(cfg); err != nil {
			t.Fatal(err)
		}
		defer setterlog.Set(zap.NewNop())
		setterlog.Infof("%d", 1)
		return recorded(t, path)
	})
}
