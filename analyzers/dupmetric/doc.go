// Package dupmetric reports metrics that collide in the registry that they go
// to.
//
// # Analyzer dupmetric
//
// dupmetric: report metrics that collide in the registry that they go to
//
// A registry takes each metric once. A second registration of the same name
// panics, or returns an error that is easily dropped, or succeeds and makes
// every later scrape fail. The first collector always stays: nothing is
// replaced.
//
// The pass knows a metric by the name that its namespace, subsystem and name
// join to, its label names, const labels, help and unit, as far as they are
// constants, also in a format of fmt.Sprintf, and a registry by where it comes
// from: the default one, a package variable, a local variable, a parameter, a field
// that only constructors set or that options set, which do no more than that, and
// those wrapped with labels or a prefix. An interface of the program's own that
// *prometheus.Registry satisfies is a registry, too. Parameters may have a part in a
// name: within one call of the function they do not change. Of a collector of the
// user's own type it knows the metrics that its Describe method describes in any
// case, or, if no name is known, that a constructor which keeps nothing to itself
// makes the same of the same constants; and of a loop over a literal list or map,
// what each round registers. It reports
// two registrations only if both certainly run on one registry: both at package
// initialization, both on one path of one function, or one in a function and
// one at initialization. What the functions that a path calls register is known
// across packages, also where the name, an option or the registry is a
// parameter, or where a flag that the caller gives decides about it: two calls
// with one flag, which nothing changes in between, meet if it is set.
//
// What packages register at initialization is known to all that import them,
// directly or not. Where two imports collide, the import that completes the
// pair is reported, in each package that is the first to have both.
//
// # Category twice
//
// The same metric is registered again:
//
//	var hits = promauto.NewCounter(prometheus.CounterOpts{Name: "hits_total"})
//
//	func init() {
//		prometheus.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "hits_total"}))
//	}
//
//	"hits_total" is registered at line 3: this MustRegister panics; register it once and share the collector
//
// The order of labels makes no difference, nor does the kind of metric, nor how
// a name is split into namespace, subsystem and name. Where the error is
// provided for, but nothing is done with what is registered, that it always
// comes is reported, too. The default registry has a Go and a process collector
// from the start. For package expvar the variable
// is published again, which panics, too.
//
// Right is one registration, whose collector all share.
//
// # Category mismatch
//
// The name is registered with other labels, another unit or another help
// string, or one collector describes it in two such ways. The registry refuses
// that, too, with an error that is not an AlreadyRegisteredError:
//
//	reg.MustRegister(prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "lag"}, []string{"topic"}))
//	reg.MustRegister(prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "lag"}, []string{"topic", "group"}))
//
//	"lag" is registered at line 5, this one has labels [topic group], not [topic]: this MustRegister panics; use one definition, or another name
//
// # Category type
//
// The name is registered with other values of the same const labels, which is
// legal, and as another type of metric, which is not: Register returns nil, and
// every Gather fails. By default promhttp then answers 500 for the whole scrape.
//
//	"sessions" is a counter at line 5 and a gauge here: both register, then every Gather fails; give one another name
//
// # Category suffix
//
// A metric has the name of one of the series that a histogram (_count, _sum,
// _bucket) or a summary (_count, _sum) is written as. Both register. Once both
// have a series, every Gather fails, and which of the two survives is random.
//
//	"rpc_seconds_count" is a series of the histogram "rpc_seconds" at line 5: once both have values every Gather fails; rename one
//
// # Category rerun
//
// A function that registers runs again on the same registry: it is called
// twice, in a loop or in goroutines that a loop starts, for each request of a
// server, for each key that a map does not have yet, or is given to what calls
// it again and again, or again where it has failed, or where its error ends the
// loop; or is a literal that
// registers what the function around it has registered when it makes the
// literal. A loop counts if it comes there again and again: in each round, for
// values from a channel, where a map has nothing yet for the element at hand, or
// where something of the element decides and the call is given that element:
//
//	func handle(w http.ResponseWriter, r *http.Request) {
//		promauto.NewCounter(prometheus.CounterOpts{Name: "hits_total"}).Inc()
//	}
//
//	NewCounter runs again: from the second request on "hits_total" is registered already and it panics; register it once, at start-up
//
// # Category dropped
//
// Register's error is dropped where it certainly is one. The new collector
// counts, and what it counts never reaches Gather:
//
//	"calls_total" is registered at line 5 and the error is dropped: what this collector counts never reaches Gather; use the registered one
//
// # Category existing
//
// The code provides for an AlreadyRegisteredError, and then goes on with its
// fresh collector instead of the error's ExistingCollector; or takes the
// existing one, which has its labels in another order, so that positional label
// values fill the wrong ones, or has another type, so that the type assertion
// panics:
//
//	when "calls_total" is registered already this goes on with the fresh one, and what it counts never reaches Gather; use the error's ExistingCollector
//
// # Category instrument
//
// An OpenTelemetry meter has one name as another kind of instrument, with
// another number type, unit or description. The meter makes two streams of it
// and returns no error. The identical instrument again is legal.
//
//	"requests" is an Int64Counter at line 5 and an Int64Histogram here: the meter makes two streams of one name; give one another name
//
// # Silence
//
// The pass is silent where it can not know that both registrations run, or that
// they meet: in branches that exclude one another; where each of two conditions
// decides about one; where what decides is part of an element that a loop is
// at, no boolean of the caller's, or a field that a package at hand sets later; for a second call of sync.Once, whose function counts as
// run; behind a nil check, where the registration is not certain; where something is unregistered or expvar.Get
// is asked on the way, and for metrics that the package that registers them also
// unregisters somewhere, also if it does so too late; where a deferred function
// recovers and goes on; for names, label values or prefixes that are neither
// constant nor given by the caller; for registries that a function makes for each
// call, or a map or a list holds, and for types of the program's own with methods
// that register, which may let a duplicate pass; for loops of one round, those
// that pick an element by comparing it, those that wait for a signal that may come once, and those that try again
// what failed, if it may fail before it registers; for the same collector object
// given to Register again, but in a loop that its error ends; for what a collector describes by collecting, by reflection, or not
// at all; for two registries, also if prometheus.Gatherers joins them; for
// meters of two scopes, or of a scope with options; for instruments of a name that
// a parameter has a part in, and for a counter that shares its name with a
// histogram of another unit, which exporters with suffixes tell apart.
//
// Functions that different callers may call are no pair: two methods of one
// receiver, two modules or commands of which a program may run one, a
// constructor of a library that a program may call twice, a method that a
// framework calls each time that a configuration names its module, or a
// middleware that may wrap one handler or several. What an interface's
// method registers, or how often it calls a function that it is given, is not
// known, unless the value in the interface is, or a single type of the interface's
// package has its methods and registers in a field; nor is a registry that an option
// may have put into a struct, where one of the options does more than set fields, or
// where another function, which gets the struct, registers.
//
// A package that assigns prometheus.DefaultRegisterer, or imports one that does,
// knows the default registry at initialization only, and not at all if an init
// function assigns it. What _test.go files do counts for nothing, and neither do
// imports that only they make. Generated files are not reported.
//
// There is no suggested fix: where two metrics share a name, only their author
// knows which name, or which definition, is wrong.
//
// A finding that is meant is silenced by a comment:
//
//	//obslint:ignore dupmetric <reason>
package dupmetric
