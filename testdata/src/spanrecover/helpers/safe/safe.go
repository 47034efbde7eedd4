// Package safe runs funcs. It knows nothing of tracing.
package safe

import (
	"fmt"
	"log"
	"sync"

	"obslint.test/spanrecover/helpers/guard"
)

// Go runs f in a goroutine.
func Go(f func()) { // want Go:"stops"
	go func() {
		defer func() {
			if r := recover(); r != nil {
				log.Printf("recovered: %v", r)
			}
		}()
		f()
	}()
}

// Do runs f and makes an error of a panic.
func Do(f func() error) (err error) { // want Do:"stops"
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return f()
}

// A Pool runs funcs in goroutines.
type Pool struct {
	wg      sync.WaitGroup
	OnPanic func(any)
}

// Submit runs f in a goroutine.
func (p *Pool) Submit(name string, f func()) { // want Submit:"stops"
	p.wg.Add(1)
	go p.work(f)
}

func (p *Pool) work(f func()) {
	defer p.wg.Done()
	defer p.recovered()
	f()
}

func (p *Pool) recovered() {
	if r := recover(); r != nil && p.OnPanic != nil {
		p.OnPanic(r)
	}
}

// Wait waits for the funcs.
func (p *Pool) Wait() { p.wg.Wait() }

// Each runs f for numbers.
func Each(n int, f func(int)) { // want Each:"stops"
	for i := range n {
		func() {
			defer guard.Recover()
			f(i)
		}()
	}
}

// Catch runs f, and panics where it is called.
func Catch(f func()) {
	var caught any
	func() {
		defer func() { caught = recover() }()
		f()
	}()
	if caught != nil {
		panic(caught)
	}
}

// A Group runs funcs in goroutines, and panics where they are waited for.
type Group struct {
	wg     sync.WaitGroup
	caught any
}

// Go runs f in a goroutine.
func (g *Group) Go(f func()) {
	g.wg.Go(func() {
		defer func() {
			if r := recover(); r != nil {
				g.caught = r
			}
		}()
		f()
	})
}

// Wait waits for the funcs.
func (g *Group) Wait() {
	g.wg.Wait()
	if g.caught != nil {
		panic(g.caught)
	}
}

// Log logs a panic and lets it go on.
func Log(f func()) {
	defer guard.Log()
	f()
}

// Start runs f in a goroutine, and recovers in its own.
func Start(f func()) {
	defer guard.Recover()
	go f()
}

// Behind runs f before it defers anything.
func Behind(f func()) {
	f()
	defer guard.Recover()
}
