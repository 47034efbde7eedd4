package lostflush

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// An eventKind says why a context is over.
type eventKind uint8

const (
	eventDone   eventKind = iota // its Done channel was received from, its Err was not nil
	eventCancel                  // its cancel function was called
	eventDefer                   // its cancel function is deferred: over when the function ends
	eventJoin                    // its group was waited for
	eventWait                    // a call came back that ends only when it is over
	eventServe                   // a server came back that is ended when it is over
)

// An event is a place in a function past which a context is over: behind an
// instruction, or over an edge.
type event struct {
	kind eventKind
	at   ssa.Instruction // the instruction, or the one that the edge decides on
	edge *edge           // nil: behind at
	keys []key           // the contexts, each for sure
	name string          // of what was called

	// The call behind which they are over may fail, and they are over only where
	// it did not.
	fails bool
}

// events returns the events of f in source order of their blocks.
func (c *checker) events(f *ssa.Function) []*event {
	if evs, ok := c.eventsOf[f]; ok {
		return evs
	}
	c.eventsOf[f] = nil // f may call itself
	var evs []*event
	for instr := range flow.Instrs(f) {
		switch instr := instr.(type) {
		case *ssa.UnOp:
			if instr.Op == token.ARROW {
				if keys := c.doneOf(instr.X, instr); keys != nil {
					evs = append(evs, &event{kind: eventDone, at: instr, keys: keys})
				} else {
					evs = append(evs, c.released(instr)...)
				}
			}
		case *ssa.If:
			if ev := c.branchEvent(instr); ev != nil {
				evs = append(evs, ev)
			}
		case *ssa.Call:
			evs = append(evs, c.callEvents(instr, eventCancel)...)
		case *ssa.Defer:
			evs = append(evs, c.callEvents(instr, eventDefer)...)
		}
	}
	c.eventsOf[f] = evs
	return evs
}

// doneOf returns the contexts whose Done channel v is.
func (c *checker) doneOf(v ssa.Value, at ssa.Instruction) []key {
	call, ok := flow.Source(v).(*ssa.Call)
	if !ok || !asks(call, true) {
		return nil
	}
	return c.sureKeys(call.Call.Value, call)
}

// asks reports whether call asks a context for its Done channel, or else for
// its error.
func asks(call *ssa.Call, done bool) bool {
	if !call.Call.IsInvoke() {
		return false
	}
	row, ok := lib.CtxAsks.Lookup(call.Call.Method)
	return ok && row.Done == done
}

// sureKeys returns the context that v is, if it can be only one.
func (c *checker) sureKeys(v ssa.Value, at ssa.Instruction) []key {
	var keys []key
	for _, n := range c.contexts(v, at) {
		if n.kind == nodeUnknown || n.kind == nodeAlive {
			return nil
		}
		if len(keys) > 0 && keys[0] != n.key {
			return nil
		}
		keys = []key{n.key}
	}
	return keys
}

// branchEvent returns the event of a branch: the case of a select that
// receives from a Done channel, or an Err that is not nil.
func (c *checker) branchEvent(i *ssa.If) *event {
	bin, ok := i.Cond.(*ssa.BinOp)
	if !ok {
		return nil
	}
	if st := selectCase(bin); st != nil {
		if keys := c.doneOf(st.Chan, i); keys != nil {
			return &event{kind: eventDone, at: i, edge: &edge{i.Block(), 0}, keys: keys}
		}
		return nil
	}
	if bin.Op != token.NEQ && bin.Op != token.EQL || !isNil(bin.Y) {
		return nil
	}
	isErr := &edge{i.Block(), 0}
	if bin.Op == token.EQL {
		isErr = &edge{i.Block(), 1}
	}
	if call, ok := bin.X.(*ssa.Call); ok && asks(call, false) {
		if keys := c.sureKeys(call.Call.Value, call); keys != nil {
			return &event{kind: eventDone, at: i, edge: isErr, keys: keys}
		}
	}
	return nil
}

// errorOf returns the call whose last result, an error, v is, or nil.
func errorOf(v ssa.Value) *ssa.Call {
	switch src := flow.Source(v).(type) {
	case *ssa.Call:
		if lib.IsError(src.Type()) {
			return src
		}
	case *ssa.Extract:
		if call, ok := src.Tuple.(*ssa.Call); ok && lib.IsError(src.Type()) && src.Index == call.Call.Signature().Results().Len()-1 {
			return call
		}
	}
	return nil
}

// waited returns the event of a call that waits for a context, at the
// instruction at, or nil.
func (c *checker) waited(call ssa.CallInstruction, at ssa.CallInstruction) *event {
	obj := flow.CalleeObject(call.Common())
	var w Waits
	if obj == nil || !c.pass.ImportObjectFact(obj, &w) {
		return nil
	}
	_, args := flow.Args(call.Common())
	if w.Param >= len(args) {
		return nil
	}
	keys := c.sureKeys(args[w.Param], call)
	if keys == nil || w.Fails && (call != at || !looksAtError(call)) {
		return nil
	}
	return &event{kind: eventWait, at: at, keys: keys, name: c.text(at), fails: w.Fails}
}

// looksAtError reports whether the function of a call looks at its error, or
// returns it: what goes on behind the call then knows that there is none, or
// there is nothing that goes on.
func looksAtError(call ssa.CallInstruction) bool {
	v, ok := call.(*ssa.Call)
	if !ok {
		return false
	}
	seen := make(map[ssa.Value]bool)
	var looks func(v ssa.Value) bool
	looks = func(v ssa.Value) bool {
		if seen[v] {
			return false
		}
		seen[v] = true
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Return:
				return true
			case *ssa.BinOp:
				if isNil(ref.X) || isNil(ref.Y) {
					return true
				}
			case *ssa.Phi:
				if looks(ref) {
					return true
				}
			case *ssa.Store:
				if alloc := flow.Variable(ref.Addr); alloc != nil && ref.Val == v {
					for _, addr := range flow.Addresses(alloc) {
						for _, r := range *addr.Referrers() {
							if load, ok := r.(*ssa.UnOp); ok && looks(load) {
								return true
							}
						}
					}
				}
			}
		}
		return false
	}
	results := v.Call.Signature().Results()
	if results.Len() == 1 {
		return looks(v)
	}
	for _, ref := range *v.Referrers() {
		if ext, ok := ref.(*ssa.Extract); ok && ext.Index == results.Len()-1 && looks(ext) {
			return true
		}
	}
	return false
}

// callEvents returns the events of a call, or of a deferred one: it cancels,
// joins, waits, or reaches a literal that does so on every path.
func (c *checker) callEvents(instr ssa.CallInstruction, kind eventKind) []*event {
	call := instr.Common()
	if n := c.cancelled(call); n != nil {
		return []*event{{kind: kind, at: instr, keys: []key{n.key}, name: c.text(instr)}}
	}
	obj := flow.CalleeObject(call)
	recv, _ := flow.Args(call)
	if _, ok := lib.Joins.Lookup(obj); ok && recv != nil {
		if n := c.group(recv); n != nil {
			k := eventJoin
			if kind == eventDefer {
				k = eventDefer
			}
			out := []*event{{kind: k, at: instr, keys: []key{n.key}, name: c.text(instr)}}
			if k == eventJoin {
				out = append(out, c.joinedParent(instr, recv, n)...)
			}
			return out
		}
		if kind == eventDefer {
			return nil
		}
		return c.joined(instr, recv)
	}
	if _, ok := lib.Serves.Lookup(obj); ok && recv != nil && kind != eventDefer {
		if keys := c.serverEnds(instr, recv); keys != nil {
			return []*event{{kind: eventServe, at: instr, keys: keys, name: c.text(instr)}}
		}
		return nil
	}
	if call, ok := instr.(*ssa.Call); ok && obj != nil && c.pass.ImportObjectFact(obj, new(Waits)) {
		if ev := c.waited(call, instr); ev != nil {
			return []*event{ev}
		}
		return nil
	}
	fn, _ := flow.Callee(call)
	if fn == nil || fn.Parent() == nil || len(fn.Blocks) == 0 {
		return nil
	}
	var out []*event
	for _, ev := range c.events(fn) {
		if ev.kind == eventDefer && kind == eventDefer || ev.fails {
			continue
		}
		// Past the call, what holds on every way through the literal holds.
		w := walk{stopAt: func(in ssa.Instruction) bool { return in == ev.at && ev.edge == nil },
			stopEdge: func(e edge) bool { return ev.edge != nil && e == *ev.edge }}
		if w.reaches(fn, nil, isReturn) {
			continue
		}
		up := *ev
		up.at, up.edge, up.name = instr, nil, ""
		if kind == eventDefer {
			up.kind = eventDefer
		}
		out = append(out, &up)
	}
	return out
}

// cancelled returns the context that a call cancels: of the func value that
// was made with it, also kept beside it in a struct.
func (c *checker) cancelled(call *ssa.CallCommon) *node {
	if call.IsInvoke() {
		return nil
	}
	var found *node
	for _, src := range flow.Sources(call.Value) {
		n := c.madeWith(src)
		if n == nil {
			n = c.fieldCancel(src)
		}
		if n == nil || found != nil && found.key != n.key {
			return nil
		}
		found = n
	}
	return found
}

// group returns the context that was made with the group that v is.
func (c *checker) group(v ssa.Value) *node {
	src := flow.Source(v)
	if src == nil {
		return nil
	}
	n := c.madeWith(src)
	if n == nil || n.row.Kind != lib.CtxGroup {
		return nil
	}
	return n
}

// madeWith returns the context that was made by the call which v is the cancel
// function, or the group, of.
func (c *checker) madeWith(v ssa.Value) *node {
	ext, ok := v.(*ssa.Extract)
	if !ok {
		return nil
	}
	call, ok := ext.Tuple.(*ssa.Call)
	if !ok {
		return nil
	}
	row, ok := c.maker(flow.CalleeObject(&call.Call))
	if !ok || row.Cancel != ext.Index {
		return nil
	}
	return &node{kind: nodeMade, key: key{v: call}, fn: call.Parent(), call: call, row: row}
}

// fieldCancel returns the context in the field beside the field that v is
// loaded from, if the two were stored from one call in this package.
func (c *checker) fieldCancel(v ssa.Value) *node {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	ctx := c.pairs()[flow.Field(addr)]
	if ctx == nil {
		return nil
	}
	k, ok := fieldKey(addr)
	if !ok {
		return nil
	}
	k.path = k.path[:len(k.path)-len(flow.Field(addr).Name())] + ctx.Name()
	return &node{kind: nodeField, key: k, fn: addr.Parent()}
}

// serverEnds returns the context that is over when the server recv comes back:
// a goroutine of the function that serves waits for its end, or ends it, and
// then ends recv.
func (c *checker) serverEnds(serve ssa.CallInstruction, recv ssa.Value) []key {
	for instr := range flow.Instrs(serve.Parent()) {
		g, ok := instr.(*ssa.Go)
		if !ok {
			continue
		}
		fn, _ := flow.Callee(&g.Call)
		if fn == nil || fn.Parent() == nil {
			continue
		}
		for in := range flow.Instrs(fn) {
			stop, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if _, ok := lib.ServerStops.Lookup(flow.CalleeObject(stop.Common())); !ok {
				continue
			}
			other, _ := flow.Args(stop.Common())
			if other == nil || !sameVariable(recv, other) {
				continue
			}
			for _, ev := range c.events(fn) {
				if (ev.kind == eventDone || ev.kind == eventCancel) && c.past(fn, nil, is(stop), []*event{ev}) != nil {
					return ev.keys
				}
			}
		}
	}
	return nil
}

// sameVariable reports whether a and b are the value of one variable or field.
func sameVariable(a, b ssa.Value) bool {
	x, y := flow.Source(a), flow.Source(b)
	if x != nil && x == y {
		return true
	}
	fa, ok1 := fieldOf(x)
	fb, ok2 := fieldOf(y)
	return ok1 && ok2 && fa == fb
}

func fieldOf(v ssa.Value) (key, bool) {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return key{}, false
	}
	fa, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return key{}, false
	}
	return fieldKey(fa)
}
