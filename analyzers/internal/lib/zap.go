package lib

const (
	zapPath     = "go.uber.org/zap"
	zapcorePath = "go.uber.org/zap/zapcore"
)

var zapLogging = &Logging{
	Name:  "zap",
	Paths: []string{zapPath, zapcorePath, "go.uber.org/zap/zapgrpc", "go.uber.org/zap/zapio"},
	Skip:  "zap.AddCallerSkip(%d)",

	Record: "%s.AddCaller()",
	With:   ".WithOptions(%s.AddCallerSkip(%d))",
	Option: "%s.AddCallerSkip(%d)",
}

func zapCalls() []LogCall {
	var rows []LogCall
	for _, level := range []string{"Debug", "Info", "Warn", "Error", "DPanic", "Panic", "Fatal"} {
		rows = append(rows, LogCall{Func{zapPath, "Logger", level}, 0, -1, 0})
		for _, suffix := range []string{"", "f", "w", "ln"} {
			rows = append(rows, LogCall{Func{zapPath, "SugaredLogger", level + suffix}, 0, -1, 0})
		}
	}
	for _, name := range []string{"Log", "Logf", "Logw", "Logln"} {
		rows = append(rows, LogCall{Func{zapPath, "SugaredLogger", name}, 1, -1, 0})
	}
	return append(rows,
		LogCall{Func{zapPath, "Logger", "Log"}, 1, -1, 0},
		LogCall{Func{zapPath, "Logger", "Check"}, 1, -1, 0},
	)
}

var zapFroms = []LogFrom{
	{Func{zapPath, "", "New"}, Nothing, 1, -1, 0, Mute, 0},
	{Func{zapPath, "", "NewProduction"}, Nothing, 0, -1, 0, Records, 0},
	{Func{zapPath, "", "NewDevelopment"}, Nothing, 0, -1, 0, Records, 0},
	{Func{zapPath, "", "NewExample"}, Nothing, 0, -1, 0, Mute, 0},
	{Func{zapPath, "", "NewNop"}, Nothing, -1, -1, 0, Mute, 0},
	{Func{zapPath, "Config", "Build"}, Nothing, 0, -1, 0, Records, 0},
	{Func{zapPath, "", "L"}, ForAll, -1, -1, 0, Records, 0},
	{Func{zapPath, "", "S"}, ForAll, -1, -1, 0, Records, 0},
	{Func{zapPath, "", "Must"}, 0, -1, -1, 0, Keeps, 0},
	{Func{zapPath, "Logger", "WithOptions"}, Receiver, 0, -1, 0, Keeps, 0},
	{Func{zapPath, "Logger", "Sugar"}, Receiver, -1, -1, 0, Keeps, 0},
	{Func{zapPath, "Logger", "Named"}, Receiver, -1, -1, 0, Keeps, 0},
	{Func{zapPath, "Logger", "With"}, Receiver, -1, -1, 0, Keeps, 0},
	{Func{zapPath, "Logger", "WithLazy"}, Receiver, -1, -1, 0, Keeps, 0},
	{Func{zapPath, "SugaredLogger", "WithOptions"}, Receiver, 0, -1, 0, Keeps, 0},
	{Func{zapPath, "SugaredLogger", "Desugar"}, Receiver, -1, -1, 0, Keeps, 0},
	{Func{zapPath, "SugaredLogger", "Named"}, Receiver, -1, -1, 0, Keeps, 0},
	{Func{zapPath, "SugaredLogger", "With"}, Receiver, -1, -1, 0, Keeps, 0},
	{Func{zapPath, "SugaredLogger", "WithLazy"}, Receiver, -1, -1, 0, Keeps, 0},
	{Func{zapPath, "", "NewStdLog"}, 0, -1, -1, 0, Keeps, 0},
	{Func{zapPath, "", "NewStdLogAt"}, 0, -1, -1, 0, Keeps, 0},
}

var zapGlobals = []LogGlobal{{Func{zapPath, "", "ReplaceGlobals"}, 0}}

var zapOptions = []LogOption{
	{Func{zapPath, "", "AddCallerSkip"}, 0, false, -1},
	{Func{zapPath, "", "AddCaller"}, -1, true, -1},
	{Func{zapPath, "", "WithCaller"}, -1, false, 0},
}

var zapSwitches = []LogSwitch{
	{zapPath, "Config", "DisableCaller", true},
	{zapcorePath, "EncoderConfig", "CallerKey", false},
}

var zapAdapters = []LogAdapter{
	{Func{"go.uber.org/zap/zapgrpc", "", "NewLogger"}, 0, "zapgrpc.go or grpclog's lines", 2, 4, 5},
}

var zapOwnCallers = []OwnCaller{
	{zapcorePath, "Entry", "Caller", false},
	{zapcorePath, "EncoderConfig", "EncodeCaller", true},
}
