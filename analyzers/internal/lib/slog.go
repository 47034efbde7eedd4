package lib

const slogPath = "log/slog"

var slogLogging = &Logging{
	Name:      "slog",
	Paths:     []string{slogPath},
	OnRequest: true,
	Instead:   "slog has no skip: hand slog.NewRecord the pc of runtime.Callers, and the record to Handler().Handle",
}

func slogCalls() []LogCall {
	var rows []LogCall
	for _, recv := range []string{"", "Logger"} {
		for _, level := range []string{"Debug", "Info", "Warn", "Error"} {
			rows = append(rows,
				LogCall{Func{slogPath, recv, level}, 0, -1, 0},
				LogCall{Func{slogPath, recv, level + "Context"}, 1, -1, 0})
		}
		rows = append(rows,
			LogCall{Func{slogPath, recv, "Log"}, 2, -1, 0},
			LogCall{Func{slogPath, recv, "LogAttrs"}, 2, -1, 0})
	}
	return rows
}

var slogFroms = []LogFrom{
	{Func{slogPath, "", "New"}, Nothing, -1, -1, 0, ByHandler, 0},
	{Func{slogPath, "", "Default"}, Nothing, -1, -1, 0, Keeps, 0},
	{Func{slogPath, "", "With"}, Nothing, -1, -1, 0, Keeps, 0},
	{Func{slogPath, "Logger", "With"}, Receiver, -1, -1, 0, Keeps, 0},
	{Func{slogPath, "Logger", "WithGroup"}, Receiver, -1, -1, 0, Keeps, 0},
}

var slogAsks = []LogAsk{{Path: slogPath, Type: "HandlerOptions", Name: "AddSource"}}

// RecordLogging stands for records whose maker looks up the caller.
var RecordLogging = &Logging{
	Name:    "slog record",
	Instead: "use runtime.Callers(%d, …)",
	From:    1,
}

var slogRecords = []LogRecord{{Func{slogPath, "", "NewRecord"}, 2, 3}}

var slogHandlers = []LogHandler{
	{Func{slogPath, "", "NewJSONHandler"}, 1, "AddSource"},
	{Func{slogPath, "", "NewTextHandler"}, 1, "AddSource"},
}

var slogOwnCallers = []OwnCaller{{slogPath, "Record", "PC", false}}
