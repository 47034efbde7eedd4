// Package operators logs as programs on controller-runtime do, whose loggers
// record no caller unless the program asks zap for it.
package operators

import (
	"context"
	"fmt"

	"github.com/go-logr/logr"
	"sigs.k8s.io/controller-runtime/pkg/log"
)

// Problem logs an error, or what is none, to the logger of the context.
func Problem(ctx context.Context, err error, msg string, kv ...any) { // want Problem:`forwards:2 1\+0`
	if err == nil {
		log.FromContext(ctx).Info(msg, kv...)
		return
	}
	log.FromContext(ctx).Error(err, msg, kv...)
}

// A Reconciler logs to what main gives it.
type Reconciler struct{ Log logr.Logger }

// Infof logs.
func (r *Reconciler) Infof(format string, args ...any) { // want Infof:`forwards:0 1\+0`
	r.Log.Info(fmt.Sprintf(format, args...))
}
