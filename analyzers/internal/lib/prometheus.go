package lib

// The Prometheus client library.

var prometheusPushes = []Flush{
	{Func{"github.com/prometheus/client_golang/prometheus/push", "Pusher", "PushContext"}, 0, Push},
	{Func{"github.com/prometheus/client_golang/prometheus/push", "Pusher", "AddContext"}, 0, Push},
}
