package lib

// Commands of cobra: they run what the program has given them.

const cobraPath = "github.com/spf13/cobra"

var cobraPrograms = []Program{
	{Func{cobraPath, "Command", "Execute"}},
	{Func{cobraPath, "Command", "ExecuteC"}},
	{Func{cobraPath, "Command", "ExecuteContext"}},
	{Func{cobraPath, "Command", "ExecuteContextC"}},
}
