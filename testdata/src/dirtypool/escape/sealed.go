package escape

import (
	"crypto/cipher"
	"io"
	"strconv"
	"sync"
)

// Sealed returns what is sealed in the memory of the slice.
func Sealed(aead cipher.AEAD, nonce []byte, n int) []byte {
	p := lines.Get().(*[]byte)
	defer lines.Put(p)
	text := strconv.AppendInt((*p)[:0], int64(n), 10)
	return aead.Seal(text[:0], nonce, text, nil) // want `the memory of the slice is returned, but goes back to lines on line 13, so that its next user overwrites what is here; copy it first`
}

// Opened returns the text of what aead has sealed, in memory of its own.
func Opened(aead cipher.AEAD, nonce, sealed []byte) (string, error) {
	p := lines.Get().(*[]byte)
	defer lines.Put(p)
	text, err := aead.Open((*p)[:0], nonce, sealed, nil)
	return string(text), err
}

// A Reader opens what it reads, chunk by chunk.
type Reader struct {
	Src    io.Reader
	AEAD   cipher.AEAD
	Nonce  []byte
	Chunks *sync.Pool
	left   []byte
}

func (r *Reader) open(sealed []byte) ([]byte, error) {
	return r.AEAD.Open(sealed[:0], r.Nonce, sealed, nil)
}

// Read reads what is open.
func (r *Reader) Read(p []byte) (int, error) {
	if len(r.left) > 0 {
		n := copy(p, r.left)
		r.left = r.left[n:]
		return n, nil
	}
	chunk := r.Chunks.Get().(*[]byte)
	defer r.Chunks.Put(chunk)
	n, err := io.ReadFull(r.Src, *chunk)
	if err != nil && n == 0 {
		return 0, err
	}
	text, err := r.open((*chunk)[:n])
	if err != nil {
		return 0, err
	}
	n = copy(p, text)
	if n < len(text) {
		r.left = text[n:] // want `the memory of the slice is kept, but goes back to Chunks on line 47, so that its next user overwrites what is here; copy it first`
	}
	return n, nil
}
