// Package inner is right by itself.
package inner

import "go.uber.org/zap"

type Logger struct{ s *zap.SugaredLogger }

func New(z *zap.Logger) *Logger { return &Logger{z.WithOptions(zap.AddCallerSkip(1)).Sugar()} }

func (l *Logger) Infof(f string, a ...any)  { l.s.Infof(f, a...) }  // want Infof:`forwards:0 1\+1`
func (l *Logger) Errorf(f string, a ...any) { l.s.Errorf(f, a...) } // want Errorf:`forwards:0 1\+1`
