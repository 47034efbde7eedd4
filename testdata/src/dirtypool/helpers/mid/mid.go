// Package mid stands between the helpers and those who use them.
package mid

import (
	"bytes"

	"obslint.test/dirtypool/helpers/bufpool"
	"obslint.test/dirtypool/helpers/records"
)

// A Record is one measurement.
type Record = records.Record

// Buffer lends a buffer.
func Buffer() *bytes.Buffer { return bufpool.Get() } // want Buffer:"gets pool"

// Return takes it back.
func Return(b *bytes.Buffer) { bufpool.Put(b) } // want Return:"puts pool"
