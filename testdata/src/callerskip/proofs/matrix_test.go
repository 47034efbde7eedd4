package proofs

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/go-logr/logr/funcr"
	"github.com/rs/zerolog"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
	"google.golang.org/grpc/grpclog"

	"obslint.test/callerskip/matrix"
	"obslint.test/proof"
)

// A cell of the matrix is one category for one library: the fault, or the
// reason why there is none.
type cell struct {
	library, category string
	named             string // file:line that an entry names: for missing and short in the faulty code, for excess in the repaired
	use               func() int
	log               func(t *testing.T, use func()) string // the file:line that is recorded; nil for zap
	none              string
}

// here returns the line of the call that stands on the line of its own.
func here() int {
	_, _, line, _ := runtime.Caller(1)
	return line
}

var fileLine = regexp.MustCompile(`[A-Za-z_0-9]+\.(go|s):[0-9]+`)

// zapLine is what the entry of a zap logger names.
func zapLine(t *testing.T, use func()) string {
	logs := observing
	use()
	e := logs.TakeAll()
	if len(e) != 1 {
		t.Fatalf("%d entries", len(e))
	}
	named := e[0].Caller
	sourceLine = ""
	if src, err := os.ReadFile(named.File); err == nil {
		if lines := strings.Split(string(src), "\n"); named.Line <= len(lines) {
			sourceLine = strings.TrimSpace(lines[named.Line-1])
		}
	}
	return filepath.Base(named.File) + ":" + strconv.Itoa(named.Line)
}

var sourceLine string // the text of the line that zapLine returned last

// textLine is what the entry in a text names.
func textLine(write func(t *testing.T, buf *bytes.Buffer, use func())) func(*testing.T, func()) string {
	return func(t *testing.T, use func()) string {
		var buf bytes.Buffer
		write(t, &buf, use)
		return fileLine.FindString(buf.String())
	}
}

var (
	observing      *observer.ObservedLogs
	observerLogger = func() *zap.Logger {
		core, logs := observer.New(zap.DebugLevel)
		observing = logs
		lg := zap.New(core, zap.AddCaller())
		zap.ReplaceGlobals(lg)
		return lg
	}()

	funcrBuf bytes.Buffer
	funcrLog = funcr.New(func(_, args string) { funcrBuf.WriteString(args) }, funcr.Options{LogCaller: funcr.All})
)

func funcrLine(_ *testing.T, use func()) string {
	funcrBuf.Reset()
	use()
	m := regexp.MustCompile(`"file"="([^"]+)" "line"=(\d+)`).FindStringSubmatch(funcrBuf.String())
	if m == nil {
		return funcrBuf.String()
	}
	return m[1] + ":" + m[2]
}

var (
	klogLine = func(t *testing.T, use func()) string {
		return fileLine.FindString(klogWritten(t, use))
	}
	glogLine = func(t *testing.T, use func()) string {
		return fileLine.FindString(glogWritten(t, use))
	}
	zeroLine = textLine(func(_ *testing.T, buf *bytes.Buffer, use func()) {
		defer func(old zerolog.Logger) { matrix.Zero = old }(matrix.Zero)
		matrix.Zero = matrix.Zero.Output(buf)
		use()
	})
	logLine = textLine(func(_ *testing.T, buf *bytes.Buffer, use func()) {
		defer matrix.Std.SetOutput(matrix.Std.Writer())
		matrix.Std.SetOutput(buf)
		use()
	})
	slogLine = textLine(func(_ *testing.T, buf *bytes.Buffer, use func()) {
		defer func(old *slog.Logger) { matrix.Slog = old }(matrix.Slog)
		matrix.Slog = slog.New(slog.NewJSONHandler(buf, &slog.HandlerOptions{AddSource: true, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if src, ok := a.Value.Any().(*slog.Source); ok {
				return slog.String(a.Key, fmt.Sprintf("%s:%d", filepath.Base(src.File), src.Line))
			}
			return a
		}}))
		use()
	})
)

const (
	noNumber = "the library has no skip, so none can be wrong"
	atCall   = "the number is given where the entry is logged: there is no logger whose skips could add up"
	noLogger = "the logger and its skips are zap's: see there"
)

var component = grpclog.Component("matrix")

func cells() []cell {
	z := observerLogger
	l := funcrLog
	return []cell{
		{library: "zap Logger", category: "missing", named: "zap.go:15", use: func() int { matrix.NewLoggerMissing(z).Print("one"); return here() }},
		{library: "zap Logger", category: "short", named: "zap.go:28", use: func() int { matrix.NewLoggerShort(z).Print("one"); return here() }},
		{library: "zap Logger", category: "excess", named: "zap.go:45", use: func() int { _ = matrix.NewLoggerExcess(z).Run(); return here() }},
		{library: "zap Logger", category: "depth", use: func() int { matrix.NewLoggerDepth(z).With("a", "b").Print("one"); return here() }},

		{library: "zap SugaredLogger", category: "missing", named: "sugar.go:15", use: func() int { matrix.NewSugarMissing(z).Print("one"); return here() }},
		{library: "zap SugaredLogger", category: "short", named: "sugar.go:28", use: func() int { matrix.NewSugarShort(z).Print("one"); return here() }},
		{library: "zap SugaredLogger", category: "excess", named: "sugar.go:45", use: func() int { _ = matrix.NewSugarExcess(z).Run(); return here() }},
		{library: "zap SugaredLogger", category: "depth", use: func() int { matrix.NewSugarDepth(z).With("a", "b").Print("one"); return here() }},

		{library: "zap Check and Write", category: "missing", named: "check.go:15", use: func() int { matrix.NewCheckMissing(z).Print("one"); return here() }},
		{library: "zap Check and Write", category: "short", named: "check.go:30", use: func() int { matrix.NewCheckShort(z).Print("one"); return here() }},
		{library: "zap Check and Write", category: "excess", named: "check.go:49", use: func() int { _ = matrix.NewCheckExcess(z).Run(); return here() }},
		{library: "zap Check and Write", category: "depth", none: noLogger},

		{library: "zap.L", category: "missing", named: "global.go:7", use: func() int { matrix.LMissing("one"); return here() }},
		{library: "zap.L", category: "short", named: "global.go:12", use: func() int { matrix.LShort("one"); return here() }},
		{library: "zap.L", category: "excess", named: "global.go:25", use: func() int { _ = matrix.LExcess(); return here() }},
		{library: "zap.L", category: "depth", none: noLogger},
		{library: "zap.S", category: "missing", named: "global.go:39", use: func() int { matrix.SMissing("one"); return here() }},
		{library: "zap.S", category: "short", named: "global.go:44", use: func() int { matrix.SShort("one"); return here() }},
		{library: "zap.S", category: "excess", named: "global.go:57", use: func() int { _ = matrix.SExcess(); return here() }},
		{library: "zap.S", category: "depth", none: noLogger},

		{library: "zap.NewStdLog", category: "missing", named: "stdlog.go:19", use: func() int { matrix.NewStdMissing(z).Print("one"); return here() }},
		{library: "zap.NewStdLog", category: "short", named: "stdlog.go:32", use: func() int { matrix.NewStdShort(z).Print("one"); return here() }},
		{library: "zap.NewStdLog", category: "excess", named: "stdlog.go:49", use: func() int { _ = matrix.NewStdExcess(z).Run(); return here() }},
		{library: "zap.NewStdLog", category: "depth", none: noLogger},

		{library: "zapgrpc", category: "missing", named: "zapgrpc.go: l.delegate.Info(sprintln(args))", use: func() int { matrix.GRPCMissing(z); component.Info("one"); return here() }},
		{library: "zapgrpc", category: "short", named: "grpclog.go: internal.LoggerV2Impl.Infoln(args...)", use: func() int { matrix.GRPCShort(z); component.Info("one"); return here() }},
		{library: "zapgrpc", category: "excess", use: func() int { matrix.GRPCExcess(z); component.Info("one"); return here() }},
		{library: "zapgrpc", category: "depth", none: noLogger},

		{library: "logr", category: "missing", named: "logr.go:15", log: funcrLine, use: func() int { matrix.NewLogrMissing(l).Print("one"); return here() }},
		{library: "logr", category: "short", named: "logr.go:28", log: funcrLine, use: func() int { matrix.NewLogrShort(l).Print("one"); return here() }},
		{library: "logr", category: "excess", named: "logr.go:45", log: funcrLine, use: func() int { _ = matrix.NewLogrExcess(l).Run(); return here() }},
		{library: "logr", category: "depth", log: funcrLine, use: func() int { matrix.NewLogrDepth(l).With("a", "b").Print("one"); return here() }},

		{library: "zapr", category: "missing", named: "zapr.go:19", use: func() int { matrix.NewZaprMissing(z).Print("one"); return here() }},
		{library: "zapr", category: "short", named: "zapr.go:32", use: func() int { matrix.NewZaprShort(z).Print("one"); return here() }},
		{library: "zapr", category: "excess", named: "zapr.go:49", use: func() int { _ = matrix.NewZaprExcess(z).Run(); return here() }},
		{library: "zapr", category: "depth", none: "the logger is a logr.Logger: see there"},

		{library: "klog", category: "missing", named: "klog.go:7", log: klogLine, use: func() int { matrix.KlogMissing("one"); return here() }},
		{library: "klog", category: "short", named: "klog.go:12", log: klogLine, use: func() int { matrix.KlogShort("one"); return here() }},
		{library: "klog", category: "excess", named: "klog.go:21", log: klogLine, use: func() int { _ = matrix.KlogExcess(); return here() }},
		{library: "klog", category: "depth", none: atCall},

		{library: "glog", category: "missing", named: "glog.go:7", log: glogLine, use: func() int { matrix.GlogMissing("one"); return here() }},
		{library: "glog", category: "short", named: "glog.go:12", log: glogLine, use: func() int { matrix.GlogShort("one"); return here() }},
		{library: "glog", category: "excess", named: "glog.go:21", log: glogLine, use: func() int { _ = matrix.GlogExcess(); return here() }},
		{library: "glog", category: "depth", none: atCall},

		{library: "zerolog", category: "missing", named: "zerolog.go:14", log: zeroLine, use: func() int { matrix.ZerologMissing("one"); return here() }},
		{library: "zerolog", category: "short", named: "zerolog.go:19", log: zeroLine, use: func() int { matrix.ZerologShort("one"); return here() }},
		{library: "zerolog", category: "excess", named: "zerolog.go:28", log: zeroLine, use: func() int { _ = matrix.ZerologExcess(); return here() }},
		{library: "zerolog", category: "depth", none: "a second Caller of a logger adds a second caller field: the skips of a logger do not add up"},

		{library: "log", category: "missing", named: "log.go:13", log: logLine, use: func() int { matrix.LogMissing("one"); return here() }},
		{library: "log", category: "short", named: "log.go:18", log: logLine, use: func() int { matrix.LogShort("one"); return here() }},
		{library: "log", category: "excess", named: "log.go:27", log: logLine, use: func() int { _ = matrix.LogExcess(); return here() }},
		{library: "log", category: "depth", none: atCall},

		{library: "slog record", category: "missing", named: "record.go:13", log: slogLine, use: func() int { matrix.RecordMissing("one"); return here() }},
		{library: "slog record", category: "short", named: "record.go:19", log: slogLine, use: func() int { matrix.RecordShort("one"); return here() }},
		{library: "slog record", category: "excess", named: "record.go:30", log: slogLine, use: func() int { _ = matrix.RecordExcess(); return here() }},
		{library: "slog record", category: "depth", none: atCall},

		{library: "slog", category: "missing", named: "slog.go:16", log: slogLine, use: func() int { matrix.SlogMissing("one"); return here() }},
		{library: "slog", category: "short", none: noNumber},
		{library: "slog", category: "excess", none: noNumber},
		{library: "slog", category: "depth", none: noNumber},
	}
}

// TestMatrix reads the file and line that an entry names, for every library
// and category, in the code as it is and in the repaired code.
func TestMatrix(t *testing.T) {
	seen := make(map[string]bool)
	libraries := make(map[string]bool)
	for _, c := range cells() {
		key := c.library + ", " + c.category
		if seen[key] {
			t.Errorf("%s: twice", key)
		}
		seen[key] = true
		libraries[c.library] = true
		if (c.none == "") == (c.use == nil) {
			t.Errorf("%s: neither a fault nor a reason, or both", key)
		}
		if c.use == nil {
			continue
		}
		log := c.log
		if log == nil {
			log = zapLine
		}
		t.Run(key, func(t *testing.T) {
			faulty, repaired := c.named, "the call"
			switch {
			case c.category == "excess" && c.library != "zapgrpc":
				faulty, repaired = "the call", c.named // it is the called function that logs
			case c.category == "excess" || c.category == "depth":
				faulty = "a line above"
			}
			proof.Run(t, "callerskip/"+c.category, faulty, repaired, func(t *testing.T) string {
				call := 0
				got := log(t, func() { call = c.use() })
				file, _, _ := strings.Cut(got, ":")
				switch {
				case got == fmt.Sprintf("matrix_test.go:%d", call):
					return "the call"
				case file == "matrix_test.go":
					return "a line above"
				case c.library == "zapgrpc":
					return file + ": " + sourceLine // of a library: what stands there, for lines move
				}
				return got
			})
		})
	}
	for l := range libraries {
		for _, category := range []string{"missing", "short", "excess", "depth"} {
			if !seen[l+", "+category] {
				t.Errorf("%s, %s: no proof and no reason", l, category)
			}
		}
	}
}
