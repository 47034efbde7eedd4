package proofs

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/go-logr/logr"
	"github.com/go-logr/logr/funcr"
	"github.com/go-logr/zapr"
	"github.com/golang/glog"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"
	"google.golang.org/grpc/grpclog"
	"k8s.io/klog/v2"
	ctrllog "sigs.k8s.io/controller-runtime/pkg/log"
	ctrlzap "sigs.k8s.io/controller-runtime/pkg/log/zap"

	"obslint.test/callerskip/glogs"
	"obslint.test/callerskip/grpclogs"
	"obslint.test/callerskip/klogs"
	"obslint.test/callerskip/logrs"
	"obslint.test/callerskip/operators"
	"obslint.test/callerskip/slogs"
	"obslint.test/callerskip/slogs/far"
	"obslint.test/callerskip/stdlogs"
	"obslint.test/callerskip/zerologs"
	"obslint.test/proof"
)

var goFile = regexp.MustCompile(`[a-z_]+\.go`)

// inText returns the Go files that a log names, in order.
func inText(log string) files {
	return files(strings.Join(goFile.FindAllString(log, -1), " "))
}

func TestLogr(t *testing.T) {
	run := func(open func() (logr.Logger, func() files)) func(t *testing.T) files {
		return func(t *testing.T) files {
			lg, got := open()
			logrs.NewExporter(lg).Export(1)
			logrs.SetLogger(lg)
			logrs.Info("one")
			logrs.Error(errors.New("no"), "two")
			return got()
		}
	}
	faulty, repaired := files("logrs.go logrs.go logrs.go"), files("logrs.go libs_test.go libs_test.go")
	proof.Run(t, "callerskip/missing", faulty, repaired, run(func() (logr.Logger, func() files) {
		var buf bytes.Buffer
		lg := funcr.New(func(prefix, args string) { buf.WriteString(args) }, funcr.Options{LogCaller: funcr.All, Verbosity: 9})
		return lg, func() files { return inText(buf.String()) }
	}))
	proof.Run(t, "callerskip/missing", faulty, repaired, run(func() (logr.Logger, func() files) {
		core, logs := observer.New(zapcore.Level(-9))
		return zapr.NewLogger(zap.New(core, zap.AddCaller())), func() files { return names(logs) }
	}))
}

func TestLogrDepth(t *testing.T) {
	proof.Run(t, "callerskip/depth", files("libs_test.go:inner"), files("libs_test.go:TestLogrDepth"),
		func(t *testing.T) files {
			core, logs := observer.New(zapcore.Level(-9))
			lg := logr.New(logrs.NewSink(zapr.NewLogger(zap.New(core, zap.AddCaller())).GetSink()))
			outer(lg)
			e := logs.All()[0]
			name := e.Caller.Function[strings.LastIndex(e.Caller.Function, "/")+1:]
			name = strings.Split(strings.TrimPrefix(name, "proofs."), ".")[0]
			if name == "outer" {
				name = "inner" // one of the two wrappers
			}
			return files(filepath.Base(e.Caller.File) + ":" + name)
		})
}

func outer(lg logr.Logger) { inner(lg.WithCallDepth(1)) }

func inner(lg logr.Logger) { lg.WithCallDepth(1).Info("one") }

func TestSlog(t *testing.T) {
	proof.Run(t, "callerskip/missing", files("slogs.go"), files("libs_test.go"), func(t *testing.T) files {
		var buf bytes.Buffer
		slogs.NewZooLogger(slogs.New(&buf)).Printf("%d", 1)
		return inText(buf.String())
	})
	proof.LookAlike(t, "callerskip/missing", files("libs_test.go"), func(t *testing.T) files {
		var buf bytes.Buffer
		slogs.Infof(slogs.New(&buf), "%d", 1)
		return inText(buf.String())
	})
	proof.LookAlike(t, "callerskip/missing", files("far.go"), func(t *testing.T) files {
		var buf bytes.Buffer
		far.NewJob(&buf).Run()
		return inText(buf.String())
	})
}

// klogText returns the files that klog names while run runs.
func klogText(t *testing.T, run func()) files { return inText(klogWritten(t, run)) }

// klogWritten returns what klog writes while run runs.
func klogWritten(t *testing.T, run func()) string {
	t.Helper()
	state := klog.CaptureState()
	defer state.Restore()
	var fs flag.FlagSet
	klog.InitFlags(&fs)
	fs.Set("logtostderr", "false")
	fs.Set("alsologtostderr", "false")
	fs.Set("stderrthreshold", "FATAL")
	fs.Set("one_output", "true")
	fs.Set("v", "5")
	var buf bytes.Buffer
	klog.SetOutput(&buf)
	run()
	klog.Flush()
	return buf.String()
}

// glogWritten returns what glog writes while run runs.
func glogWritten(t *testing.T, run func()) string {
	t.Helper()
	for name, value := range map[string]string{"logtostderr": "true", "v": "5"} {
		old := flag.Lookup(name).Value.String()
		flag.Set(name, value)
		defer flag.Set(name, old)
	}
	out, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer func(old *os.File) { os.Stderr = old }(os.Stderr)
	os.Stderr = out
	run()
	glog.Flush()
	text, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestGlog(t *testing.T) {
	proof.Run(t, "callerskip/missing", files("glogs.go"), files("libs_test.go"), func(t *testing.T) files {
		return inText(glogWritten(t, func() { glogs.Debugf("one") }))
	})
	proof.LookAlike(t, "callerskip/missing", files("libs_test.go libs_test.go"), func(t *testing.T) files {
		return inText(glogWritten(t, func() {
			glogs.Errorf("one")
			glogs.Log{}.Warningf("two")
		}))
	})
}

func TestKlog(t *testing.T) {
	proof.Run(t, "callerskip/missing", files("klogs.go libs_test.go"), files("libs_test.go libs_test.go"), func(t *testing.T) files {
		return klogText(t, func() {
			klogs.Infof("one")
			klogs.Warn("two")
		})
	})
	proof.Run(t, "callerskip/short", files("klogs.go"), files("libs_test.go"), func(t *testing.T) files {
		return klogText(t, func() { klogs.Debug("one") })
	})
	proof.Run(t, "callerskip/excess", files("libs_test.go"), files("klogs.go"), func(t *testing.T) files {
		return klogText(t, func() { klogs.Run() })
	})
}

func TestZerolog(t *testing.T) {
	proof.Run(t, "callerskip/missing", files("zerologs.go zerologs.go libs_test.go"), files("libs_test.go libs_test.go libs_test.go"), func(t *testing.T) files {
		var buf bytes.Buffer
		l := zerologs.New(&buf)
		l.Infof("one")
		l.Error(errors.New("no"), "two")
		l.Warn("three")
		return inText(buf.String())
	})
	skipping := func(use func(zerologs.Skipping)) func(t *testing.T) files {
		return func(t *testing.T) files {
			var buf bytes.Buffer
			use(zerologs.NewSkipping(&buf))
			return inText(buf.String())
		}
	}
	proof.LookAlike(t, "callerskip/short", files("libs_test.go"), skipping(func(s zerologs.Skipping) { s.Print("one") }))
	proof.Run(t, "callerskip/short", files("zerologs.go"), files("libs_test.go"), skipping(func(s zerologs.Skipping) { s.Println("one") }))
	proof.Run(t, "callerskip/excess", files("libs_test.go"), files("zerologs.go"), skipping(func(s zerologs.Skipping) { s.Close() }))
}

func TestStdLog(t *testing.T) {
	logged := func(use func(*stdlogs.Logger)) func(t *testing.T) files {
		return func(t *testing.T) files {
			var buf bytes.Buffer
			use(stdlogs.New(&buf))
			return inText(buf.String())
		}
	}
	proof.Run(t, "callerskip/missing", files("stdlogs.go libs_test.go"), files("libs_test.go libs_test.go"), logged(func(l *stdlogs.Logger) {
		l.Infof("one")
		l.Warnf("two")
	}))
	proof.Run(t, "callerskip/short", files("stdlogs.go"), files("libs_test.go"), logged(func(l *stdlogs.Logger) { l.Debugf("one") }))
	proof.Run(t, "callerskip/excess", files("libs_test.go"), files("stdlogs.go"), logged(func(l *stdlogs.Logger) { l.Run() }))
}

func TestNewStdLog(t *testing.T) {
	proof.Run(t, "callerskip/missing", files("stdlogs.go"), files("libs_test.go"), func(t *testing.T) files {
		lg, got := observed()
		stdlogs.NewBridge(lg).Print("one")
		return got()
	})
	proof.LookAlike(t, "callerskip/missing", files("stdlogs.go"), func(t *testing.T) files {
		lg, got := observed()
		stdlogs.NewBridge(lg).Serve()
		return got()
	})
}

func TestZapgrpc(t *testing.T) {
	component := grpclog.Component("proof")
	use := func(set func(*zap.Logger)) func(t *testing.T) files {
		return func(t *testing.T) files {
			lg, got := observed()
			set(lg)
			component.Info("one")
			return got()
		}
	}
	proof.Run(t, "callerskip/missing", files("zapgrpc.go"), files("libs_test.go"), use(grpclogs.Plain))
	proof.LookAlike(t, "callerskip/missing", files("libs_test.go"), use(grpclogs.Skipping))
}

// The logger of controller-runtime records no caller, so nothing names the
// wrapper.
func TestOperators(t *testing.T) {
	proof.LookAlike(t, "callerskip/missing", files(""), func(t *testing.T) files {
		var buf bytes.Buffer
		lg := ctrlzap.New(ctrlzap.UseDevMode(true), ctrlzap.WriteTo(&buf))
		ctx := ctrllog.IntoContext(t.Context(), lg)
		operators.Problem(ctx, nil, "one")
		(&operators.Reconciler{Log: lg}).Infof("%d", 2)
		if strings.Count(buf.String(), "\n") != 2 {
			t.Errorf("logged %q, want two lines", &buf)
		}
		return inText(buf.String())
	})
}
