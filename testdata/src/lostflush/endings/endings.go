// Package endings keeps what is to be done in the end; it knows no telemetry.
package endings

import "log"

type ending struct {
	name string
	do   func() error
}

// A List keeps endings.
type List struct{ endings []ending }

// Add keeps one more.
func (l *List) Add(name string, do func() error) { // want Add:"collects 1.endings"
	l.endings = append(l.endings, ending{name: name, do: do})
}

// Run does them all, the last one first.
func (l *List) Run() {
	for i := len(l.endings) - 1; i >= 0; i-- {
		if err := l.endings[i].do(); err != nil {
			log.Printf("%s: %v", l.endings[i].name, err)
		}
	}
}
