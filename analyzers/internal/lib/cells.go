package lib

// A CellStore is a method that keeps a value for others: of an atomic
// variable, of a map that is safe for concurrent use.
type CellStore struct {
	Func
	Value int // the parameter that is kept
}

// CellStores are the methods that keep.
var CellStores = NewTable([]CellStore{
	{Func{"sync/atomic", "Pointer", "Store"}, 0},
	{Func{"sync/atomic", "Pointer", "Swap"}, 0},
	{Func{"sync/atomic", "Pointer", "CompareAndSwap"}, 1},
	{Func{"sync/atomic", "Value", "Store"}, 0},
	{Func{"sync/atomic", "Value", "Swap"}, 0},
	{Func{"sync/atomic", "Value", "CompareAndSwap"}, 1},
	{Func{"sync", "Map", "Store"}, 1},
	{Func{"sync", "Map", "Swap"}, 1},
	{Func{"sync", "Map", "LoadOrStore"}, 1},
})

// A CellLoad is a method whose first result is what is kept.
type CellLoad struct{ Func }

// CellLoads are the methods that give it back.
var CellLoads = NewTable([]CellLoad{
	{Func{"sync/atomic", "Pointer", "Load"}},
	{Func{"sync/atomic", "Value", "Load"}},
	{Func{"sync", "Map", "Load"}},
	{Func{"sync", "Map", "LoadOrStore"}},
})
