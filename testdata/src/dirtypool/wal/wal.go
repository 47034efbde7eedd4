// Package wal appends samples to a log.
package wal

import (
	"strconv"
	"sync"
)

// A Log takes records.
type Log interface{ Write(rec []byte) error }

// A DB batches samples.
type DB struct {
	log       Log
	batchPool sync.Pool
	bufPool   sync.Pool
}

// Open returns a DB that writes to log.
func Open(log Log) *DB {
	db := &DB{log: log}
	db.batchPool.New = func() any { return &batch{base: base{db: db}} }
	db.bufPool.New = func() any { return make([]byte, 0, 1024) }
	return db
}

type base struct {
	db      *DB
	pending []int64
}

type batch struct{ base }

// A Batch is a set of samples that are written together.
type Batch interface {
	Add(v int64)
	Commit() error
}

// Batch starts a batch.
func (db *DB) Batch() Batch { return db.batchPool.Get().(Batch) }

func (b *batch) Add(v int64) { b.pending = append(b.pending, v) }

func (b *batch) Commit() error {
	defer b.db.batchPool.Put(b) // want `by the return on line 52, this Put gives back pending uncleared, and the next user of batchPool may read it; clear it on every way`
	return b.commit()
}

func (b *base) commit() error {
	if err := b.write(); err != nil {
		return err
	}
	b.pending = b.pending[:0]
	return nil
}

func (b *base) write() error {
	buf := b.db.bufPool.Get().([]byte)
	defer func() {
		b.db.bufPool.Put(buf) // want `by the return on line 68, this Put gives back the slice with what was put in, and the next user of bufPool may take it along; empty it on every way`
	}()
	for _, v := range b.pending {
		buf = strconv.AppendInt(buf, v, 10)
		buf = append(buf, ' ')
	}
	if err := b.db.log.Write(buf); err != nil {
		return err
	}
	buf = buf[:0]
	return nil
}
