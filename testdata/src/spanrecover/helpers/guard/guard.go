// Package guard recovers panics. It knows nothing of tracing.
package guard

import "log"

// Recover stops a panic when it is deferred.
func Recover(cleanups ...func()) { // want Recover:"recovers"
	for _, cleanup := range cleanups {
		cleanup()
	}
	if r := recover(); r != nil {
		log.Printf("recovered: %v", r)
	}
}

// Log logs a panic and lets it go on.
func Log() {
	if r := recover(); r != nil {
		log.Printf("panic: %v", r)
		panic(r)
	}
}

// Safely runs f.
func Safely(f func()) { // want Safely:"stops"
	defer Recover()
	f()
}
