// Command workers starts the workers of package shapes.
package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/shapes"
)

func main() {
	jobs := make(chan int)
	shapes.Workers(prometheus.NewRegistry(), jobs, 2)
	time.Sleep(time.Second)
}
