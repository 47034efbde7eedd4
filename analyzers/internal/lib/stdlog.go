package lib

const stdLogPath = "log"

var stdLogLogging = &Logging{
	Name:      "log",
	Paths:     []string{stdLogPath},
	OnRequest: true,
	Instead:   "log with Output(%d, …)",
	From:      1,
}

func stdLogCalls() []LogCall {
	var rows []LogCall
	for _, recv := range []string{"", "Logger"} {
		for _, verb := range []string{"Print", "Fatal", "Panic"} {
			for _, suffix := range []string{"", "f", "ln"} {
				rows = append(rows, LogCall{Func{stdLogPath, recv, verb + suffix}, 0, -1, 0})
			}
		}
		rows = append(rows, LogCall{Func{stdLogPath, recv, "Output"}, 1, 0, 1})
	}
	return rows
}

var stdLogFroms = []LogFrom{
	{Func{stdLogPath, "", "New"}, Nothing, -1, -1, 0, ByFlags, 2},
	{Func{stdLogPath, "", "Default"}, Nothing, -1, -1, 0, Keeps, 0},
}

var stdLogSetFlags = Func{stdLogPath, "", "SetFlags"}

var stdLogAsks = []LogAsk{
	{Path: stdLogPath, Name: "Lshortfile", In: stdLogSetFlags, Global: true},
	{Path: stdLogPath, Name: "Llongfile", In: stdLogSetFlags, Global: true},
}

// StdLogCallerFlags are the bits of package log's flags that record a caller.
const StdLogCallerFlags = 1<<3 | 1<<4
