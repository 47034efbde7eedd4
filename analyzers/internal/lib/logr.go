package lib

const logrPath = "github.com/go-logr/logr"

var logrLogging = &Logging{
	Name:  "logr",
	Paths: []string{logrPath, "github.com/go-logr/stdr", "github.com/go-logr/zapr", "github.com/go-logr/logr/funcr"},
	Skip:  "WithCallDepth(%d)",
	With:  ".WithCallDepth(%[2]d)",
	// Its zap.New has no AddCaller.
	Uncalled: "sigs.k8s.io/controller-runtime",
}

var logrCalls = []LogCall{
	{Func{logrPath, "Logger", "Info"}, 0, -1, 0},
	{Func{logrPath, "Logger", "Error"}, 1, -1, 0},
}

var logrFroms = []LogFrom{
	{Func{logrPath, "", "New"}, Nothing, -1, -1, 0, Records, 0},
	{Func{logrPath, "", "Discard"}, Nothing, -1, -1, 0, Mute, 0},
	{Func{logrPath, "Logger", "V"}, Receiver, -1, -1, 0, Keeps, 0},
	{Func{logrPath, "Logger", "WithValues"}, Receiver, -1, -1, 0, Keeps, 0},
	{Func{logrPath, "Logger", "WithName"}, Receiver, -1, -1, 0, Keeps, 0},
	{Func{logrPath, "Logger", "WithCallDepth"}, Receiver, -1, 0, 0, Keeps, 0},
	{Func{"github.com/go-logr/stdr", "", "New"}, Nothing, -1, -1, 0, ByStdLog, 0},
	{Func{"github.com/go-logr/stdr", "", "NewWithOptions"}, Nothing, -1, -1, 0, ByStdLog, 0},
	{Func{"github.com/go-logr/zapr", "", "NewLogger"}, 0, -1, -1, 0, Keeps, 0},
	{Func{"github.com/go-logr/zapr", "", "NewLoggerWithOptions"}, 0, -1, -1, 0, Keeps, 0},
	{Func{"github.com/go-logr/logr/funcr", "", "New"}, Nothing, -1, -1, 0, Mute, 0},
	{Func{"github.com/go-logr/logr/funcr", "", "NewJSON"}, Nothing, -1, -1, 0, Mute, 0},
}

var logrDepths = []LogDepth{
	{Func{logrPath, "CallDepthLogSink", "WithCallDepth"}, 0},
}
