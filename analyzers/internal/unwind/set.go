package unwind

// A set is a list without duplicates.
type set[T comparable] struct {
	list []T
	in   map[T]bool
}

func (s *set[T]) add(x T) {
	if !s.in[x] {
		if s.in == nil {
			s.in = make(map[T]bool)
		}
		s.in[x] = true
		s.list = append(s.list, x)
	}
}

func unique[T comparable](list []T) []T {
	var s set[T]
	for _, x := range list {
		s.add(x)
	}
	return s.list
}
