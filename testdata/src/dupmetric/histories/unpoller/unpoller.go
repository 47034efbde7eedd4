// Package unpoller describes one name twice with other labels in one collector, as unpoller/unpoller@72886974 did.
package unpoller

import (
	"net/http"
	"reflect"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

type config struct {
	Namespace  string
	HTTPListen string
}

type promUnifi struct {
	*config
	Device            *unifiDevice
	WAN               *wan
	IntegrationDevice *integrationDevice
	controllerUp      *prometheus.GaugeVec
	fetch             func() (uptime, idle float64)
}

type unifiDevice struct {
	Info      *prometheus.Desc
	Uptime    *prometheus.Desc
	Loadavg1  *prometheus.Desc
	PowerFrom *prometheus.Desc
}

func descDevice(ns string) *unifiDevice {
	labels := []string{"type", "site_name", "name", "source"}
	infoLabels := []string{"version", "model", "serial", "mac"}

	return &unifiDevice{
		Info:      prometheus.NewDesc(ns+"info", "Device Information", append(labels, infoLabels...), nil),
		Uptime:    prometheus.NewDesc(ns+"uptime_seconds", "Device Uptime", append(labels, "tag"), nil),
		Loadavg1:  prometheus.NewDesc(ns+"load_average_1", "System Load Average 1 Minute", append(labels, "tag"), nil),
		PowerFrom: prometheus.NewDesc(ns+"power_source", "Power Source", append(labels, "tag"), nil),
	}
}

type wan struct {
	Uptime *prometheus.Desc
}

func descWAN(ns string) *wan {
	return &wan{
		Uptime: prometheus.NewDesc(ns+"wan_uptime", "WAN Uptime", []string{"wan_id", "source"}, nil),
	}
}

type integrationDevice struct {
	CPUUtilizationPct *prometheus.Desc
	LoadAverage1Min   *prometheus.Desc
	UptimeSec         *prometheus.Desc
	RadioTxRetriesPct *prometheus.Desc
}

func descIntegrationDevice(ns string) *integrationDevice {
	labels := []string{"device_id"}
	radioLabels := []string{"device_id", "frequency_ghz"}

	return &integrationDevice{
		CPUUtilizationPct: prometheus.NewDesc(ns+"cpu_utilization_pct", "Device CPU utilization percentage (Integration/v1)", labels, nil),
		LoadAverage1Min:   prometheus.NewDesc(ns+"load_average_1min", "Device 1-minute load average (Integration/v1)", labels, nil),
		UptimeSec:         prometheus.NewDesc(ns+"uptime_seconds", "Device uptime in seconds (Integration/v1)", labels, nil),
		RadioTxRetriesPct: prometheus.NewDesc(ns+"radio_tx_retries_pct", "Per-radio TX retry percentage (Integration/v1)", radioLabels, nil),
	}
}

// Run makes the descriptions and serves them.
func (u *promUnifi) Run() error { // want Run:"registers 3"
	u.Namespace = strings.Trim(strings.ReplaceAll(u.Namespace, "-", "_"), "_")
	if u.Namespace == "" {
		u.Namespace = "unpoller"
	}

	u.Device = descDevice(u.Namespace + "_device_")
	u.WAN = descWAN(u.Namespace + "_")
	u.IntegrationDevice = descIntegrationDevice(u.Namespace + "_device_")
	u.controllerUp = prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: u.Namespace + "_controller_up",
		Help: "Whether the last poll of the controller worked.",
	}, []string{"source"})

	mux := http.NewServeMux()
	prometheus.MustRegister(collectors.NewBuildInfoCollector())
	prometheus.MustRegister(u.controllerUp)
	prometheus.MustRegister(u)
	mux.Handle("/metrics", promhttp.HandlerFor(prometheus.DefaultGatherer,
		promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError},
	))

	return http.ListenAndServe(u.HTTPListen, mux)
}

// Describe implements prometheus.Collector.
func (u *promUnifi) Describe(ch chan<- *prometheus.Desc) {
	for _, f := range []any{u.Device, u.WAN, u.IntegrationDevice} {
		v := reflect.Indirect(reflect.ValueOf(f))

		for i := 0; i < v.NumField(); i++ {
			desc, ok := v.Field(i).Interface().(*prometheus.Desc)
			if ok && desc != nil {
				ch <- desc
			}
		}
	}
}

// Collect implements prometheus.Collector.
func (u *promUnifi) Collect(ch chan<- prometheus.Metric) {
	uptime, idle := u.fetch()
	ch <- prometheus.MustNewConstMetric(u.Device.Uptime, prometheus.GaugeValue, uptime, "uap", "site", "name", "source", "tag")
	ch <- prometheus.MustNewConstMetric(u.IntegrationDevice.UptimeSec, prometheus.GaugeValue, uptime, "id")
	ch <- prometheus.MustNewConstMetric(u.IntegrationDevice.CPUUtilizationPct, prometheus.GaugeValue, 100-idle, "id")
}

type output interface{ Run() error }

var outputs []output

func init() {
	u := &promUnifi{
		config: &config{HTTPListen: "0.0.0.0:9130"},
		fetch:  func() (uptime, idle float64) { return 1, 99 },
	}
	outputs = append(outputs, u)
}

// Start runs each output.
func Start() error {
	for _, o := range outputs {
		if err := o.Run(); err != nil {
			return err
		}
	}
	return nil
}
