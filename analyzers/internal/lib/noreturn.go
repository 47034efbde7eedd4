package lib

// A NoReturn is a function that never returns to its caller.
type NoReturn struct{ Func }

// NoReturns are the functions that end the process, the goroutine or the
// deferred chain, so that the code behind a call of one is not reached.
var NoReturns = NewTable([]NoReturn{
	{Func{"os", "", "Exit"}},
	{Func{"runtime", "", "Goexit"}},
	{Func{"syscall", "", "Exit"}},
	{Func{"log", "", "Fatal"}},
	{Func{"log", "", "Fatalf"}},
	{Func{"log", "", "Fatalln"}},
	{Func{"log", "", "Panic"}},
	{Func{"log", "", "Panicf"}},
	{Func{"log", "", "Panicln"}},
	{Func{"log", "Logger", "Fatal"}},
	{Func{"log", "Logger", "Fatalf"}},
	{Func{"log", "Logger", "Fatalln"}},
	{Func{"log", "Logger", "Panic"}},
	{Func{"log", "Logger", "Panicf"}},
	{Func{"log", "Logger", "Panicln"}},
	{Func{"testing", "common", "FailNow"}},
	{Func{"testing", "common", "Fatal"}},
	{Func{"testing", "common", "Fatalf"}},
	{Func{"testing", "common", "Skip"}},
	{Func{"testing", "common", "SkipNow"}},
	{Func{"testing", "common", "Skipf"}},
})
