package proofs

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/zap"

	"obslint.test/callerskip/elements"
	"obslint.test/callerskip/firstuse"
	"obslint.test/callerskip/formats"
	"obslint.test/callerskip/handout"
	"obslint.test/callerskip/overdone/log"
	"obslint.test/callerskip/overdone/server"
	setterlog "obslint.test/callerskip/setter/log"
	"obslint.test/callerskip/setter/over"
	"obslint.test/callerskip/setter/under"
	"obslint.test/callerskip/spans"
	"obslint.test/callerskip/told/adapter"
	"obslint.test/callerskip/told/logs"
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
	set := func(start func(zap.Config) error) func(*testing.T) files {
		return func(t *testing.T) files {
			cfg, got := configured(t)
			if err := start(cfg); err != nil {
				t.Fatal(err)
			}
			defer setterlog.Set(zap.NewNop())
			setterlog.Infof("%d", 1)
			return got()
		}
	}
	proof.Run(t, "callerskip/excess", files("proof.go"), files("more_test.go"), set(over.Start))
	proof.Run(t, "callerskip/short", files("log.go"), files("more_test.go"), set(under.Start))
	proof.Run(t, "callerskip/missing", files("log.go"), files("more_test.go"), set(under.Restart))
}

// What an interface's loggers are told counts as what a library's are.
func TestTold(t *testing.T) {
	proof.Run(t, "callerskip/missing", files("adapter.go adapter.go"), files("more_test.go more_test.go"), func(t *testing.T) files {
		lg, got := observed()
		l := adapter.NewFactory(logs.New(lg)).NewLogger("a")
		l.Info("one")
		l.Infof("%s", "two")
		return got()
	})
	proof.LookAlike(t, "callerskip/missing", files("more_test.go"), func(t *testing.T) files {
		lg, got := observed()
		adapter.NewRight(logs.New(lg)).Printf("%s", "one")
		return got()
	})
}

// The entry of the first use has a line of the package in both.
func TestFirstUse(t *testing.T) {
	proof.Run(t, "callerskip/missing", files("firstuse.go firstuse.go firstuse.go firstuse.go"), files("firstuse.go more_test.go more_test.go more_test.go"), func(t *testing.T) files {
		cfg, got := configured(t)
		firstuse.Config = cfg
		firstuse.Infof("%s", "one")
		firstuse.Errorf("%s", "two")
		new(firstuse.Lazy).Info("three")
		return got()
	})
}

func TestElements(t *testing.T) {
	proof.Run(t, "callerskip/missing", files("elements.go elements.go"), files("more_test.go more_test.go"), func(t *testing.T) files {
		lg, got := observed()
		p := elements.New(lg)
		p.Print("sql", "x.go:1", time.Second, "select 1", nil)
		p.Print("info", "two")
		return got()
	})
}

// configured returns settings of a logger, and what it recorded.
func configured(t *testing.T) (zap.Config, func() files) {
	path := filepath.Join(t.TempDir(), "log")
	cfg := zap.NewProductionConfig()
	cfg.OutputPaths = []string{path}
	return cfg, func() files { return recorded(t, path) }
}
