package safe

import (
	"context"
	"log"
)

// A Queue has a goroutine that runs funcs, one after another.
type Queue struct {
	funcs chan func()
	late  chan func()
	done  chan struct{}
}

// NewQueue starts a queue.
func NewQueue() *Queue {
	q := &Queue{funcs: make(chan func(), 16), late: make(chan func(), 16), done: make(chan struct{})}
	go q.loop()
	return q
}

// Put queues f.
func (q *Queue) Put(ctx context.Context, f func()) error { // want Put:"stops"
	select {
	case q.funcs <- f:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Defer queues f for when the queue is closed.
func (q *Queue) Defer(f func()) { q.late <- f }

// Close runs what was deferred, and panics with it.
func (q *Queue) Close() {
	close(q.done)
	close(q.late)
	for f := range q.late {
		f()
	}
}

func (q *Queue) loop() {
	for {
		select {
		case f, ok := <-q.funcs:
			if !ok {
				return
			}
			q.one(f)
		case <-q.done:
			return
		}
	}
}

func (q *Queue) one(f func()) {
	defer func() {
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
		}
	}()
	f()
}
