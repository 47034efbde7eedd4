// Package carried hands pooled objects on by way of contexts and interfaces.
package carried

import (
	"context"
	"net/http"
	"sync"
)

type key struct{}

// A route is what was found out about a request.
type route struct {
	path    string
	allowed []string
	found   bool
}

func (r *route) reset() { // want `reset leaves allowed as the last user of the route set it, and the next Get from routes may read it; zero it here too`
	r.path = ""
	r.found = false
}

// A Mux routes requests.
type Mux struct {
	routes   *sync.Pool
	handler  http.Handler
	patterns map[string][]string
}

// NewMux returns an empty Mux.
func NewMux() *Mux {
	m := &Mux{routes: &sync.Pool{}, patterns: make(map[string][]string)}
	m.routes.New = func() any { return new(route) }
	m.handler = http.HandlerFunc(m.serve)
	return m
}

// With returns a Mux with one more middleware and the same routes.
func (m *Mux) With(middleware func(http.Handler) http.Handler) *Mux {
	return &Mux{routes: m.routes, handler: middleware(m.handler), patterns: m.patterns}
}

// Handle allows a method for a path.
func (m *Mux) Handle(method, path string) { m.patterns[path] = append(m.patterns[path], method) }

func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rt := m.routes.Get().(*route)
	rt.reset()
	rt.path = r.URL.Path
	m.handler.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, rt)))
	m.routes.Put(rt)
}

func (m *Mux) find(rt *route, method string) {
	for _, allowed := range m.patterns[rt.path] {
		if allowed == method {
			rt.found = true
			return
		}
		rt.allowed = append(rt.allowed, allowed)
	}
}

func (m *Mux) serve(w http.ResponseWriter, r *http.Request) {
	rt := r.Context().Value(key{}).(*route)
	m.find(rt, r.Method)
	if rt.found {
		w.WriteHeader(http.StatusOK)
		return
	}
	for _, method := range rt.allowed {
		w.Header().Add("Allow", method)
	}
	w.WriteHeader(http.StatusMethodNotAllowed)
}
