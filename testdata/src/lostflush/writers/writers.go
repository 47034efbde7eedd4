// Package writers hands batches of metrics to what an interface of its own
// stands for.
package writers

import (
	"context"
	"log"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/prometheus/client_golang/prometheus/push"
)

// A Writer writes a batch.
type Writer interface {
	Write(ctx context.Context, batch []string) // want Write:"flushes 0"
}

// A Client is the part of a library's client that is used.
type Client interface {
	PutMetricData(ctx context.Context, params *cloudwatch.PutMetricDataInput, opts ...func(*cloudwatch.Options)) (*cloudwatch.PutMetricDataOutput, error)
}

type cloudWriter struct{ client Client }

func (w *cloudWriter) Write(ctx context.Context, batch []string) { // want Write:"flushes 0"
	if len(batch) == 0 {
		return
	}
	if _, err := w.client.PutMetricData(ctx, new(cloudwatch.PutMetricDataInput)); err != nil {
		log.Print(err)
	}
}

type pushWriter struct{ pusher *push.Pusher }

func (w *pushWriter) Write(ctx context.Context, batch []string) { // want Write:"flushes 0"
	if err := w.pusher.AddContext(ctx); err != nil {
		log.Print(err)
	}
}

// NewCloud returns a writer.
func NewCloud(client Client) Writer { return &cloudWriter{client} }

// NewPush returns a writer.
func NewPush(pusher *push.Pusher) Writer { return &pushWriter{pusher} }

// A Daemon writes what it has at each tick, and in the end.
type Daemon struct {
	writers []Writer
	batch   []string
	ticker  *time.Ticker
}

// New returns a daemon.
func New(writers []Writer, every time.Duration) *Daemon {
	return &Daemon{writers: writers, ticker: time.NewTicker(every)}
}

// Add adds to the batch.
func (d *Daemon) Add(s string) { d.batch = append(d.batch, s) }

// Run ends with the context.
func (d *Daemon) Run(ctx context.Context) error { // want Run:"waits 0"
	for {
		select {
		case <-ctx.Done():
			d.ticker.Stop()
			d.publish(ctx) // want `d.publish runs when ctx is over \(done on line \d+\): it returns at once and delivers nothing`
			return nil
		case <-d.ticker.C:
			d.publish(ctx)
		}
	}
}

func (d *Daemon) publish(ctx context.Context) { // want publish:"flushes 0"
	for _, w := range d.writers {
		w.Write(ctx, d.batch)
	}
	d.batch = nil
}

// A Printer is an interface of which one type writes somewhere else: who knows.
type Printer interface {
	Print(ctx context.Context)
}

type pushPrinter struct{ w *pushWriter }

func (p *pushPrinter) Print(ctx context.Context) { p.w.Write(ctx, nil) } // want Print:"flushes 0"

type logPrinter struct{}

func (logPrinter) Print(context.Context) { log.Print("metrics") }

// NewPrinter returns one or the other.
func NewPrinter(w *pushWriter) Printer {
	if w == nil {
		return logPrinter{}
	}
	return &pushPrinter{w}
}

// Last is right as far as one can see.
func Last(ctx context.Context, w *pushWriter) { // want Last:"waits 0"
	p := NewPrinter(w)
	<-ctx.Done()
	p.Print(ctx)
}
