// Package handler pushes metrics from HTTP handlers.
package handler

import (
	"bytes"
	"context"
	"log"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/push"

	"obslint.test/lostflush/queue"
)

// Middleware pushes after each request, in the background.
func Middleware(url string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 500*time.Millisecond)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
		go func() {
			if err := push.New(url, "job").PushContext(ctx); err != nil { // want `PushContext runs in a goroutine that outlives the handler, whose end cancels ctx: it then delivers nothing; use context.WithTimeout\(context.WithoutCancel\(ctx\), …\) there`
				log.Print(err)
			}
		}()
	})
}

// Article is the same with Push, which takes no context: it delivers.
func Article(url string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 500*time.Millisecond)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
		go func() { _ = push.New(url, "job").Push() }()
	})
}

// Handler pushes under the bare context of the request.
type Handler struct{ pusher *push.Pusher }

// New makes a Handler.
func New(url string) *Handler { return &Handler{push.New(url, "job")} }

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusNoContent)
	go h.pusher.AddContext(r.Context()) // want `h.pusher.AddContext runs in a goroutine that outlives ServeHTTP, whose end cancels r.Context\(\)`
}

// Later pushes through a helper that starts the goroutine.
func (h *Handler) Later(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusNoContent)
	h.background(r.Context()) // want `h.background runs in a goroutine that outlives Later`
}

func (h *Handler) background(ctx context.Context) { // want background:"flushes 0async"
	go func() {
		_ = h.pusher.PushContext(ctx)
	}()
}

// Detached is right.
func (h *Handler) Detached(w http.ResponseWriter, r *http.Request) {
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), time.Second)
		defer cancel()
		_ = h.pusher.PushContext(ctx)
	}()
}

// Waited is right: the handler waits for the goroutine.
func (h *Handler) Waited(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		_ = h.pusher.PushContext(r.Context())
	}()
	wg.Wait()
}

// Received is right, too.
func (h *Handler) Received(w http.ResponseWriter, r *http.Request) {
	errc := make(chan error, 1)
	go func() { errc <- h.pusher.PushContext(r.Context()) }()
	if err := <-errc; err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

// Watch is meant to end with the request.
func (h *Handler) Watch(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	go func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				_ = h.pusher.PushContext(ctx)
			}
		}
	}()
}

// Sync is right: the request is still there.
func (h *Handler) Sync(w http.ResponseWriter, r *http.Request) {
	_ = h.pusher.PushContext(r.Context())
}

// ByHand sends the request of a hand-written push too late.
func ByHand(url string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		w.WriteHeader(http.StatusNoContent)
		time.AfterFunc(10*time.Millisecond, func() {
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewBufferString("requests_total 1\n")) // want `http.NewRequestWithContext runs in a goroutine that outlives the handler`
			if err != nil {
				return
			}
			if resp, err := http.DefaultClient.Do(req); err == nil {
				resp.Body.Close()
			}
		})
	}
}

// A job is a push to come.
type job struct {
	ctx    context.Context
	pusher *push.Pusher
}

// Jobs pushes in a loop of its own.
type Jobs struct{ c chan job }

// Run runs the loop.
func (j *Jobs) Run() {
	for job := range j.c {
		_ = job.pusher.PushContext(job.ctx)
	}
}

// ServeHTTP hands the request's context to the loop.
func (j *Jobs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	j.c <- job{ctx: r.Context(), pusher: push.New("http://127.0.0.1", "job")} // want `the context in ctx goes to a flush that outlives ServeHTTP, whose end cancels it: that flush then delivers nothing; send context.WithoutCancel of it`
}

// Right detaches it.
func (j *Jobs) Right(w http.ResponseWriter, r *http.Request) {
	j.c <- job{ctx: context.WithoutCancel(r.Context()), pusher: push.New("http://127.0.0.1", "job")}
}

// Queued hands a func to a queue of another package.
func (h *Handler) Queued(w http.ResponseWriter, r *http.Request) {
	queue.Put(func() {
		_ = h.pusher.PushContext(r.Context()) // want `h.pusher.PushContext runs in a goroutine that outlives Queued`
	})
}

// Done hands a func to another package, which runs it at once.
func (h *Handler) Done(w http.ResponseWriter, r *http.Request) {
	queue.Do(func() {
		_ = h.pusher.PushContext(r.Context())
	})
}
