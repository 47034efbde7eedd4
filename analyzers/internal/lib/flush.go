package lib

import (
	"go/types"
	"sync"
)

// A FlushKind says what a flush does.
type FlushKind uint8

const (
	// Shutdown exports what is buffered and ends the provider, processor or
	// reader: there is no second time.
	Shutdown FlushKind = iota + 1
	// ForceFlush exports what is buffered; what it leaves stays buffered.
	ForceFlush
	// Push sends the metrics once.
	Push
	// CloseExporter ends an exporter: what is exported into it later is lost.
	CloseExporter
	// Drain is a Shutdown that goes on behind its caller's back when its context
	// is over: what it has not exported when the process ends is lost.
	Drain
)

// A Flush is a function that sends buffered telemetry under a context, which
// is parameter Ctx.
type Flush struct {
	Func
	Ctx  int
	Kind FlushKind
}

// Flushes are the functions that send telemetry under a context.
var Flushes = NewTable(otelFlushes, prometheusPushes, influxPushes, cloudwatchPushes)

// FlushNames returns the names of the functions in Flushes, without those that
// end exporters alone.
var FlushNames = sync.OnceValue(func() map[string]bool {
	names := make(map[string]bool)
	for _, rows := range Flushes.groups {
		for _, row := range rows {
			if row.Kind != CloseExporter {
				names[row.Name] = true
			}
		}
	}
	return names
})

// flushesNamed returns the rows of Flushes by name, in their order.
var flushesNamed = sync.OnceValue(func() map[string][]Flush {
	named := make(map[string][]Flush)
	for _, rows := range Flushes.groups {
		for _, row := range rows {
			named[row.Name] = append(named[row.Name], row)
		}
	}
	return named
})

// FlushLike returns the row that fn, a method of an interface that a program
// has for a library's client, stands for: it has the row's name, and takes a
// type of the row's package.
func FlushLike(fn *types.Func) (row Flush, ok bool) {
	if fn == nil || fn.Signature().Recv() == nil || !types.IsInterface(fn.Signature().Recv().Type()) {
		return row, false
	}
	for _, row := range flushesNamed()[fn.Name()] {
		for p := range fn.Signature().Params().Variables() {
			t := p.Type()
			if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
				t = ptr.Elem()
			}
			if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == row.Path && row.Kind != CloseExporter {
				return row, true
			}
		}
	}
	return row, false
}

// A StageKind says what a part of a telemetry pipeline does with what reaches
// it.
type StageKind uint8

const (
	// Buffer keeps it for a later export into argument In.
	Buffer StageKind = iota + 1
	// Direct exports it at once, or waits for a reader to ask: there is
	// nothing to flush.
	Direct
	// Forward hands it to argument In.
	Forward
	// Provider is the pipeline's head; its options, variadic, are argument In.
	Provider
)

// A Stage makes a part of a telemetry pipeline: result 0.
type Stage struct {
	Func
	Kind StageKind
	In   int
}

// Stages are the functions that telemetry pipelines are put together with.
var Stages = NewTable(otelStages)

// A Global is a function that takes a provider for others to get instruments
// of, but not to shut it down.
type Global struct{ Func }

// Globals are the functions that publish a provider.
var Globals = NewTable(otelGlobals)

// A Held is a function whose result, an interface, holds a value of the type
// Recv of package In, once the program has set it up.
type Held struct {
	Func
	In, Recv string
}

// Holders are the functions that give the provider back which was published.
var Holders = NewTable(otelHolders)

// FlushHeld returns the row of the method name of what fn, a holder, returns.
func FlushHeld(fn *types.Func, name string) (row Flush, ok bool) {
	held, ok := Holders.Lookup(fn)
	if !ok {
		return row, false
	}
	row, ok = Flushes.all()[Func{held.In, held.Recv, name}]
	return row, ok
}
