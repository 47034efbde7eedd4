// Package again tells which instructions of a function certainly run, which of
// two follows the other, and which run again: in the rounds of a loop, for each
// key of a map, or in each call of a function that something calls again and
// again.
//
// The idea is to look at what decides. An instruction is certain if no way to a
// good end goes past it ([Certain]); it runs again if what decides about it is
// the same each time, or an event that recurs, and not a state that the first
// time has left ([SomeRounds], [OnlyAsks], [ForEachKey]). What may pick one of
// several, or stops with success, does not count ([Picks], [GoesOn],
// [AwaitsOne]). A good end is a return that does not hand out an error
// ([Fails]).
package again
