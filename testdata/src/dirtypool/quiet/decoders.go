package quiet

import (
	"bufio"
	"bytes"
	"io"
	"sync"
)

// A Decoder is reset by those who get one; PutDecoder lets go of the reader.
type Decoder struct {
	r    *bufio.Reader
	tag  string
	dict []string
	buf  []byte
	rec  []byte
}

var decoders = sync.Pool{New: func() any { return new(Decoder) }}

// GetDecoder hands out a decoder, which is to be reset.
func GetDecoder() *Decoder { return decoders.Get().(*Decoder) }

// PutDecoder takes one back.
func PutDecoder(d *Decoder) {
	d.r = nil
	decoders.Put(d)
}

// Reset readies a decoder for r.
func (d *Decoder) Reset(r io.Reader) { d.ResetDict(r, nil) }

// ResetDict is Reset with a dictionary.
func (d *Decoder) ResetDict(r io.Reader, dict []string) {
	d.r = bufio.NewReader(r)
	d.tag = ""
	d.dict = dict
}

// SetTag sets the tag to decode.
func (d *Decoder) SetTag(tag string) { d.tag = tag }

// Decode reads a word.
func (d *Decoder) Decode() (string, error) {
	b, err := d.r.ReadByte()
	if err != nil {
		return "", err
	}
	if d.rec != nil {
		d.rec = append(d.rec, b)
	}
	if int(b) < len(d.dict) {
		return d.tag + d.dict[b], nil
	}
	d.buf, err = readN(d.r, d.buf, int(b))
	if d.rec != nil {
		d.rec = append(d.rec, d.buf...)
	}
	return d.tag + string(d.buf), err
}

// Raw reads a word as it stands.
func (d *Decoder) Raw() ([]byte, error) {
	d.rec = make([]byte, 0)
	_, err := d.Decode()
	rec := d.rec
	d.rec = nil
	return rec, err
}

func readN(r io.Reader, b []byte, n int) ([]byte, error) {
	if n > cap(b) {
		b = make([]byte, n)
	}
	b = b[:n]
	_, err := io.ReadFull(r, b)
	return b, err
}

// Unmarshal decodes a word.
func Unmarshal(data []byte) (string, error) {
	d := GetDecoder()
	d.Reset(bytes.NewReader(data))
	s, err := d.Decode()
	PutDecoder(d)
	return s, err
}
