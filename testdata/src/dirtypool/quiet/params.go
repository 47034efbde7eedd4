package quiet

import (
	"net/http"
	"sync"
)

type param struct{ key, value string }

// A routeContext has what its slices hold behind pointers, which routing may
// replace by longer ones; the reset empties what they point to.
type routeContext struct {
	request *http.Request
	w       responseWriter
	params  *[]param
	path    string
}

type responseWriter struct {
	http.ResponseWriter
	size   int
	status int
}

func (w *responseWriter) reset(to http.ResponseWriter) {
	w.ResponseWriter = to
	w.size = -1
	w.status = http.StatusOK
}

func (w *responseWriter) written() bool { return w.size != -1 }

func (w *responseWriter) WriteHeader(status int) {
	if w.written() {
		return
	}
	w.status = status
}

func (w *responseWriter) Write(b []byte) (int, error) {
	if !w.written() {
		w.size = 0
		w.ResponseWriter.WriteHeader(w.status)
	}
	n, err := w.ResponseWriter.Write(b)
	w.size += n
	return n, err
}

func (c *routeContext) reset(r *http.Request) {
	c.request = r
	c.path = ""
	*c.params = (*c.params)[:0]
}

func (c *routeContext) set(ps []param) {
	to := c.params
	if cap(*c.params) < len(ps) {
		longer := make([]param, len(ps))
		c.params = &longer
		to = c.params
	} else {
		*to = (*to)[:len(ps)]
	}
	copy(*to, ps)
}

func (c *routeContext) param(key string) string {
	for _, p := range *c.params {
		if p.key == key {
			return p.value
		}
	}
	return ""
}

// A Router serves with pooled contexts.
type Router struct {
	pool    sync.Pool
	match   func(path string) []param
	handler func(c *routeContext)
}

// NewRouter makes a router.
func NewRouter(match func(path string) []param, handler func(c *routeContext)) *Router {
	rt := &Router{match: match, handler: handler}
	rt.pool.New = func() any {
		ps := make([]param, 0, 4)
		return &routeContext{params: &ps}
	}
	return rt
}

func (rt *Router) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := rt.pool.Get().(*routeContext)
	c.w.reset(w)
	c.reset(r)
	rt.serve(c)
	rt.pool.Put(c)
}

func (rt *Router) serve(c *routeContext) {
	c.path = c.request.URL.Path
	if ps := rt.match(c.path); ps != nil {
		c.set(ps)
		rt.handler(c)
		return
	}
	notFound(c)
}

func notFound(c *routeContext) {
	c.w.status = http.StatusNotFound
	if c.w.written() {
		return
	}
	if c.w.status == http.StatusNotFound && c.param("quiet") == "" {
		c.w.Write([]byte("not found"))
	}
}

// Again serves a context whose path was rewritten.
func (rt *Router) Again(c *routeContext) {
	c.reset(c.request)
	rt.serve(c)
}
