package dupmetric

import (
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/again"
	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/flow"
)

// checkRounds reports a registration that runs again because of a loop around
// it, because f is a handler, or because f makes one for each key.
func (x *checker) checkRounds(f *ssa.Function, b family) {
	ev := b.ev
	if ev.Once || ev.Mode == silent || ev.Mode == expects || strings.Contains(b.open, "c") || !known(b.consts) {
		return
	}
	if ev.Mode == drops && ev.Met.N&eval.Shared != 0 {
		return // the same one again
	}
	call := ev.here.call
	if len(x.undone(f)) > 0 || x.unregisters(b) {
		return
	}
	if !ev.each && flow.InLoop(call) && !ev.Reg.Varies(call, call) && x.sameFlags(b, b) && !again.OneRound(x.vals, call) {
		tries := len(ev.here.way) > 0 && ev.Sure
		if again.AwaitsOne(call) || len(ev.here.way) > 0 && !tries && !again.GoesOn(call) ||
			ev.Mode == returns && !tries && !(again.GoesOn(call) && again.EndsOnError(call)) {
			return
		}
		if again.EveryRound(call) {
			x.reportRounds(b, "in the second round of the loop", "register it before the loop")
			return
		}
		if again.SomeRounds(x.vals, call) {
			x.reportRounds(b, "when the loop gets here again", "register it before the loop")
			return
		}
	}
	if b.key != "" || len(ev.When) > 0 || !x.outlivesCall(f, ev.Reg) || ev.Mode != panics && !x.madeIn(ev, f) {
		return
	}
	if x.isHandler(f) {
		if again.OnlyAsks(call) {
			x.reportRounds(b, "from the second request on", "register it once, at start-up")
		}
		return
	}
	switch always, failed := x.repeated(f); {
	case always && again.OnlyAsks(call) && !again.Picks(call):
		x.reportRounds(b, "from the second call of this function on", "register it once, before")
		return
	case failed && ev.Mode != returns && (ev.Sure || len(ev.here.way) == 0) && again.FailsLater(x.vals, call):
		x.reportRounds(b, "when this function has failed and is called again", "register it once, before")
		return
	}
	if ev.Mode != returns && again.ForEachKey(x.vals, f, call) {
		x.reportRounds(b, "for the second key of the map", "register it once, or with a label for the key")
	}
}

// madeIn reports whether the collector is a fresh one in each call of f.
func (x *checker) madeIn(ev *event, f *ssa.Function) bool {
	instr := ev.Met.MadeAt()
	return ev.Met.N&eval.Shared == 0 && (instr != nil && instr.Parent() == f || len(ev.here.way) > 0)
}
