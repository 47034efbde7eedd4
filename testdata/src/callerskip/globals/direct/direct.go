// Package direct gives everyone a logger that skips a wrapper that is not
// there.
package direct

import (
	"net/http"

	"go.uber.org/zap"
)

// Init makes the logger.
func Init(base *zap.Logger) {
	zap.ReplaceGlobals(base.WithOptions(zap.AddCallerSkip(1)))
}

// Handle answers.
func Handle(w http.ResponseWriter, r *http.Request) {
	zap.L().Info("request served") // want `the entry does not name this line but the caller of Handle: the logger skips 1 and there is no wrapper; remove the skip`
	w.WriteHeader(http.StatusNoContent)
}
