package quiet

import (
	"bytes"
	"io"
	"sync"
)

var pages = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Retry empties the page in its first round; each round goes on behind the
// one before.
func Retry(w io.Writer, tries int, render func(io.Writer) error) error {
	page := pages.Get().(*bytes.Buffer)
	defer pages.Put(page)
	for i := 0; ; i++ {
		if i == 0 {
			page.Reset()
		}
		page.WriteString("try\n")
		if err := render(page); err == nil || i == tries {
			_, err := w.Write(page.Bytes())
			return err
		}
	}
}

// First does so with a flag and a goto.
func First(w io.Writer, lines []string) error {
	page := pages.Get().(*bytes.Buffer)
	defer pages.Put(page)
	first, n := true, 0
again:
	if first {
		page.Reset()
		first = false
	}
	page.WriteString(lines[n])
	n++
	if n < len(lines) {
		goto again
	}
	_, err := w.Write(page.Bytes())
	return err
}
