package optionlists

import "go.uber.org/zap"

type L struct{ s *zap.SugaredLogger }

func New(cfg zap.Config, opts ...zap.Option) (*L, error) {
	z, err := cfg.Build(opts...)
	if err != nil {
		return nil, err
	}
	return &L{z.Sugar()}, nil
}

func (l *L) Infof(f string, a ...any) { l.s.Infof(f, a...) } // want Infof:`forwards:0 1\+\?`

func New2(cfg zap.Config, opts ...zap.Option) (*L, error) {
	opts = append([]zap.Option{zap.AddCallerSkip(1)}, opts...)
	z, err := cfg.Build(opts...)
	if err != nil {
		return nil, err
	}
	return &L{z.Sugar()}, nil
}
