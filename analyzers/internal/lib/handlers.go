package lib

import "go/types"

// A Type names a type.
type Type struct{ Path, Name string }

// A HandlerKind is a kind of function that a server calls for each request.
type HandlerKind struct {
	// Params are the types that mark it: some parameter is of each.
	Params []Type
	// Next are the func types of the next handler, and Chain the methods that
	// call it.
	Next  []Type
	Chain []Func
	// ByParams tells that a function is a next handler if its parameters mark
	// it as a handler.
	ByParams bool
}

const (
	ginPath     = "github.com/gin-gonic/gin"
	echoPath    = "github.com/labstack/echo/v4"
	fiberPath   = "github.com/gofiber/fiber/v2"
	restfulPath = "github.com/emicklei/go-restful/v3"
)

// HandlerKinds are the handlers and interceptors whose panics something above
// them recovers: net/http by itself, also for the frameworks that it serves, and
// a middleware or an interceptor of the library's for fiber and gRPC. The
// handlers of connect are none: clients and servers share one func type.
var HandlerKinds = []HandlerKind{
	{Params: []Type{{"net/http", "ResponseWriter"}, {"net/http", "Request"}}, ByParams: true},
	{Params: []Type{{grpcPath, "UnaryServerInfo"}, {grpcPath, "UnaryHandler"}}, Next: []Type{{grpcPath, "UnaryHandler"}}},
	{Params: []Type{{grpcPath, "StreamServerInfo"}, {grpcPath, "StreamHandler"}}, Next: []Type{{grpcPath, "StreamHandler"}}},
	{Params: []Type{{ginPath, "Context"}}, Next: []Type{{ginPath, "HandlerFunc"}}, Chain: []Func{{ginPath, "Context", "Next"}}},
	{Params: []Type{{echoPath, "Context"}}, Next: []Type{{echoPath, "HandlerFunc"}}},
	{Params: []Type{{fiberPath, "Ctx"}}, Chain: []Func{{fiberPath, "Ctx", "Next"}}},
	{Params: []Type{{restfulPath, "Request"}, {restfulPath, "Response"}}, Next: []Type{{restfulPath, "RouteFunction"}}, Chain: []Func{{restfulPath, "FilterChain", "ProcessFilter"}}},
}

// Is reports whether typ is t, or a pointer to it.
func (t Type) Is(typ types.Type) bool {
	if p, ok := types.Unalias(typ).(*types.Pointer); ok {
		typ = p.Elem()
	}
	n, ok := types.Unalias(typ).(*types.Named)
	return ok && n.Obj().Name() == t.Name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == t.Path
}
