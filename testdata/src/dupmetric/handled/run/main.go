// Command run makes the meters of package handled twice.
package main

import (
	"fmt"

	"obslint.test/dupmetric/handled"
)

func main() {
	a, errA := handled.New("x")
	b, errB := handled.New("x")
	fmt.Println("shared:", errA == nil && errB == nil && a.Requests == b.Requests && a.Seconds == b.Seconds && a.Open == b.Open)
	handled.Mixed()
	defer func() {
		if recover() != nil {
			fmt.Println("mixed: panics")
		}
	}()
	handled.Mixed()
}
