package lib

// The logrus logger.

const logrusPath = "github.com/sirupsen/logrus"

var logrusExits = []Exit{
	{Func{logrusPath, "", "Exit"}},
	{Func{logrusPath, "Logger", "Exit"}},
	{Func{logrusPath, "", "Fatal"}},
	{Func{logrusPath, "", "Fatalf"}},
	{Func{logrusPath, "", "Fatalln"}},
	{Func{logrusPath, "Logger", "Fatal"}},
	{Func{logrusPath, "Logger", "Fatalf"}},
	{Func{logrusPath, "Logger", "Fatalln"}},
	{Func{logrusPath, "Entry", "Fatal"}},
	{Func{logrusPath, "Entry", "Fatalf"}},
	{Func{logrusPath, "Entry", "Fatalln"}},
	{Func{logrusPath, "FieldLogger", "Fatal"}},
	{Func{logrusPath, "FieldLogger", "Fatalf"}},
	{Func{logrusPath, "FieldLogger", "Fatalln"}},
}
