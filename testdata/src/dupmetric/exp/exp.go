// Package exp publishes variables. // want package:"families 1"
package exp

import "expvar"

var requests = expvar.NewInt("exp_requests")

// Publish publishes what is published.
func Publish() { // want Publish:"registers 1"
	expvar.Publish("exp_requests", requests) // want `"exp_requests" is published at line 6: this Publish panics; publish it once`
}

// Memory publishes what package expvar itself does.
func Memory() { // want Memory:"registers 1"
	expvar.NewMap("memstats") // want `"memstats" is in expvar from the start: this NewMap panics; leave it out, or use a registry of your own`
}

// Guarded asks before it publishes.
func Guarded() { // want Guarded:"asks"
	if expvar.Get("exp_requests") == nil {
		expvar.NewInt("exp_requests")
	}
}
