package lib

// A Metric is a function that makes a metric: a collector of a Prometheus
// client, or what a collector describes, a published variable, an instrument of
// a meter.
type Metric struct {
	Func
	Kind string // counter, gauge, histogram, summary, untyped; else how a message calls it
	API  MetricAPI
	Vec  bool // the metric has variable labels
	Auto bool // the metric is registered by the call: with its receiver, or with the default registry
}

// A MetricAPI is a way to pass a metric's name and the rest.
type MetricAPI int

const (
	OptsAPI       MetricAPI = iota // an options struct, then label names if Vec
	NestedOptsAPI                  // an options struct in the embedded struct of a struct that has label names
	NameAPI                        // the name alone
	InstrumentAPI                  // the name, then option values
	DescAPI                        // name, help, label names, const labels
)

// promMetrics are the constructors of one Prometheus package: functions, or
// methods of recv.
func promMetrics(path, recv string, auto bool) []Metric {
	var rows []Metric
	for _, k := range []struct{ name, kind string }{
		{"Counter", "counter"}, {"Gauge", "gauge"}, {"Histogram", "histogram"}, {"Summary", "summary"},
	} {
		rows = append(rows,
			Metric{Func{path, recv, "New" + k.name}, k.kind, OptsAPI, false, auto},
			Metric{Func{path, recv, "New" + k.name + "Vec"}, k.kind, OptsAPI, true, auto})
	}
	for _, k := range []struct{ name, kind string }{
		{"CounterFunc", "counter"}, {"GaugeFunc", "gauge"}, {"UntypedFunc", "untyped"},
	} {
		rows = append(rows, Metric{Func{path, recv, "New" + k.name}, k.kind, OptsAPI, false, auto})
	}
	return rows
}

const (
	promPath     = "github.com/prometheus/client_golang/prometheus"
	promautoPath = promPath + "/promauto"
	promCollPath = promPath + "/collectors"
	otelMetric   = "go.opentelemetry.io/otel/metric"
)

// Metrics are the functions that make a metric.
var Metrics = NewTable(
	promMetrics(promPath, "", false),
	promMetrics(promautoPath, "", true),
	promMetrics(promautoPath, "Factory", true),
	[]Metric{
		{Func{promPath, "v2", "NewCounterVec"}, "counter", NestedOptsAPI, true, false},
		{Func{promPath, "v2", "NewGaugeVec"}, "gauge", NestedOptsAPI, true, false},
		{Func{promPath, "v2", "NewHistogramVec"}, "histogram", NestedOptsAPI, true, false},
		{Func{promPath, "v2", "NewSummaryVec"}, "summary", NestedOptsAPI, true, false},
	},
	[]Metric{{Func{promPath, "", "NewDesc"}, "", DescAPI, true, false}},
	[]Metric{
		{Func{"expvar", "", "NewInt"}, "variable", NameAPI, false, true},
		{Func{"expvar", "", "NewFloat"}, "variable", NameAPI, false, true},
		{Func{"expvar", "", "NewMap"}, "variable", NameAPI, false, true},
		{Func{"expvar", "", "NewString"}, "variable", NameAPI, false, true},
		{Func{"expvar", "", "Publish"}, "variable", NameAPI, false, true},
	},
	instruments(),
)

func instruments() []Metric {
	var rows []Metric
	for _, number := range []string{"Int64", "Float64"} {
		for _, kind := range []string{
			"Counter", "UpDownCounter", "Histogram", "Gauge",
			"ObservableCounter", "ObservableUpDownCounter", "ObservableGauge",
		} {
			rows = append(rows, Metric{Func{otelMetric, "Meter", number + kind}, number + kind, InstrumentAPI, false, true})
		}
	}
	return rows
}

// MetricFields are the fields of the options structs, by their question.
var MetricFields = struct{ Namespace, Subsystem, Name, Help, Unit, ConstLabels, Labels string }{
	"Namespace", "Subsystem", "Name", "Help", "Unit", "ConstLabels", "VariableLabels",
}

// A MetricOption is a function that makes an option of an instrument.
type MetricOption struct {
	Func
	Help, Unit bool // the option is the instrument's help text or its unit
}

// MetricOptions are the options of instruments that make a difference to what
// the instrument is.
var MetricOptions = NewTable([]MetricOption{
	{Func{otelMetric, "", "WithDescription"}, true, false},
	{Func{otelMetric, "", "WithUnit"}, false, true},
})

// A Meter is a function that returns the meter of a scope: the same one for
// the same name, parameter 0, and no options.
type Meter struct{ Func }

// Meters are the functions that return a meter.
var Meters = NewTable([]Meter{
	{Func{"go.opentelemetry.io/otel", "", "Meter"}},
	{Func{otelMetric, "MeterProvider", "Meter"}},
	{Func{"go.opentelemetry.io/otel/sdk/metric", "MeterProvider", "Meter"}},
})

// A Registration is a function that registers collectors, its arguments, with
// its receiver, or with the default registry.
type Registration struct {
	Func
	Panics bool // on an error; else the error is returned
}

// Registrations are the functions that register collectors.
var Registrations = NewTable([]Registration{
	{Func{promPath, "", "Register"}, false},
	{Func{promPath, "", "MustRegister"}, true},
	{Func{promPath, "Registerer", "Register"}, false},
	{Func{promPath, "Registerer", "MustRegister"}, true},
	{Func{promPath, "Registry", "Register"}, false},
	{Func{promPath, "Registry", "MustRegister"}, true},
})

// A RegistryQuery is a function that takes a collector from a registry, or
// asks whether a name is taken.
type RegistryQuery struct {
	Func
	Undoes bool // it takes the collector out
}

// RegistryQueries are the functions behind which nothing is known about what
// is registered.
var RegistryQueries = NewTable([]RegistryQuery{
	{Func{promPath, "", "Unregister"}, true},
	{Func{promPath, "Registerer", "Unregister"}, true},
	{Func{promPath, "Registry", "Unregister"}, true},
	{Func{"expvar", "", "Get"}, false},
	{Func{"expvar", "", "Do"}, false},
})

// A KeyedStore is a method that asks its receiver, a map, for parameter 0, or
// stores something there. Whether it was there is result 1.
type KeyedStore struct {
	Func
	Loads, Stores bool
}

// KeyedStores are the maps that are no maps of the language.
var KeyedStores = NewTable([]KeyedStore{
	{Func{"sync", "Map", "Load"}, true, false},
	{Func{"sync", "Map", "LoadOrStore"}, true, true},
	{Func{"sync", "Map", "Store"}, false, true},
})

// A Repeater is a function that calls a function, a parameter, again and again.
type Repeater struct {
	Func
	Param int
	Fails bool // only if it has failed
}

// Repeaters are the functions that go through something, come back to it at
// times, or try again.
var Repeaters = NewTable([]Repeater{
	{Func{"path/filepath", "", "Walk"}, 1, false},
	{Func{"path/filepath", "", "WalkDir"}, 1, false},
	{Func{"io/fs", "", "WalkDir"}, 2, false},
	{Func{"sync", "Map", "Range"}, 0, false},
	{Func{"github.com/robfig/cron/v3", "Cron", "AddFunc"}, 1, false},
	{Func{"github.com/cenkalti/backoff/v4", "", "Retry"}, 0, true},
	{Func{"github.com/cenkalti/backoff/v4", "", "RetryNotify"}, 0, true},
	{Func{"github.com/cenkalti/backoff/v5", "", "Retry"}, 1, true},
})

// A RegistryWrap is a function that returns a registry, or a collector, that
// adds to what passes through it. The indexes are those of parameters, -1 for
// none.
type RegistryWrap struct {
	Func
	Of, Labels, Prefix int
}

// RegistryWraps are the functions that wrap registries and collectors.
var RegistryWraps = NewTable([]RegistryWrap{
	{Func{promPath, "", "WrapRegistererWith"}, 1, 0, -1},
	{Func{promPath, "", "WrapRegistererWithPrefix"}, 1, -1, 0},
	{Func{promPath, "", "WrapCollectorWith"}, 1, 0, -1},
	{Func{promPath, "", "WrapCollectorWithPrefix"}, 1, -1, 0},
	{Func{promautoPath, "", "With"}, 0, -1, -1},
})

// A NameJoin is a function that joins a metric's namespace, subsystem and name.
type NameJoin struct{ Func }

// NameJoins are the functions that join the parts of a metric's name.
var NameJoins = NewTable([]NameJoin{{Func{promPath, "", "BuildFQName"}}})

// A TextFormat is a function that puts what follows parameter 0, a format, into
// it.
type TextFormat struct{ Func }

// TextFormats are the functions that names are put together with.
var TextFormats = NewTable([]TextFormat{{Func{"fmt", "", "Sprintf"}}})

// Computing are the packages whose functions compute what their arguments alone
// decide about.
var Computing = map[string]bool{
	"errors": true, "fmt": true, "maps": true, "path": true, "slices": true,
	"sort": true, "strconv": true, "strings": true, "unicode": true,
}

// A Collector is a function that makes a collector of several metrics with
// fixed names.
type Collector struct {
	Func
	Names     []string // of the metrics that it collects with any options
	Namespace bool     // parameter 0 is an options struct with a field that prefixes the names
	Label     string   // the const label whose value is parameter 1, or ""
}

var (
	goNames = []string{
		"go_gc_duration_seconds", "go_goroutines", "go_info", "go_threads",
	}
	processNames = []string{
		"process_cpu_seconds_total", "process_max_fds", "process_open_fds",
		"process_resident_memory_bytes", "process_start_time_seconds",
		"process_virtual_memory_bytes",
	}
)

// Collectors are the functions that make a ready collector.
var Collectors = NewTable([]Collector{
	{Func{promPath, "", "NewGoCollector"}, goNames, false, ""},
	{Func{promCollPath, "", "NewGoCollector"}, goNames, false, ""},
	{Func{promPath, "", "NewProcessCollector"}, processNames, true, ""},
	{Func{promCollPath, "", "NewProcessCollector"}, processNames, true, ""},
	{Func{promPath, "", "NewBuildInfoCollector"}, []string{"go_build_info"}, false, ""},
	{Func{promCollPath, "", "NewBuildInfoCollector"}, []string{"go_build_info"}, false, ""},
	{Func{promCollPath, "", "NewDBStatsCollector"}, []string{"go_sql_open_connections"}, false, "db_name"},
})

// A Registry is a registry that is there from the start.
type Registry struct {
	Path  string   // of the package that has it
	Vars  []string // the package variables that hold it, at first
	Name  string   // how a message calls it
	Names []string // of the metrics that it has from the start
}

// Registries are the registries that functions without a receiver, by the
// path of their package, register with.
var Registries = map[string]Registry{
	promPath:     {promPath, []string{"DefaultRegisterer"}, "the default registry", append(append([]string(nil), goNames...), processNames...)},
	promautoPath: {promPath, nil, "the default registry", nil},
	"expvar":     {"expvar", nil, "expvar", []string{"cmdline", "memstats"}},
}

// MetricTypes are the types that speak of registrations.
var MetricTypes = struct {
	Registry  []Type // values of these are registries, or make registrations with one
	Usual     string // the name of the one of them that is no interface
	Collector Type   // the interface of what is registered
	Desc      Type   // what it describes a metric with
	Describe  string // its method that sends what it describes to parameter 0
	Duplicate Type   // the error of a registration of what is registered already
	Existing  string // its field that holds what is registered
	Registrar Type   // parameter 0 of the functions that register an RPC service, parameter 1
}{
	Registry:  []Type{{promPath, "Registerer"}, {promPath, "Registry"}, {promautoPath, "Factory"}, {otelMetric, "Meter"}},
	Usual:     "Registry",
	Collector: Type{promPath, "Collector"},
	Desc:      Type{promPath, "Desc"},
	Describe:  "Describe",
	Duplicate: Type{promPath, "AlreadyRegisteredError"},
	Existing:  "ExistingCollector",
	Registrar: Type{"google.golang.org/grpc", "ServiceRegistrar"},
}

// IsVar reports whether a package variable holds r at first.
func (r Registry) IsVar(path, name string) bool {
	if path != r.Path {
		return false
	}
	for _, v := range r.Vars {
		if v == name {
			return true
		}
	}
	return false
}
