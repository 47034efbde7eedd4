package lib

const zerologPath = "github.com/rs/zerolog"

var zerologLogging = &Logging{
	Name:      "zerolog",
	Paths:     []string{zerologPath, zerologPath + "/log"},
	OnRequest: true,
	Instead:   "add CallerSkipFrame(%d) to the event",
	Adds:      true,
}

var zerologCalls = []LogCall{
	{Func{zerologPath, "Event", "Msg"}, 0, -1, 0},
	{Func{zerologPath, "Event", "Msgf"}, 0, -1, 0},
	{Func{zerologPath, "Logger", "Print"}, 0, -1, 0},
	{Func{zerologPath, "Logger", "Printf"}, 0, -1, 0},
	{Func{zerologPath, "Logger", "Println"}, 0, -1, 0},
}

// Methods of Event, Context and Logger that return one of the three and are
// not named here keep what they are called on.
var zerologFroms = []LogFrom{
	{Func{zerologPath + "/log", "", "With"}, ForAll, -1, -1, 0, Keeps, 0},
	{Func{zerologPath + "/log", "", "Err"}, ForAll, -1, -1, 0, Keeps, 0},
	{Func{zerologPath + "/log", "", "Trace"}, ForAll, -1, -1, 0, Keeps, 0},
	{Func{zerologPath + "/log", "", "Debug"}, ForAll, -1, -1, 0, Keeps, 0},
	{Func{zerologPath + "/log", "", "Info"}, ForAll, -1, -1, 0, Keeps, 0},
	{Func{zerologPath + "/log", "", "Warn"}, ForAll, -1, -1, 0, Keeps, 0},
	{Func{zerologPath + "/log", "", "Error"}, ForAll, -1, -1, 0, Keeps, 0},
	{Func{zerologPath + "/log", "", "Fatal"}, ForAll, -1, -1, 0, Keeps, 0},
	{Func{zerologPath + "/log", "", "Panic"}, ForAll, -1, -1, 0, Keeps, 0},
	{Func{zerologPath + "/log", "", "WithLevel"}, ForAll, -1, -1, 0, Keeps, 0},
	{Func{zerologPath + "/log", "", "Log"}, ForAll, -1, -1, 0, Keeps, 0},
	{Func{zerologPath, "", "New"}, Nothing, -1, -1, 0, Mute, 0},
	{Func{zerologPath, "", "Nop"}, Nothing, -1, -1, 0, Mute, 0},
	{Func{zerologPath, "Logger", "With"}, Receiver, -1, -1, 0, Keeps, 0},
	{Func{zerologPath, "Logger", "Info"}, Receiver, -1, -1, 0, Keeps, 0},
	{Func{zerologPath, "Context", "Logger"}, Receiver, -1, -1, 0, Keeps, 0},
	{Func{zerologPath, "Context", "Caller"}, Receiver, -1, -1, 0, Records, 0},
	{Func{zerologPath, "Context", "CallerWithSkipFrameCount"}, Receiver, -1, 0, 2, Records, 0},
	{Func{zerologPath, "Event", "Caller"}, Receiver, -1, -1, 0, Records, 0},
	{Func{zerologPath, "Event", "CallerSkipFrame"}, Receiver, -1, 0, 0, Keeps, 0},
}

var zerologAsks = []LogAsk{
	{Path: zerologPath, Type: "Context", Name: "Caller"},
	{Path: zerologPath, Type: "Context", Name: "CallerWithSkipFrameCount"},
	{Path: zerologPath, Type: "Event", Name: "Caller"},
}

var zerologOwnCallers = []OwnCaller{
	{zerologPath, "", "CallerSkipFrameCount", false},
	{zerologPath, "", "CallerMarshalFunc", true},
}
