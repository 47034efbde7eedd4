// Package queue runs funcs.
package queue

var c = make(chan func(), 100)

func init() {
	go func() {
		for f := range c {
			f()
		}
	}()
}

// Put runs f later.
func Put(f func()) { c <- f } // want Put:"starts 0"

// Start runs f in a goroutine.
func Start(f func()) { // want Start:"starts 0"
	go func() {
		defer func() { _ = recover() }()
		f()
	}()
}

// Do runs f in a goroutine and waits for it.
func Do(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	<-done
}
