// Package pool logs in the workers of a pool.
package pool

import (
	"sync"

	"github.com/panjf2000/ants/v2"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// Skipping runs a task whose logger skips two frames for the pool.
func Skipping(core zapcore.Core) error {
	logger := zap.New(core).WithOptions(
		zap.AddCaller(),
		zap.AddCallerSkip(2),
	)
	pool, err := ants.NewPool(2)
	if err != nil {
		return err
	}
	defer pool.Release()
	var wg sync.WaitGroup
	wg.Add(1)
	err = pool.Submit(func() {
		defer wg.Done()
		logger.Info("worked") // want `the entry does not name this line but the runtime or a library above it: the logger skips 2 and there is no wrapper; remove the skip`
	})
	if err != nil {
		return err
	}
	wg.Wait()
	return nil
}

// Plain runs a task whose logger skips none.
func Plain(core zapcore.Core) error {
	logger := zap.New(core, zap.AddCaller())
	pool, err := ants.NewPool(2)
	if err != nil {
		return err
	}
	defer pool.Release()
	var wg sync.WaitGroup
	wg.Add(2)
	err = pool.Submit(func() {
		defer wg.Done()
		logger.Info("worked")
	})
	if err != nil {
		return err
	}
	go func() {
		defer wg.Done()
		logger.Info("worked")
	}()
	wg.Wait()
	return nil
}
