package proofs

import (
	"errors"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/handles"
	"obslint.test/proof"
)

func TestHandles(t *testing.T) {
	two := []string{"a", "b"}
	ok := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	targets := map[string]string{"a": "1", "b": "2"}
	proof.Run(t, "dupmetric/rerun", "Named Queues Formatted Serve Dial Sync Made Replicas", "", func(t *testing.T) string {
		return panicking(
			step{"Tolerant", with(func(r prometheus.Registerer) { handles.Tolerant(r) })},
			step{"Literal", with(func(r prometheus.Registerer) { handles.Literal(r) })},
			step{"Labelled", with(func(r prometheus.Registerer) { handles.Labelled(r) })},
			step{"Either", with(func(r prometheus.Registerer) { handles.Either(r, true) })},
			step{"Pool", with(func(r prometheus.Registerer) { handles.NewPool(r).Fill(2) })},
			step{"Named", with(func(r prometheus.Registerer) { handles.Named(r) })},
			step{"Queues", with(func(r prometheus.Registerer) { handles.Queues(two, r) })},
			step{"Renewed", with(func(r prometheus.Registerer) { handles.Renewed(r, 2) })},
			step{"Formatted", with(handles.Formatted)},
			step{"Numbered", with(func(r prometheus.Registerer) { handles.Numbered(r, 2) })},
			step{"Serve", with(func(r prometheus.Registerer) { ok(handles.Serve(two, r)) })},
			step{"Dial", with(func(r prometheus.Registerer) {
				opened := 0
				handles.Dial(r, func() error {
					if opened++; opened < 2 {
						return errors.New("refused")
					}
					return nil
				})
				if opened < 2 {
					panic("not opened again")
				}
			})},
			step{"Start", with(handles.Start)},
			step{"Sync", with(func(r prometheus.Registerer) { handles.NewProfiler(r).Sync(targets) })},
			step{"Known", with(func(r prometheus.Registerer) { handles.NewProfiler(r).Known(targets) })},
			step{"Made", with(func(r prometheus.Registerer) { handles.Made(handles.NewMaker(r)) })},
			step{"Replicas", with(func(r prometheus.Registerer) { ok(handles.Replicas(two, r)) })},
			step{"Kept", with(func(r prometheus.Registerer) { handles.Kept(handles.NewKeeper(r)) })},
			step{"Added", func() { handles.Added(handles.NewAdder(nil)) }},
		)
	})
}
