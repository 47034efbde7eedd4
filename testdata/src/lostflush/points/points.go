// Package points writes metrics by other clients, one by one.
package points

import (
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
	"github.com/influxdata/influxdb-client-go/v2/api"
)

// Influx writes a point for each request.
type Influx struct{ api.WriteAPIBlocking }

func (i *Influx) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	ctx := r.Context()
	w.WriteHeader(http.StatusNoContent)
	go func() {
		p := influxdb2.NewPointWithMeasurement("request").AddField("seconds", time.Since(start).Seconds())
		_ = i.WritePoint(ctx, p) // want `i.WritePoint runs in a goroutine that outlives ServeHTTP, whose end cancels ctx: it then delivers nothing`
	}()
}

// Sync is right: the request is still there.
func (i *Influx) Sync(w http.ResponseWriter, r *http.Request) {
	_ = i.WriteRecord(r.Context(), "request seconds=1")
}

// Watch counts requests.
type Watch struct{ Client *cloudwatch.Client }

func (c *Watch) put(ctx context.Context) error { // want put:"flushes 0"
	_, err := c.Client.PutMetricData(ctx, &cloudwatch.PutMetricDataInput{
		Namespace:  aws.String("app"),
		MetricData: []types.MetricDatum{{MetricName: aws.String("requests"), Value: aws.Float64(1)}},
	})
	return err
}

func (c *Watch) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	w.WriteHeader(http.StatusNoContent)
	go c.put(ctx) // want `c.put runs in a goroutine that outlives ServeHTTP, whose end cancels ctx`
}

// Sync is right.
func (c *Watch) Sync(w http.ResponseWriter, r *http.Request) {
	if err := c.put(r.Context()); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}
