package rows

import (
	"context"
	"log"
)

// plainEnd is row c': a caller recovers.
func (j *Jobs) plainEnd(ctx context.Context) {
	ctx, span := j.Tracer.Start(ctx, "job")
	_ = j.Work(ctx)
	span.End() // want `a panic that line \d+ recovers skips this call, and span is never exported; .*`
}

// CallerRecovers calls plainEnd.
func (j *Jobs) CallerRecovers(ctx context.Context) {
	defer func() {
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
		}
	}()
	j.plainEnd(ctx)
}
