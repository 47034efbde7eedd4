package quiet

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
)

var defaultName = []byte("quiet")

// counter counts the connections of an address; each comes and goes.
type counter struct {
	mu sync.Mutex
	m  map[string]int
}

func (c *counter) register(addr string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil {
		c.m = make(map[string]int)
	}
	n := c.m[addr] + 1
	c.m[addr] = n
	return n
}

func (c *counter) unregister(addr string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil {
		panic("unregister without register")
	}
	n := c.m[addr] - 1
	if n < 0 {
		n = 0
	}
	c.m[addr] = n
}

// A server is configured by nobody where it comes from the pool: what it keeps
// of its name is the same for all.
type server struct {
	Handler func(io.ReadWriter)
	Name    string
	name    atomic.Value
	perAddr counter
}

var servers sync.Pool

// ServeConn serves one connection.
func ServeConn(c net.Conn, h func(io.ReadWriter)) error {
	v := servers.Get()
	if v == nil {
		v = new(server)
	}
	s := v.(*server)
	s.Handler = h
	err := s.serve(c)
	s.Handler = nil
	servers.Put(v)
	return err
}

func (s *server) serve(c net.Conn) error {
	addr := c.RemoteAddr().String()
	if s.perAddr.register(addr) > 10 {
		s.perAddr.unregister(addr)
		_, err := c.Write(s.serverName())
		return err
	}
	s.Handler(c)
	s.perAddr.unregister(addr)
	return c.Close()
}

func (s *server) serverName() []byte {
	v := s.name.Load()
	var name []byte
	if v == nil {
		name = []byte(s.Name)
		if len(name) == 0 {
			name = defaultName
		}
		s.name.Store(name)
	} else {
		name = v.([]byte)
	}
	return name
}
