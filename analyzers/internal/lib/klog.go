package lib

const klogPath = "k8s.io/klog/v2"

var klogLogging = &Logging{
	Name:    "klog",
	Paths:   []string{klogPath},
	Instead: "log with the function's Depth form and %d",
}

func klogCalls() []LogCall {
	var rows []LogCall
	for _, level := range []string{"Info", "Warning", "Error", "Fatal", "Exit"} {
		for _, suffix := range []string{"", "f", "ln"} {
			rows = append(rows,
				LogCall{Func{klogPath, "", level + suffix}, 0, -1, 0},
				LogCall{Func{klogPath, "", level + suffix + "Depth"}, 1, 0, 0})
		}
	}
	for _, suffix := range []string{"", "f", "ln", "S"} {
		rows = append(rows,
			LogCall{Func{klogPath, "Verbose", "Info" + suffix}, 0, -1, 0},
			LogCall{Func{klogPath, "Verbose", "Info" + suffix + "Depth"}, 1, 0, 0})
	}
	return append(rows,
		LogCall{Func{klogPath, "", "InfoS"}, 0, -1, 0},
		LogCall{Func{klogPath, "", "InfoSDepth"}, 1, 0, 0},
		LogCall{Func{klogPath, "", "ErrorS"}, 1, -1, 0},
		LogCall{Func{klogPath, "", "ErrorSDepth"}, 2, 0, 0},
		LogCall{Func{klogPath, "Verbose", "ErrorS"}, 1, -1, 0},
	)
}

var klogFroms = []LogFrom{
	{Func{klogPath, "", "V"}, Nothing, -1, -1, 0, Records, 0},
	{Func{klogPath, "", "Background"}, Nothing, -1, -1, 0, Records, 0},
	{Func{klogPath, "", "TODO"}, Nothing, -1, -1, 0, Records, 0},
}
