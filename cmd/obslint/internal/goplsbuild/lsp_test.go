package goplsbuild

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long gopls may take on a busy machine with cold caches.
const patience = 10 * time.Minute

// A client is a scripted editor: it speaks LSP with a gopls on stdio.
type client struct {
	t     *testing.T
	cmd   *exec.Cmd
	stdin io.WriteCloser
	dir   string

	mu          sync.Mutex
	lastID      int
	replies     map[int]chan reply
	diagnostics map[string]published // by URI
	changed     chan struct{}        // closed and renewed when diagnostics change
	versions    map[string]int
}

type (
	reply struct {
		result json.RawMessage
		err    string
	}
	published struct {
		Version     int
		Diagnostics []diagnostic
	}
	position struct {
		Line      int `json:"line"`
		Character int `json:"character"`
	}
	span struct {
		Start position `json:"start"`
		End   position `json:"end"`
	}
	diagnostic struct {
		Range           span   `json:"range"`
		Severity        int    `json:"severity"`
		Code            any    `json:"code"`
		CodeDescription *desc  `json:"codeDescription,omitempty"`
		Source          string `json:"source"`
		Message         string `json:"message"`
		Related         []struct {
			Location struct {
				URI   string `json:"uri"`
				Range span   `json:"range"`
			} `json:"location"`
			Message string `json:"message"`
		} `json:"relatedInformation,omitempty"`
		Data json.RawMessage `json:"data,omitempty"`
	}
	desc     struct{ Href string }
	textEdit struct {
		Range   span
		NewText string
	}
	codeAction struct {
		Title string
		Edit  struct {
			DocumentChanges []struct {
				TextDocument struct{ URI string }
				Edits        []textEdit
			}
		}
	}
	object = map[string]any
)

// startGopls starts gopls on the module in dir with the given settings.
func startGopls(t *testing.T, gopls, dir string, settings object) *client {
	t.Helper()
	c := &client{
		t:           t,
		cmd:         exec.Command(gopls),
		dir:         dir,
		replies:     make(map[int]chan reply),
		diagnostics: make(map[string]published),
		changed:     make(chan struct{}),
		versions:    make(map[string]int),
	}
	c.cmd.Dir = dir
	c.cmd.Env = append(c.cmd.Environ(), "GOWORK=off", "GOPLSCACHE="+t.TempDir())
	stdin, err := c.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.stdin = stdin
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go c.read(stdout)
	t.Cleanup(c.stop)
	c.request("initialize", object{
		"rootUri":               fileURI(dir),
		"initializationOptions": settings,
		"capabilities": object{
			"workspace": object{"configuration": false},
			"textDocument": object{
				"publishDiagnostics": object{"relatedInformation": true, "versionSupport": true, "codeDescriptionSupport": true, "dataSupport": true},
				"codeAction":         object{"codeActionLiteralSupport": object{"codeActionKind": object{"valueSet": []string{"quickfix"}}}},
			},
		},
	}, nil)
	c.notify("initialized", object{})
	return c
}

func (c *client) stop() {
	c.notify("exit", nil)
	c.stdin.Close()
	done := make(chan error, 1)
	go func() { done <- c.cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		c.cmd.Process.Kill()
		<-done
	}
}

func fileURI(path string) string {
	return "file://" + filepath.ToSlash(path)
}

func (c *client) uri(name string) string { return fileURI(filepath.Join(c.dir, name)) }

func (c *client) send(msg object) {
	msg["jsonrpc"] = "2.0"
	data, err := json.Marshal(msg)
	if err == nil {
		_, err = fmt.Fprintf(c.stdin, "Content-Length: %d\r\n\r\n%s", len(data), data)
	}
	if err != nil && !strings.Contains(err.Error(), "closed") {
		c.t.Error(err)
	}
}

func (c *client) notify(method string, params any) {
	c.send(object{"method": method, "params": params})
}

// request waits for the reply and stores it in result.
func (c *client) request(method string, params, result any) {
	c.t.Helper()
	c.mu.Lock()
	c.lastID++
	id := c.lastID
	ch := make(chan reply, 1)
	c.replies[id] = ch
	c.mu.Unlock()
	c.send(object{"id": id, "method": method, "params": params})
	select {
	case r := <-ch:
		if r.err != "" {
			c.t.Fatalf("%s: %s", method, r.err)
		}
		if result != nil {
			if err := json.Unmarshal(r.result, result); err != nil {
				c.t.Fatalf("%s: %v", method, err)
			}
		}
	case <-time.After(patience):
		c.t.Fatalf("%s: no reply", method)
	}
}

// read handles what gopls sends until it ends.
func (c *client) read(r io.Reader) {
	br := bufio.NewReader(r)
	for {
		header, err := textproto.NewReader(br).ReadMIMEHeader()
		if err != nil {
			return
		}
		n, err := strconv.Atoi(header.Get("Content-Length"))
		if err != nil {
			return
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(br, body); err != nil {
			return
		}
		var msg struct {
			ID     *int
			Method string
			Params json.RawMessage
			Result json.RawMessage
			Error  *struct{ Message string }
		}
		if err := json.Unmarshal(body, &msg); err != nil {
			c.t.Errorf("gopls sends %s: %v", body, err)
			return
		}
		switch {
		case msg.Method == "textDocument/publishDiagnostics":
			var p struct {
				URI string
				published
			}
			if err := json.Unmarshal(msg.Params, &p); err != nil {
				c.t.Error(err)
			}
			c.mu.Lock()
			c.diagnostics[p.URI] = p.published
			close(c.changed)
			c.changed = make(chan struct{})
			c.mu.Unlock()
		case msg.Method != "" && msg.ID != nil:
			c.send(object{"id": *msg.ID, "result": nil})
		case msg.ID != nil:
			c.mu.Lock()
			ch := c.replies[*msg.ID]
			c.mu.Unlock()
			rep := reply{result: msg.Result}
			if msg.Error != nil {
				rep.err = msg.Error.Message
			}
			ch <- rep
		}
	}
}

// open gives gopls the text of a file as an editor's buffer has it.
func (c *client) open(name, text string) {
	c.versions[name] = 1
	c.notify("textDocument/didOpen", object{
		"textDocument": object{"uri": c.uri(name), "languageId": "go", "version": 1, "text": text},
	})
}

// change replaces the buffer's text.
func (c *client) change(name, text string) {
	c.versions[name]++
	c.notify("textDocument/didChange", object{
		"textDocument":   object{"uri": c.uri(name), "version": c.versions[name]},
		"contentChanges": []object{{"text": text}},
	})
}

// wait returns the diagnostics of the newest version of a buffer once ok holds
// for them.
func (c *client) wait(name, what string, ok func([]diagnostic) bool) []diagnostic {
	c.t.Helper()
	timeout := time.After(patience)
	for {
		c.mu.Lock()
		got, changed := c.diagnostics[c.uri(name)], c.changed
		c.mu.Unlock()
		if got.Version == c.versions[name] && ok(got.Diagnostics) {
			return got.Diagnostics
		}
		select {
		case <-changed:
		case <-timeout:
			c.t.Fatalf("%s: gopls does not say %s; it says %+v", name, what, got)
		}
	}
}

// quickFix asks for the quick fixes of d and returns the one with the title.
func (c *client) quickFix(name string, d diagnostic) codeAction {
	c.t.Helper()
	var actions []codeAction
	c.request("textDocument/codeAction", object{
		"textDocument": object{"uri": c.uri(name)},
		"range":        d.Range,
		"context":      object{"diagnostics": []diagnostic{d}, "only": []string{"quickfix"}},
	}, &actions)
	if len(actions) != 1 {
		c.t.Fatalf("got %d quick fixes for %s, want 1: %+v", len(actions), d.Message, actions)
	}
	return actions[0]
}

// apply returns text with the edits of a quick fix.
func (c *client) apply(name, text string, action codeAction) string {
	c.t.Helper()
	for _, change := range action.Edit.DocumentChanges {
		if change.TextDocument.URI != c.uri(name) {
			c.t.Fatalf("the quick fix edits %s", change.TextDocument.URI)
		}
		edits := slices.Clone(change.Edits)
		slices.SortFunc(edits, func(a, b textEdit) int { return offset(text, b.Range.Start) - offset(text, a.Range.Start) })
		for _, e := range edits {
			text = text[:offset(text, e.Range.Start)] + e.NewText + text[offset(text, e.Range.End):]
		}
	}
	return text
}

// offset is for text in ASCII.
func offset(text string, p position) int {
	off := 0
	for range p.Line {
		off += strings.IndexByte(text[off:], '\n') + 1
	}
	return off + p.Character
}
