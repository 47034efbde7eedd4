// Package dirtypool finds objects that come out of a sync.Pool with what their
// last user left in them.
//
// # Analyzer dirtypool
//
// dirtypool: report pooled objects that come back with old state
//
// A sync.Pool hands out the objects that were put into it as they are. What
// one user leaves in an object the next one may read: a span with the trace of
// another request, a line that begins with somebody else's. The runtime is
// free to drop pooled objects, so this happens now and then, and under load.
//
// The pass gathers the Get and Put calls of a pool in a package: of a package
// variable, a field, a local variable, a parameter, an element of an array,
// slice or map of pools, or a typed wrapper around one, whose methods may stand
// in another package. It then asks, for each field of a pooled struct and for
// the content of a pooled buffer, builder, hash, slice or map, three things:
// does a use write to it; is it cleaned before Put or after Get, on every way;
// and is it read before it is written. A method or function is judged by what
// its body does and not by its name, also where it works on a buffer in a field
// of what it is given, stands in another package, or is called as a func value
// that can only be one.
//
// A finding is silenced by a comment on its line, or alone on the line above:
//
//	//obslint:ignore dirtypool <reason>
//
// The pass has no flags.
//
// # Category stale
//
// Nothing on either side cleans what is read:
//
//	var spanPool = sync.Pool{New: func() any { return new(Span) }}
//
//	func Start(parent string) *Span {
//		s := spanPool.Get().(*Span)
//		if parent != "" {
//			s.parentSpanID = parent
//		}
//		return s
//	}
//
//	func (s *Span) Finish() {
//		export(s.parentSpanID)
//		spanPool.Put(s)
//	}
//
// is reported at Get:
//
//	a Span from spanPool may still hold the parentSpanID of its last user: nothing resets it; do so after Get or before Put
//
// Right is to reset every field that a use writes, on one of the two sides:
//
//	func (s *Span) Finish() {
//		export(s.parentSpanID)
//		*s = Span{}
//		spanPool.Put(s)
//	}
//
// For buffers, builders, hashes, slices and maps the suggested fix empties
// them right after Get.
//
// # Category partial
//
// There is a reset, and it leaves out fields that are written during use and
// read after Get:
//
//	func (s *Span) reset() {
//		s.traceID = ""
//		s.startTime = time.Time{}
//	}
//
// is reported at the reset's name:
//
//	reset leaves parentSpanID as the last user of the Span set it, and the next Get from spanPool may read it; zero it here too
//
// The suggested fix adds the missing fields at the end of the reset, where
// their zero values are what New makes.
//
// # Category path
//
// The object is cleaned on most ways to Put, but not on this one. Most often
// this is an error return that skips the reset, while a deferred Put does not
// skip the object:
//
//	func (b *batch) Commit() error {
//		defer batchPool.Put(b)
//		if err := b.write(); err != nil {
//			return err
//		}
//		b.pending = b.pending[:0]
//		return nil
//	}
//
// is reported at Put:
//
//	by the return on line 22, this Put gives back pending uncleared, and the next user of batchPool may read it; clear it on every way
//
// # Category decode
//
// A decoder fills the object and leaves alone what its input does not name, so
// that the fields of the last user's input stay:
//
//	req := requests.Get().(*Request)
//	defer requests.Put(req)
//	err := json.Unmarshal(data, req)
//
// is reported at the decoder:
//
//	Unmarshal leaves what its input does not name as the last user of this Request from requests decoded it; zero the Request first
//
// Right is *req = Request{} before it, or before Put.
//
// # Category escape
//
// Memory of a pooled object is returned, sent, kept in another object or used
// by a goroutine, while the object goes back into the pool: the next user
// writes over it.
//
//	buf := buffers.Get().(*bytes.Buffer)
//	defer buffers.Put(buf)
//	buf.Reset()
//	render(buf)
//	return buf.Bytes()
//
// is reported at the return:
//
//	the memory of the buffer is returned, but goes back to buffers on line 12, so that its next user overwrites what is here; copy it first
//
// Right is bytes.Clone(buf.Bytes()), or buf.String(), which copies.
//
// It is the same mistake to go on with an object that has gone back, in this
// function or in a method or helper that it calls for that:
//
//	buffers.Put(buf)
//	return buf.String()
//
// is reported at the use:
//
//	the buffer is used here, but went back to buffers on line 18, and its next user may have it by now; put it back after its last use
//
// and to give it back twice, where it fails and by a defer, so that two users get
// it:
//
//	the buffer goes back to buffers here, and once more by the defer on line 12, so that two users may have it at a time; put it back once
//
// # Category ended
//
// A span that has ended goes into a pool. Nothing brings it back to life: what
// is set on it is dropped, and spans started below it join the old trace.
//
//	span.End()
//	spans.Put(span)
//
// is reported at Put:
//
//	a span that has ended records nothing any more, and its children join its old trace: start a new one instead of keeping it in spans
//
// # What it is silent on
//
// The pass is silent wherever it cannot know, and where keeping is the point:
//
//   - fields that nothing writes after New; locks, onces, channels, arrays and
//     pools in the object; a slice cut to [:0], whose capacity is kept;
//   - a field that is made once and kept (if s.enc == nil { s.enc = newEnc() }),
//     a count or registry that goes up and down, a setting copied from the
//     struct that holds the pool, also where it is restored right before Put;
//   - a field that is read only where another, cleaned field says so: a flag, a
//     length, an index;
//   - an interface, pointer or func that plain setters set and plain getters
//     return: its users wire it up for each use;
//   - a pool that others can reach: an exported variable or field, or a pool
//     whose address goes to a function that cannot be looked into; what exported
//     functions hand out and take back as it is, which is judged where they are
//     called;
//   - an object that is cleaned by code that cannot be seen: a method of another
//     package without a fact, an interface's method;
//   - slices that are written first: copy, Read, a loop over the elements, or a
//     length that the user gives them (b[:n]), to be filled;
//   - what the first round of a loop cleans, in the rounds behind it;
//   - objects in a field that holds none from a pool, and fields that are
//     written on objects of the type which are not from this pool, where those
//     that are do not leave the function that got them;
//   - a value that an object is made with and goes on from: a random token;
//   - a state of the object's own, where nobody cleans any part by name: a
//     position in a block of memory, a size, a count, whatever is computed from
//     the object, constants and fresh memory alone;
//   - the highest value so far, and a size that is stored right before Put: they
//     are there for the next user;
//   - a map that keeps a key as its own value, a list whose last element is
//     taken off, a flag that uses set and take back, a value that a function
//     puts back as it found it;
//   - a part that is emptied when it is full, and one that a new object is given
//     with something in it;
//   - slices that are made with a length, that are extended to all of their
//     memory, or of which the users read single elements at places of their own;
//   - room: append(b, make([]byte, n)...) and what is cut off by Truncate;
//   - a cache: a key that is compared with what the user brings, and what is read
//     only where it is the same; a part that is set together with a bit or flag
//     that is cleaned, and asked for it somewhere;
//   - what a getting function assigns on every way, where only a helper may look
//     at it earlier, on some way of its own;
//   - whether there is a buffer, or which type an interface holds; a buffer that
//     is asked for its length to see whether it is empty;
//   - an object behind a pointer in a field, as long as the field itself stays;
//   - structs with an unsafe.Pointer, and objects of which package unsafe has an
//     address: memory that is taken care of by hand;
//   - structs that are also made without a pool, where the pooled ones stay
//     inside of the package: only what is seen to be written to pooled ones counts,
//     and where no function hands them out, only by the one that gets them;
//   - what exported functions hand out as an interface, or methods that others
//     reach by one, where nothing is ever cleaned: which method comes first is
//     up to others;
//   - a function that cleans something and returns what it has worked out: this
//     is a use, and no reset that could be partial, unless it is the only one
//     that gets the objects;
//   - what an option or a constructor that is a func value may read, where the
//     function that calls it cleans the part behind that;
//   - slices that New makes with a length and to which nobody appends: room for
//     what each user counts in it;
//   - an object that is sent to somebody and waited for, or put back where nobody
//     takes it;
//   - what a call that cannot be looked into may have cleaned: it is no proof that
//     other ways do not;
//   - what exported functions hand out where the package's own users of them
//     reset it first: so that is what others have to do;
//   - a part whose address a function is given to write there, also where it does so
//     on some ways only, or says by a bool or an error that it has not;
//   - a part that is put back as it was, by a deferred literal too, or a pointer
//     that is made anew from what it points to;
//   - parts that are cleaned where another one is not nil, or together with one that
//     is asked first; a flag that only says that something has to be cleaned;
//   - the size of a slice that the object keeps; a slice that users take elements
//     off the end of: a stack;
//   - what an object in a field holds when it goes back, where the methods of the
//     struct around it clean that part somewhere;
//   - a part that is emptied, and filled anew, by who finds another one empty with
//     which each use begins; a writer that an interface holds and that a method of its
//     own gives a new target;
//   - what methods set, from the object alone, that are called by an interface or as
//     func values: they may come first in each use;
//   - a place in a slice of the object, where nothing else is done with it than to
//     come back to that place;
//   - memory that is kept and not read: a writer that still holds its last
//     target, slices put back with what they point to and cut after Get;
//   - a use behind a Put that happens on some ways only, and not on every way
//     to the use or from the Put: the condition may say so. This includes Put
//     behind a count of references or a flag, in a helper; a helper that drops
//     what is nil or too big counts as one that puts.
//
// # Known limits
//
// A buffer that a constructor keeps in a field is followed through the methods
// that work on that field, but not in which order they are called: one that
// empties it anywhere is enough. The ways to Put of a struct of another package
// are not told apart. A package is judged by itself: fields that only other
// packages write are not known to be written, except by the users of a typed
// wrapper. Pools whose objects are of several types, or are held in interface
// values that are not asserted, are not judged, and neither are wrappers that
// do more than to get or put. The order in which callers in other packages call
// methods is not known, so a field that they all set first looks like one that
// they may not have set.
//
// A pool is a sync.Pool, or a wrapper around one. A free list of a channel or of a
// slice under a lock is none: its objects are often meant to keep what is theirs,
// and nothing tells it from a queue of work. An interface of pools, a wrapper that
// picks one of several by size, and the fields of a struct that another package
// hands out and takes back cleaned in part are not judged at those who use them.
//
// A function that hands out the address of a struct inside of the pooled one, and
// not of the whole, is not followed to those who get it, and neither is memory that
// a func value of several, such as a conversion that settings choose, may return.
//
// Memory that a part of a struct points to and that stays in what is returned, and
// a second Put by a Close that is called twice, are not seen. The use of an object
// behind its Put is seen in the function that puts it, or calls what does: not
// where one method puts it, such as Close, and another one uses it later.
// Functions of more than a thousand blocks are not looked into, nor are func
// values that can be one of several. The content of a slice that a decoder in
// another package appends to is not known to come back.
package dirtypool
