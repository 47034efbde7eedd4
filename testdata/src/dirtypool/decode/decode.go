// Package decode decodes requests into pooled objects.
package decode

import (
	"encoding/json"
	"sync"

	"gopkg.in/yaml.v3"
)

// A Request is what a client sends.
type Request struct {
	User  string
	Admin bool
	Tags  []string
}

var requests = sync.Pool{New: func() any { return new(Request) }}

// IsAdmin reports whether the request in data comes from an administrator.
func IsAdmin(data []byte) (bool, error) {
	req := requests.Get().(*Request)
	defer requests.Put(req)
	if err := json.Unmarshal(data, req); err != nil { // want `Unmarshal leaves what its input does not name as the last user of this Request from requests decoded it; zero the Request first`
		return false, err
	}
	return req.Admin, nil
}

// A Config is a configuration.
type Config struct {
	Name  string
	Debug bool
}

var configs = sync.Pool{New: func() any { return new(Config) }}

// Debug reports whether data asks for debugging.
func Debug(data []byte) (bool, error) {
	c := configs.Get().(*Config)
	defer func() {
		*c = Config{}
		configs.Put(c)
	}()
	err := yaml.Unmarshal(data, c)
	return c.Debug, err
}

var fresh = sync.Pool{New: func() any { return new(Config) }}

// Name returns the name in data.
func Name(data []byte) (string, error) {
	c := fresh.Get().(*Config)
	defer fresh.Put(c)
	c.Name, c.Debug = "", false
	err := yaml.Unmarshal(data, c)
	return c.Name, err
}
