package lib

import "go/types"

// A CtxKind says how long a context lives.
type CtxKind uint8

const (
	// CtxRoot never ends.
	CtxRoot CtxKind = iota + 1
	// CtxDetached never ends, whatever its parent does.
	CtxDetached
	// CtxValue lives as long as its parent.
	CtxValue
	// CtxCancel ends with its parent or when its cancel function is called.
	CtxCancel
	// CtxTimeout ends, besides, when its time is over.
	CtxTimeout
	// CtxSignal ends, besides, when the process gets a signal.
	CtxSignal
	// CtxGroup ends with its parent or when its group is waited for.
	CtxGroup
)

// A CtxMaker returns a context made of parameter Parent (-1: of nothing). Ctx
// is the index of the context among the results, Cancel that of the cancel
// function, or of the group, and Limit the parameter that limits its time; -1
// is none.
type CtxMaker struct {
	Func
	Kind                       CtxKind
	Parent, Ctx, Cancel, Limit int
}

// CtxMakers are the functions that make contexts.
var CtxMakers = NewTable([]CtxMaker{
	{Func{"context", "", "Background"}, CtxRoot, -1, 0, -1, -1},
	{Func{"context", "", "TODO"}, CtxRoot, -1, 0, -1, -1},
	{Func{"context", "", "WithoutCancel"}, CtxDetached, 0, 0, -1, -1},
	{Func{"context", "", "WithValue"}, CtxValue, 0, 0, -1, -1},
	{Func{"context", "", "WithCancel"}, CtxCancel, 0, 0, 1, -1},
	{Func{"context", "", "WithCancelCause"}, CtxCancel, 0, 0, 1, -1},
	{Func{"context", "", "WithTimeout"}, CtxTimeout, 0, 0, 1, 1},
	{Func{"context", "", "WithTimeoutCause"}, CtxTimeout, 0, 0, 1, 1},
	{Func{"context", "", "WithDeadline"}, CtxTimeout, 0, 0, 1, 1},
	{Func{"context", "", "WithDeadlineCause"}, CtxTimeout, 0, 0, 1, 1},
	{Func{"os/signal", "", "NotifyContext"}, CtxSignal, 0, 0, 1, -1},
	{Func{"golang.org/x/sync/errgroup", "", "WithContext"}, CtxGroup, 0, 1, 0, -1},
	{Func{"net/http", "Request", "WithContext"}, CtxValue, 0, 0, -1, -1},
	{Func{"net/http", "Request", "Clone"}, CtxValue, 0, 0, -1, -1},
	{Func{"google.golang.org/grpc/metadata", "", "NewOutgoingContext"}, CtxValue, 0, 0, -1, -1},
	{Func{"google.golang.org/grpc/metadata", "", "AppendToOutgoingContext"}, CtxValue, 0, 0, -1, -1},
	{Func{"github.com/go-logr/logr", "", "NewContext"}, CtxValue, 0, 0, -1, -1},
	{Func{"github.com/rs/zerolog", "Logger", "WithContext"}, CtxValue, 0, 0, -1, -1},
}, otelContexts)

// A CtxOf is a method that returns the context which its receiver carries.
type CtxOf struct{ Func }

// CtxOfs are the methods that return the context which their receiver carries.
var CtxOfs = NewTable([]CtxOf{
	{Func{"net/http", "Request", "Context"}},
	{Func{"google.golang.org/grpc", "ServerStream", "Context"}},
	{Func{echoPath, "Context", "Request"}},
})

// IsRequestField reports whether field of the first parameter of sig, a
// handler of gin or of go-restful, holds the request.
func IsRequestField(sig *types.Signature, field string) bool {
	at := func(i int) types.Type { return sig.Params().At(i).Type() }
	if field != "Request" || sig.Results().Len() > 0 {
		return false
	}
	switch sig.Params().Len() {
	case 1:
		return isNamed(at(0), ginPath, "Context")
	case 2, 3: // a filter is given the chain, too
		return isNamed(at(0), restfulPath, "Request") && isNamed(at(1), restfulPath, "Response")
	}
	return false
}

// A CtxAsk asks a context whether it is over: Done, whose channel is then
// closed, or Err, which is then not nil.
type CtxAsk struct {
	Func
	Done bool // it is Done
}

// CtxAsks are the questions that tell whether a context is over.
var CtxAsks = NewTable([]CtxAsk{
	{Func{"context", "Context", "Done"}, true},
	{Func{"context", "Context", "Err"}, false},
})

// A Join waits for the goroutines that its receiver has counted or started.
type Join struct{ Func }

// Joins are the methods that wait for goroutines.
var Joins = NewTable([]Join{
	{Func{"sync", "WaitGroup", "Wait"}},
	{Func{"golang.org/x/sync/errgroup", "Group", "Wait"}},
})

// A Count tells its receiver that a goroutine is done.
type Count struct{ Func }

// Counts are the methods that tell a group that a goroutine is done.
var Counts = NewTable([]Count{
	{Func{"sync", "WaitGroup", "Done"}},
})

// A Starter runs parameter Fn, a func, in a goroutine, some time later: when
// the context that is parameter When is over, if that is not -1. Stops tells
// that it recovers the func's panics, and goes on.
type Starter struct {
	Func
	Fn, When int
	Stops    bool
}

// Starters are the functions that run a func in another goroutine.
var Starters = NewTable([]Starter{
	{Func{"time", "", "AfterFunc"}, 1, -1, false},
	{Func{"context", "", "AfterFunc"}, 1, 0, false},
	{Func{"sync", "WaitGroup", "Go"}, 0, -1, false},
	{Func{"golang.org/x/sync/errgroup", "Group", "Go"}, 0, -1, false},
	{Func{"golang.org/x/sync/errgroup", "Group", "TryGo"}, 0, -1, false},
	{Func{"github.com/panjf2000/ants/v2", "", "Submit"}, 0, -1, true},
	{Func{"github.com/panjf2000/ants/v2", "Pool", "Submit"}, 0, -1, true},
	{Func{"github.com/panjf2000/ants/v2", "MultiPool", "Submit"}, 0, -1, true},
})

// A Runner runs parameter Fn, a func, before it comes back.
type Runner struct {
	Func
	Fn int
}

// Runners are the functions that run a func where they are called.
var Runners = NewTable([]Runner{
	{Func{"sync", "Once", "Do"}, 0},
})

// Wrappers return a func that runs parameter Fn, a func, when it is called.
var Wrappers = NewTable([]Runner{
	{Func{"sync", "", "OnceFunc"}, 0},
	{Func{"sync", "", "OnceValue"}, 0},
	{Func{"sync", "", "OnceValues"}, 0},
})

// A Serve comes back only when a server has ended, or could not start.
type Serve struct{ Func }

// Serves are the calls that serve for as long as the program runs.
var Serves = NewTable([]Serve{
	{Func{"net/http", "", "ListenAndServe"}},
	{Func{"net/http", "", "ListenAndServeTLS"}},
	{Func{"net/http", "", "Serve"}},
	{Func{"net/http", "", "ServeTLS"}},
	{Func{"net/http", "Server", "ListenAndServe"}},
	{Func{"net/http", "Server", "ListenAndServeTLS"}},
	{Func{"net/http", "Server", "Serve"}},
	{Func{"net/http", "Server", "ServeTLS"}},
	{Func{"google.golang.org/grpc", "Server", "Serve"}},
})

// A Program does the program's work, whatever that is, and comes back when it is
// done.
type Program struct{ Func }

// Programs are the calls that run what a program is for.
var Programs = NewTable(cobraPrograms)

// A ServerStop makes the Serve call of its receiver come back.
type ServerStop struct {
	Func
	Hooks bool // it runs what was registered for it
}

// ServerStops are the methods that end a server.
var ServerStops = NewTable([]ServerStop{
	{Func{"net/http", "Server", "Shutdown"}, true},
	{Func{"net/http", "Server", "Close"}, false},
	{Func{"google.golang.org/grpc", "Server", "Stop"}, false},
	{Func{"google.golang.org/grpc", "Server", "GracefulStop"}, false},
})

// StopHooks register parameter Fn, a func, for when their receiver is stopped.
var StopHooks = NewTable([]Runner{
	{Func{"net/http", "Server", "RegisterOnShutdown"}, 0},
})

// An Exit ends the process without running deferred calls.
type Exit struct{ Func }

// Exits are the functions that end the process.
var Exits = NewTable([]Exit{
	{Func{"os", "", "Exit"}},
	{Func{"syscall", "", "Exit"}},
	{Func{"log", "", "Fatal"}},
	{Func{"log", "", "Fatalf"}},
	{Func{"log", "", "Fatalln"}},
	{Func{"log", "Logger", "Fatal"}},
	{Func{"log", "Logger", "Fatalf"}},
	{Func{"log", "Logger", "Fatalln"}},
	{Func{"go.uber.org/zap", "Logger", "Fatal"}},
	{Func{"go.uber.org/zap", "SugaredLogger", "Fatal"}},
	{Func{"go.uber.org/zap", "SugaredLogger", "Fatalf"}},
	{Func{"go.uber.org/zap", "SugaredLogger", "Fatalln"}},
	{Func{"go.uber.org/zap", "SugaredLogger", "Fatalw"}},
	{Func{"k8s.io/klog/v2", "", "Fatal"}},
	{Func{"k8s.io/klog/v2", "", "Fatalf"}},
	{Func{"k8s.io/klog/v2", "", "Fatalln"}},
	{Func{"k8s.io/klog/v2", "", "Exit"}},
	{Func{"k8s.io/klog/v2", "", "Exitf"}},
	{Func{"k8s.io/klog/v2", "", "Exitln"}},
	{Func{"k8s.io/klog/v2", "", "FatalDepth"}},
	{Func{"k8s.io/klog/v2", "", "FatalfDepth"}},
	{Func{"k8s.io/klog/v2", "", "FlushAndExit"}},
	// What these return ends the process when it is sent.
	{Func{"github.com/rs/zerolog", "Logger", "Fatal"}},
	{Func{"github.com/rs/zerolog/log", "", "Fatal"}},
}, logrusExits)

// A Request makes a request that goes out under a context: parameter Ctx;
// Method is the parameter that holds its method.
type Request struct {
	Func
	Ctx, Method int
}

// Requests are the functions that make a request under a context.
var Requests = NewTable([]Request{
	{Func{"net/http", "", "NewRequestWithContext"}, 0, 1},
})

// RequestParam returns the index of the parameter whose context ends when the
// function returns, because a server calls it with a request, or -1: of HTTP
// handlers, those of echo too, of gRPC handlers and of gRPC server interceptors.
func RequestParam(sig *types.Signature) int {
	at := func(i int) types.Type { return sig.Params().At(i).Type() }
	n := sig.Params().Len()
	switch {
	case n == 2 && isNamed(at(0), "net/http", "ResponseWriter") && isNamed(at(1), "net/http", "Request"):
		return 1
	case sig.Recv() != nil && n == 2 && sig.Results().Len() == 2 && !sig.Variadic() &&
		isNamed(at(0), "context", "Context") && isProto(at(1)) && isProto(sig.Results().At(0).Type()):
		return 0
	case sig.Recv() != nil && (n == 1 || n == 2) && sig.Results().Len() == 1 && isStream(at(n-1)):
		return n - 1
	case n == 1 && isNamed(at(0), echoPath, "Context") && sig.Results().Len() == 1 && IsError(sig.Results().At(0).Type()):
		return 0
	case n == 4 && isNamed(at(2), grpcPath, "UnaryServerInfo"):
		return 0
	case n == 4 && isNamed(at(2), grpcPath, "StreamServerInfo"):
		return 1
	}
	return -1
}

const grpcPath = "google.golang.org/grpc"

// isNamed reports whether t is the type of that name, or a pointer to it.
func isNamed(t types.Type, path, name string) bool { return Type{path, name}.Is(t) }

// isProto reports whether t is a pointer to a generated message.
func isProto(t types.Type) bool {
	if _, ok := types.Unalias(t).(*types.Pointer); !ok {
		return false
	}
	m := method(t, "ProtoReflect")
	return m != nil && m.Signature().Params().Len() == 0 && m.Signature().Results().Len() == 1 &&
		isNamed(m.Signature().Results().At(0).Type(), "google.golang.org/protobuf/reflect/protoreflect", "Message")
}

// isStream reports whether t is the server's side of a stream.
func isStream(t types.Type) bool {
	m := method(t, "Context")
	return types.IsInterface(t) && m != nil && IDOf(m) == Func{grpcPath, "ServerStream", "Context"}
}

func method(t types.Type, name string) *types.Func {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	m, _ := obj.(*types.Func)
	return m
}

// IsSignalChan reports whether t is a channel on which signals arrive.
func IsSignalChan(t types.Type) bool {
	ch, ok := t.Underlying().(*types.Chan)
	return ok && isNamed(ch.Elem(), "os", "Signal")
}

// IsContext reports whether t is context.Context.
func IsContext(t types.Type) bool { return isNamed(t, "context", "Context") }

// An ErrorMaker returns an error that is never nil.
type ErrorMaker struct{ Func }

// ErrorMakers are the functions that make errors.
var ErrorMakers = NewTable([]ErrorMaker{
	{Func{"errors", "", "New"}},
	{Func{"fmt", "", "Errorf"}},
})
