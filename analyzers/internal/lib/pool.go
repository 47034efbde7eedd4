package lib

import (
	"go/types"
	"strings"
)

// TypeOf returns the Type that names t or what t points to: the origin of a
// generic type, the zero Type for what has no name or package.
func TypeOf(t types.Type) Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return Type{}
	}
	return Type{n.Obj().Pkg().Path(), n.Obj().Name()}
}

// PoolType is the type of a pool.
var PoolType = Type{"sync", "Pool"}

// PoolNew is the name of the field of a pool that makes new objects.
const PoolNew = "New"

// A Pool takes an object out of a pool, or puts its parameter back.
type Pool struct {
	Func
	Put bool
}

// Pools are the two sides of a pool.
var Pools = NewTable([]Pool{
	{Func{"sync", "Pool", "Get"}, false},
	{Func{"sync", "Pool", "Put"}, true},
})

// KeptTypes are types whose values stay in a pooled object on purpose: locks
// and the like.
var KeptTypes = map[Type]bool{
	{"sync", "Mutex"}:     true,
	{"sync", "RWMutex"}:   true,
	{"sync", "Once"}:      true,
	{"sync", "Cond"}:      true,
	{"sync", "WaitGroup"}: true,
	{"sync", "Pool"}:      true,
	{"sync", "Map"}:       true,
	{"time", "Timer"}:     true,
	{"time", "Ticker"}:    true,
	{"math/rand", "Rand"}: true,
}

// An Effect is what a method does with the content that its receiver holds.
type Effect int

const (
	Cleans  Effect = iota // nothing is left
	Adds                  // behind what is there
	Reads                 // hands out a copy of what is there, or its size
	Aliases               // hands out the memory itself
	Drains                // reads, and leaves nothing
	Ignores               // neither reads nor changes it
)

// A Content is a method of a type that holds bytes.
type Content struct {
	Func
	Effect Effect
}

// Contents are the methods of buffers, builders and hashes.
var Contents = NewTable([]Content{
	{Func{"bytes", "Buffer", "Reset"}, Cleans},
	{Func{"bytes", "Buffer", "Truncate"}, Cleans},
	{Func{"bytes", "Buffer", "Write"}, Adds},
	{Func{"bytes", "Buffer", "WriteString"}, Adds},
	{Func{"bytes", "Buffer", "WriteByte"}, Adds},
	{Func{"bytes", "Buffer", "WriteRune"}, Adds},
	{Func{"bytes", "Buffer", "ReadFrom"}, Adds},
	{Func{"bytes", "Buffer", "Bytes"}, Aliases},
	{Func{"bytes", "Buffer", "String"}, Reads},
	{Func{"bytes", "Buffer", "Len"}, Reads},
	{Func{"bytes", "Buffer", "Cap"}, Ignores},
	{Func{"bytes", "Buffer", "Grow"}, Ignores},
	{Func{"bytes", "Buffer", "Available"}, Ignores},
	{Func{"bytes", "Buffer", "AvailableBuffer"}, Ignores},
	{Func{"bytes", "Buffer", "WriteTo"}, Drains},
	{Func{"bytes", "Buffer", "Read"}, Drains},
	{Func{"bytes", "Buffer", "Next"}, Drains},
	{Func{"bytes", "Buffer", "ReadByte"}, Drains},
	{Func{"bytes", "Buffer", "ReadBytes"}, Drains},
	{Func{"bytes", "Buffer", "ReadString"}, Drains},
	{Func{"strings", "Builder", "Reset"}, Cleans},
	{Func{"strings", "Builder", "Write"}, Adds},
	{Func{"strings", "Builder", "WriteString"}, Adds},
	{Func{"strings", "Builder", "WriteByte"}, Adds},
	{Func{"strings", "Builder", "WriteRune"}, Adds},
	{Func{"strings", "Builder", "String"}, Reads},
	{Func{"strings", "Builder", "Len"}, Reads},
	{Func{"strings", "Builder", "Cap"}, Ignores},
	{Func{"strings", "Builder", "Grow"}, Ignores},
	{Func{"io", "Writer", "Write"}, Adds},
	{Func{"io", "StringWriter", "WriteString"}, Adds},
	{Func{"io", "ByteWriter", "WriteByte"}, Adds},
	{Func{"io", "Reader", "Read"}, Drains},
	{Func{"hash", "Hash", "Reset"}, Cleans},
	{Func{"hash", "Hash", "Sum"}, Reads},
	{Func{"hash", "Hash", "Size"}, Ignores},
	{Func{"hash", "Hash", "BlockSize"}, Ignores},
	{Func{"hash", "Hash32", "Sum32"}, Reads},
	{Func{"hash", "Hash64", "Sum64"}, Reads},
	{Func{"hash/maphash", "Hash", "Reset"}, Cleans},
	{Func{"hash/maphash", "Hash", "Write"}, Adds},
	{Func{"hash/maphash", "Hash", "WriteString"}, Adds},
	{Func{"hash/maphash", "Hash", "WriteByte"}, Adds},
	{Func{"hash/maphash", "Hash", "Sum64"}, Reads},
})

// EffectThrough is what code that is given content as an interface can do to
// it; what is not known, it cleans.
func EffectThrough(iface *types.Interface) Effect {
	effect := Cleans
	for m := range iface.Methods() {
		if row, ok := Contents.Lookup(m); ok {
			effect = row.Effect
		}
	}
	return effect
}

// HoldsContent reports whether values of t, or what t points to, hold content
// that the rows of [Contents] speak of.
func HoldsContent(t types.Type) bool { return contentTypes[TypeOf(t)] }

// ContentPaths are the import paths of those types.
var ContentPaths = func() map[string]bool {
	m := make(map[string]bool)
	for t := range contentTypes {
		m[t.Path] = true
	}
	return m
}()

var contentTypes = map[Type]bool{
	{"bytes", "Buffer"}:      true,
	{"strings", "Builder"}:   true,
	{"hash", "Hash"}:         true,
	{"hash", "Hash32"}:       true,
	{"hash", "Hash64"}:       true,
	{"hash/maphash", "Hash"}: true,
}

// A Keeper is a function whose first result holds on to the memory of its
// parameter Param.
type Keeper struct {
	Func
	Param int
}

// Keepers are the functions that wrap a buffer or bytes without a copy.
var Keepers = NewTable([]Keeper{
	{Func{"bytes", "", "NewReader"}, 0},
	{Func{"bytes", "", "NewBuffer"}, 0},
	{Func{"bytes", "", "TrimSpace"}, 0},
	{Func{"bytes", "", "TrimRight"}, 0},
	{Func{"bytes", "", "TrimSuffix"}, 0},
	{Func{"bufio", "", "NewReader"}, 0},
	{Func{"io", "", "NopCloser"}, 0},
	{Func{"io", "", "LimitReader"}, 0},
	{Func{"net/http", "", "NewRequest"}, 2},
	{Func{"net/http", "", "NewRequestWithContext"}, 3},
})

// A Carrier is a function that hands its parameter Param on to whoever asks
// for it later.
type Carrier struct {
	Func
	Param int
}

// Carriers are the functions that keep a value for others to find.
var Carriers = NewTable([]Carrier{
	{Func{"context", "", "WithValue"}, 2},
	{Func{"sync", "Map", "Store"}, 1},
	{Func{"container/list", "List", "PushBack"}, 0},
	{Func{"container/list", "List", "PushFront"}, 0},
})

// A Clock is a function whose result is the time of the call.
type Clock struct{ Func }

// Clocks are the functions that tell the time.
var Clocks = NewTable([]Clock{{Func{"time", "", "Now"}}})

// An Appender is a function of the standard library that appends to its first
// parameter and is not named for it.
type Appender struct{ Func }

// Appenders are the encryption in place, and hashes.
var Appenders = NewTable([]Appender{
	{Func{"crypto/cipher", "AEAD", "Open"}},
	{Func{"crypto/cipher", "AEAD", "Seal"}},
	{Func{"hash", "Hash", "Sum"}},
})

// Appends reports whether a function is one of the standard library that
// appends to its first parameter, a slice, and returns the longer one first: in
// the same memory, if there is room. All that are named so do.
func Appends(fn *types.Func) bool {
	if fn == nil || fn.Pkg() == nil || !IsStd(fn.Pkg().Path()) {
		return false
	}
	_, ok := Appenders.Lookup(fn)
	return ok || strings.HasPrefix(fn.Name(), "Append")
}

// An Atomic is an operation on the variable that its receiver, or its first
// parameter, points to.
type Atomic struct {
	Func
	Load, Store bool
	Value       int // the parameter that is stored, the receiver not counted
}

// Atomics are the atomic operations.
var Atomics = NewTable[Atomic]().And(atomics)

// AtomicTypes are the types whose values are stored by a method.
var AtomicTypes = func() map[Type]bool {
	m := make(map[Type]bool)
	for _, name := range []string{"Int32", "Int64", "Uint32", "Uint64", "Uintptr", "Pointer", "Bool"} {
		m[Type{"sync/atomic", name}] = true
	}
	return m
}()

func atomics() []Atomic {
	var rows []Atomic
	for _, t := range []string{"Int32", "Int64", "Uint32", "Uint64", "Uintptr", "Pointer"} {
		rows = append(rows,
			Atomic{Func: Func{"sync/atomic", "", "Load" + t}, Load: true},
			Atomic{Func: Func{"sync/atomic", "", "Store" + t}, Store: true, Value: 1},
			Atomic{Func: Func{"sync/atomic", "", "Swap" + t}, Load: true, Store: true, Value: 1},
			Atomic{Func: Func{"sync/atomic", "", "CompareAndSwap" + t}, Load: true, Store: true, Value: 2})
		if t != "Pointer" {
			rows = append(rows, Atomic{Func: Func{"sync/atomic", "", "Add" + t}, Load: true, Store: true, Value: 1})
		}
	}
	for _, t := range []string{"Int32", "Int64", "Uint32", "Uint64", "Uintptr", "Pointer", "Bool", "Value"} {
		rows = append(rows,
			Atomic{Func: Func{"sync/atomic", t, "Load"}, Load: true},
			Atomic{Func: Func{"sync/atomic", t, "Store"}, Store: true},
			Atomic{Func: Func{"sync/atomic", t, "Swap"}, Load: true, Store: true},
			Atomic{Func: Func{"sync/atomic", t, "CompareAndSwap"}, Load: true, Store: true, Value: 1})
		if t != "Pointer" && t != "Bool" && t != "Value" {
			rows = append(rows, Atomic{Func: Func{"sync/atomic", t, "Add"}, Load: true, Store: true})
		}
	}
	return rows
}

// A Decode fills the object that a parameter points to and leaves alone what
// its input does not name.
type Decode struct {
	Func
	Into int // the parameter
}

// Decodes are the decoders that keep what is in the object. Those that clear
// it first, such as proto.Unmarshal, have no row.
var Decodes = NewTable([]Decode{
	{Func{"encoding/json", "", "Unmarshal"}, 1},
	{Func{"encoding/json", "Decoder", "Decode"}, 0},
	{Func{"encoding/xml", "", "Unmarshal"}, 1},
	{Func{"encoding/xml", "Decoder", "Decode"}, 0},
	{Func{"encoding/gob", "Decoder", "Decode"}, 0},
	{Func{"gopkg.in/yaml.v3", "", "Unmarshal"}, 1},
	{Func{"gopkg.in/yaml.v3", "Decoder", "Decode"}, 0},
	{Func{"gopkg.in/yaml.v3", "Node", "Decode"}, 0},
	{Func{"google.golang.org/protobuf/proto", "", "Merge"}, 0},
})

// An Encode reads what its parameter holds and points to, as far as others see
// it.
type Encode struct {
	Func
	From int // the parameter
}

// Encodes are the encoders that go by the exported fields of a struct.
var Encodes = NewTable([]Encode{
	{Func{"encoding/json", "", "Marshal"}, 0},
	{Func{"encoding/json", "", "MarshalIndent"}, 0},
	{Func{"encoding/json", "Encoder", "Encode"}, 0},
	{Func{"encoding/xml", "", "Marshal"}, 0},
	{Func{"encoding/xml", "", "MarshalIndent"}, 0},
	{Func{"encoding/xml", "Encoder", "Encode"}, 0},
	{Func{"encoding/gob", "Encoder", "Encode"}, 0},
	{Func{"gopkg.in/yaml.v3", "", "Marshal"}, 0},
	{Func{"gopkg.in/yaml.v3", "Encoder", "Encode"}, 0},
})

// EncodesItself reports whether a type has a method that such an encoder calls
// in place of looking at its fields.
func EncodesItself(t types.Type) bool {
	methods := types.NewMethodSet(t)
	for _, name := range []string{"MarshalJSON", "MarshalText", "MarshalBinary", "MarshalXML", "MarshalYAML", "GobEncode"} {
		if methods.Lookup(nil, name) != nil {
			return true
		}
	}
	return false
}

// Encoded reports whether such an encoder sees a field with this tag.
func Encoded(field *types.Var, tag string) bool {
	return (field.Exported() || field.Embedded()) && !strings.Contains(tag, `:"-"`)
}

// PooledSpans are the span types that are dead once they have ended.
var PooledSpans = map[Type]bool{
	{"go.opentelemetry.io/otel/trace", "Span"}:              true,
	{"go.opentelemetry.io/otel/sdk/trace", "ReadWriteSpan"}: true,
}
