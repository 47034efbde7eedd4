package lib

// The InfluxDB client library.

const influxAPI = "github.com/influxdata/influxdb-client-go/v2/api"

var influxPushes = []Flush{
	{Func{influxAPI, "WriteAPIBlocking", "WritePoint"}, 0, Push},
	{Func{influxAPI, "WriteAPIBlocking", "WriteRecord"}, 0, Push},
	{Func{influxAPI, "WriteAPIBlocking", "Flush"}, 0, Push},
}
