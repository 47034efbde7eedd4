package lib

const glogPath = "github.com/golang/glog"

var glogLogging = &Logging{
	Name:    "glog",
	Paths:   []string{glogPath},
	Instead: "log with the function's Depth form and %d",
}

func glogCalls() []LogCall {
	var rows []LogCall
	add := func(recv, level string) {
		for _, f := range []string{"", "f"} {
			rows = append(rows,
				LogCall{Func{glogPath, recv, level + f}, 0, -1, 0},
				LogCall{Func{glogPath, recv, level + "Depth" + f}, 1, 0, 0},
				LogCall{Func{glogPath, recv, level + "Context" + f}, 1, -1, 0},
				LogCall{Func{glogPath, recv, level + "ContextDepth" + f}, 2, 1, 0})
		}
		rows = append(rows, LogCall{Func{glogPath, recv, level + "ln"}, 0, -1, 0})
	}
	for _, level := range []string{"Info", "Warning", "Error", "Fatal", "Exit"} {
		add("", level)
	}
	add("Verbose", "Info")
	return rows
}

var glogFroms = []LogFrom{
	{Func{glogPath, "", "V"}, Nothing, -1, -1, 0, Records, 0},
	{Func{glogPath, "", "VDepth"}, Nothing, -1, -1, 0, Records, 0},
}
