package after

import (
	"bytes"
	"io"
)

// take hands out a buffer and what gives it back.
func take() (*bytes.Buffer, func()) {
	b := buffers.Get().(*bytes.Buffer)
	return b, func() { putBack(b) }
}

func putBack(b *bytes.Buffer) { buffers.Put(b) }

func giver(b *bytes.Buffer) func() {
	return func() {
		b.Reset()
		buffers.Put(b)
	}
}

// Page returns memory that the deferred release gives back.
func Page(write func(io.Writer)) []byte {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer giver(b)()
	write(b)
	return b.Bytes() // want `the memory of the buffer is returned, but goes back to buffers on line 19`
}

// Copy copies it first.
func Copy(write func(io.Writer)) []byte {
	b, release := take()
	defer release()
	b.Reset()
	write(b)
	return bytes.Clone(b.Bytes())
}

// Held returns memory of a buffer that its release gives back.
func Held(write func(io.Writer)) []byte {
	b, release := take()
	defer release()
	b.Reset()
	write(b)
	return b.Bytes() // want `the memory of the buffer is returned, but goes back to buffers on line 14`
}

// Lend hands out a page and what gives its memory back.
func Lend(write func(io.Writer)) ([]byte, func()) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	release := giver(b)
	write(b)
	return b.Bytes(), release
}
