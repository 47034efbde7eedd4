// Package gormlogger has axiaoxin-com/logging@8f5b7a99's adapter from gorm's logger to zap, which skips no frames: every query's entry names the adapter's line.
package gormlogger

import (
	"context"
	"time"

	"go.uber.org/zap"
)

// A DB stands for gorm's of version 1, which calls its logger some frames
// below the query.
type DB struct {
	logger printer
}

type printer interface {
	Print(v ...interface{})
}

func (db *DB) SetLogger(log printer) { db.logger = log }

type Options struct {
	Name          string
	Level         zap.AtomicLevel
	OutputPaths   []string
	DisableCaller bool
}

var logger *zap.Logger

func init() {
	logger, _ = NewLogger(Options{
		Name:          "root",
		Level:         zap.NewAtomicLevelAt(zap.DebugLevel),
		OutputPaths:   []string{"stdout"},
		DisableCaller: true,
	})
}

func NewLogger(options Options) (*zap.Logger, error) {
	cfg := zap.Config{}
	cfg.Level = options.Level
	cfg.Encoding = "json"
	cfg.OutputPaths = options.OutputPaths
	cfg.DisableCaller = options.DisableCaller
	cfg.EncoderConfig = zap.NewProductionEncoderConfig()
	logger, err := cfg.Build()
	if err != nil {
		return nil, err
	}
	return logger.Named(options.Name), nil
}

func DefaultLogger() *zap.Logger {
	copy := *logger
	clogger := &copy
	return clogger
}

func ReplaceDefaultLogger(newLogger *zap.Logger) func() {
	prevLogger := logger
	logger = newLogger
	return func() { ReplaceDefaultLogger(prevLogger) }
}

type Ctxkey string

const (
	CtxkeyCtxLoggerName Ctxkey = "ctxLogger"
	CtxkeyTraceID       Ctxkey = "traceID"
)

func CtxLogger(c context.Context, fields ...zap.Field) *zap.Logger {
	if c == nil {
		c = context.Background()
	}
	var ctxLogger *zap.Logger
	if ctxLoggerItf := c.Value(CtxkeyCtxLoggerName); ctxLoggerItf != nil {
		ctxLogger = ctxLoggerItf.(*zap.Logger)
	} else {
		ctxLogger = DefaultLogger().Named("ctxLogger")
	}
	ctxLogger = ctxLogger.With(zap.String("traceID", CtxTraceID(c)))
	if len(fields) > 0 {
		ctxLogger = ctxLogger.With(fields...)
	}
	return ctxLogger
}

func CtxTraceID(c context.Context) string {
	if traceIDItf := c.Value(CtxkeyTraceID); traceIDItf != nil {
		return traceIDItf.(string)
	}
	return "logging"
}

func Context(c context.Context, logger *zap.Logger, traceID string) context.Context {
	c = context.WithValue(c, CtxkeyCtxLoggerName, logger)
	c = context.WithValue(c, CtxkeyTraceID, traceID)
	return c
}

const GormLoggerName = "gorm"

type GormLogger struct {
	logger *zap.Logger
}

func (g GormLogger) Print(values ...interface{}) { // want Print:`forwards:0 mute`
	if values[0] == "sql" {
		g.logger.Debug(values[3].(string),
			zap.Any("vars", values[4]),
			zap.Int64("rowsAffected", values[5].(int64)),
			zap.Float64("duration", values[2].(time.Duration).Seconds()),
		)
	} else {
		g.logger.Sugar().Debug(values)
	}
}

func NewGormLogger(logger *zap.Logger) GormLogger {
	return GormLogger{
		logger: logger.Named(GormLoggerName),
	}
}

func CtxGormLogger(c context.Context) GormLogger {
	return GormLogger{
		logger: CtxLogger(c).Named(GormLoggerName),
	}
}

func GormDBWithCtxLogger(c context.Context, db *DB) *DB {
	dbCopy := *db
	logger := CtxGormLogger(c)
	dbCopy.SetLogger(logger)
	return &dbCopy
}

func G(db *DB, traceID string) *DB {
	ctx := Context(context.Background(), DefaultLogger(), traceID)
	return GormDBWithCtxLogger(ctx, db)
}
