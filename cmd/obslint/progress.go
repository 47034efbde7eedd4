package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progress is one line on a terminal that says how far a run is. It shows
// nothing in the first moment, nor when nobody looks on, and goes away at the
// end.
type progress struct {
	w    io.Writer
	done chan struct{}
	gone chan struct{} // closed when the line is not drawn any more
	once sync.Once

	mu          sync.Mutex
	what        string
	step_, all  int
	begin       time.Time
	drawn       bool
	interactive bool
}

func newProgress(w io.Writer, interactive bool) *progress {
	p := &progress{
		w:           w,
		done:        make(chan struct{}),
		gone:        make(chan struct{}),
		begin:       time.Now(),
		interactive: interactive,
	}
	if interactive {
		go p.loop()
	} else {
		close(p.gone)
	}
	return p
}

const (
	progressDelay    = 600 * time.Millisecond
	progressInterval = 200 * time.Millisecond
)

func (p *progress) loop() {
	defer close(p.gone)
	select {
	case <-p.done:
		return
	case <-time.After(progressDelay):
	}
	tick := time.NewTicker(progressInterval)
	defer tick.Stop()
	for {
		p.draw()
		select {
		case <-p.done:
			return
		case <-tick.C:
		}
	}
}

func (p *progress) draw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	line := "obslint: " + p.what
	if p.all > 0 {
		line += fmt.Sprintf(", %d of %s done", p.step_, plural(p.all, "package"))
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s, %ds", line, int(time.Since(p.begin).Seconds()))
	p.drawn = true
}

// phase says what the program is about to do.
func (p *progress) phase(what string) { p.count(what, 0) }

// count says that the program is about to do something n times; step counts.
func (p *progress) count(what string, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.what, p.step_, p.all = what, 0, n
}

func (p *progress) step() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.step_ < p.all {
		p.step_++
	}
}

// clear erases the line, so that something else can be written.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drawn {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.drawn = false
	}
}

// stop erases the line for good.
func (p *progress) stop() {
	p.once.Do(func() { close(p.done) })
	<-p.gone
	p.clear()
}
