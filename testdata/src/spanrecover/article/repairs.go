package article

import (
	"log"
	"net/http"
)

// A First ends the span where a panic is recovered.
type First struct{ Transport }

// RoundTrip ends the span only then.
func (t *First) RoundTrip(req *http.Request) (*http.Response, error) {
	span := t.startSpan(req)
	defer func() {
		if r := recover(); r != nil {
			span.End() // want `span is ended only where a panic is recovered, and is never exported otherwise; defer its end`
			log.Printf("recovered: %v", r)
		}
	}()
	return t.Base.RoundTrip(req)
}

// A Second defers the end, and ends the span early where it panics itself.
type Second struct{ Transport }

// RoundTrip is right.
func (t *Second) RoundTrip(req *http.Request) (*http.Response, error) {
	span := t.startSpan(req)
	defer span.End()
	if req.URL == nil {
		span.End()
		panic("no URL")
	}
	return t.Base.RoundTrip(req)
}
