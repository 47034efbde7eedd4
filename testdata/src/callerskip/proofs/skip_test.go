package proofs

import (
	"path/filepath"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"obslint.test/callerskip/adds"
	"obslint.test/callerskip/direct"
	"obslint.test/callerskip/layers"
	"obslint.test/callerskip/pool"
	"obslint.test/callerskip/promotes"
	"obslint.test/proof"
)

func TestLayers(t *testing.T) {
	proof.Run(t, "callerskip/short", files("layers.go layers.go"), files("skip_test.go skip_test.go"),
		func(t *testing.T) files {
			lg, got := observed()
			l := layers.New(lg)
			l.Infof("%s", "one")
			l.Errorf("%s", "two")
			return got()
		})
	proof.Run(t, "callerskip/short", files("deeper.go skip_test.go"), files("skip_test.go skip_test.go"),
		func(t *testing.T) files {
			lg, got := observed()
			j := layers.NewJournal(lg.Sugar())
			j.Print("one")
			j.Warn("two")
			return got()
		})
}

func TestPool(t *testing.T) {
	run := func(f func(core *observer.ObservedLogs, lg *zap.Logger) error) files {
		core, logs := observer.New(zap.DebugLevel)
		if err := f(logs, zap.New(core)); err != nil {
			t.Fatal(err)
		}
		var got files
		for _, e := range logs.All() {
			if e.Caller.Function == "runtime.goexit" {
				return "runtime.goexit"
			}
			got += files(filepath.Base(e.Caller.File))
		}
		return got
	}
	proof.Run(t, "callerskip/excess", files("runtime.goexit"), files("pool.go"),
		func(t *testing.T) files {
			return run(func(_ *observer.ObservedLogs, lg *zap.Logger) error { return pool.Skipping(lg.Core()) })
		})
	proof.LookAlike(t, "callerskip/excess", files("pool.gopool.go"),
		func(t *testing.T) files {
			return run(func(_ *observer.ObservedLogs, lg *zap.Logger) error { return pool.Plain(lg.Core()) })
		})
}

func TestDirect(t *testing.T) {
	proof.Run(t, "callerskip/excess", files("skip_test.go skip_test.go"), files("direct.go skip_test.go"),
		func(t *testing.T) files {
			lg, got := observed()
			l := direct.New(lg)
			l.Close()
			l.Deprecated()
			return got()
		})
	proof.Run(t, "callerskip/excess", files("skip_test.go"), files("direct.go"),
		func(t *testing.T) files {
			lg, got := observed()
			direct.NewTask(lg).Run(t.Context())
			return got()
		})
}

func TestPromoted(t *testing.T) {
	proof.Run(t, "callerskip/excess", files("proof.go skip_test.go"), files("skip_test.go skip_test.go"),
		func(t *testing.T) files {
			lg, got := observed()
			l := promotes.New(lg)
			l.Infof("one")
			l.Warningf("two")
			return got()
		})
}

func TestAdds(t *testing.T) {
	proof.Run(t, "callerskip/depth", files("skip_test.go proof.go"), files("skip_test.go skip_test.go"),
		func(t *testing.T) files {
			lg, got := observed()
			l := adds.New(lg)
			l.Info("one")
			l.With(zap.Int("n", 1)).Info("two")
			return got()
		})
	proof.Run(t, "callerskip/depth", files("skip_test.go proof.go"), files("skip_test.go skip_test.go"),
		func(t *testing.T) files {
			lg, got := observed()
			f := adds.NewFacade(lg)
			f.Info("one")
			f.With(zap.Int("n", 1)).Info("two")
			return got()
		})
}
