// Command cacheprog is a GOCACHEPROG for the driver tests: the go command's
// cache in a folder that several machines share. It counts what it does.
//
//	GOCACHEPROG="cacheprog <shared folder> <log file>"
//
// The protocol is that of `go doc cmd/go/internal/cacheprog`. A real one would
// keep the shared part behind a network and copy what is asked for to a folder
// of its own.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"time"
)

type request struct {
	ID       int64
	Command  string
	ActionID []byte
	OutputID []byte
	BodySize int64
}

type response struct {
	ID            int64
	Err           string     `json:",omitempty"`
	KnownCommands []string   `json:",omitempty"`
	Miss          bool       `json:",omitempty"`
	OutputID      []byte     `json:",omitempty"`
	Size          int64      `json:",omitempty"`
	Time          *time.Time `json:",omitempty"`
	DiskPath      string     `json:",omitempty"`
}

// An entry is what is stored of an action.
type entry struct {
	OutputID []byte
	Size     int64
	Time     time.Time
}

type store struct {
	dir                string
	gets, misses, puts int
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("cacheprog: ")
	if len(os.Args) != 3 {
		log.Fatal("usage: cacheprog <shared folder> <log file>")
	}
	s := &store{dir: os.Args[1]}
	if err := s.serve(os.Stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
	f, err := os.OpenFile(os.Args[2], os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err == nil {
		_, err = fmt.Fprintf(f, "gets %d misses %d puts %d\n", s.gets, s.misses, s.puts)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		log.Fatal(err)
	}
}

func (s *store) serve(r io.Reader, w io.Writer) error {
	dec := json.NewDecoder(bufio.NewReader(r))
	enc := json.NewEncoder(w)
	if err := enc.Encode(response{KnownCommands: []string{"get", "put", "close"}}); err != nil {
		return err
	}
	for {
		var req request
		if err := dec.Decode(&req); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		var body []byte
		if req.Command == "put" && req.BodySize > 0 {
			if err := dec.Decode(&body); err != nil {
				return err
			}
		}
		res := response{ID: req.ID}
		var err error
		switch req.Command {
		case "get":
			err = s.get(req, &res)
		case "put":
			err = s.put(req, body, &res)
		case "close":
			return enc.Encode(res)
		}
		if err != nil {
			res.Err = err.Error()
		}
		if err := enc.Encode(res); err != nil {
			return err
		}
	}
}

func (s *store) get(req request, res *response) error {
	s.gets++
	data, err := os.ReadFile(s.path("a", req.ActionID))
	if errors.Is(err, os.ErrNotExist) {
		s.misses++
		res.Miss = true
		return nil
	} else if err != nil {
		return err
	}
	var e entry
	if err := json.Unmarshal(data, &e); err != nil {
		return err
	}
	res.OutputID, res.Size, res.Time, res.DiskPath = e.OutputID, e.Size, &e.Time, s.path("o", e.OutputID)
	return nil
}

func (s *store) put(req request, body []byte, res *response) error {
	s.puts++
	res.DiskPath = s.path("o", req.OutputID)
	if err := os.WriteFile(res.DiskPath, body, 0o666); err != nil {
		return err
	}
	data, err := json.Marshal(entry{req.OutputID, req.BodySize, time.Now()})
	if err != nil {
		return err
	}
	return os.WriteFile(s.path("a", req.ActionID), data, 0o666)
}

func (s *store) path(kind string, id []byte) string {
	return filepath.Join(s.dir, kind+"-"+base64.RawURLEncoding.EncodeToString(id))
}
