package proofs

import (
	"fmt"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/metric"

	"obslint.test/dupmetric/matrix"
	"obslint.test/proof"
)

func with2(f func(a, b prometheus.Registerer)) func() {
	return func() { f(prometheus.NewRegistry(), prometheus.NewRegistry()) }
}

// TestMatrix runs both functions of each origin and each category: the first
// clashes in the code as it stands, the second never does.
func TestMatrix(t *testing.T) {
	var host matrix.Host
	panics := func(f func()) func(*testing.T) string {
		return func(*testing.T) string {
			if panicking(step{"panics", f}) != "" {
				return "panics"
			}
			return "runs"
		}
	}
	scrape := func(f func(prometheus.Registerer)) func(*testing.T) string {
		return func(*testing.T) string {
			reg := prometheus.NewRegistry()
			f(reg)
			return fmt.Sprint(status(reg))
		}
	}
	counted := func(f func(prometheus.Registerer) prometheus.Counter, times int) func(*testing.T) string {
		return func(t *testing.T) string {
			reg := prometheus.NewRegistry()
			for range times {
				f(reg).Inc()
			}
			return fmt.Sprint(total(t, reg))
		}
	}
	streams := func(f func(metric.Meter)) func(*testing.T) string {
		return func(t *testing.T) string { return names(t, meter(f)) }
	}
	rounds := func(f func(prometheus.Registerer, []string)) func() {
		return with(func(r prometheus.Registerer) { f(r, []string{"a", "b"}) })
	}
	for _, c := range []struct {
		name, category   string
		faulty, repaired string
		clash, fine      func(*testing.T) string
	}{
		{"Default", "twice", "panics", "runs", panics(matrix.DefaultClash), panics(matrix.DefaultFine)},
		{"Variable", "twice", "panics", "runs", panics(matrix.VariableClash), panics(matrix.VariableFine)},
		{"Local", "twice", "panics", "runs", panics(matrix.LocalClash), panics(matrix.LocalFine)},
		{"Field", "twice", "panics", "runs", panics(func() { matrix.NewServer(prometheus.NewRegistry()).FieldClash() }), panics(host.FieldFine)},
		{"Parameter", "twice", "panics", "runs", panics(with(matrix.ParameterClash)), panics(with2(matrix.ParameterFine))},
		{"Labels", "twice", "panics", "runs", panics(with(matrix.LabelsClash)), panics(with(matrix.LabelsFine))},
		{"Prefix", "twice", "panics", "runs", panics(with(matrix.PrefixClash)), panics(with(matrix.PrefixFine))},
		{"Nil", "rerun", "panics", "runs", panics(matrix.NilClash), panics(matrix.NilFine)},
		{"Fresh", "twice", "panics", "runs", panics(matrix.FreshClash), panics(matrix.FreshFine)},

		{"Twice", "twice", "panics", "runs", panics(with(matrix.TwiceClash)), panics(with(matrix.TwiceFine))},
		{"Mismatch", "mismatch", "panics", "runs", panics(with(matrix.MismatchClash)), panics(with(matrix.MismatchFine))},
		{"Type", "type", "500", "200", scrape(matrix.TypeClash), scrape(matrix.TypeFine)},
		{"Suffix", "suffix", "500", "200", scrape(matrix.SuffixClash), scrape(matrix.SuffixFine)},
		{"Rerun", "rerun", "panics", "runs", panics(rounds(matrix.RerunClash)), panics(rounds(matrix.RerunFine))},
		{"Dropped", "dropped", "0", "1", counted(matrix.DroppedClash, 1), counted(matrix.DroppedFine, 1)},
		{"Existing", "existing", "1", "2", counted(matrix.ExistingClash, 2), counted(matrix.ExistingFine, 2)},
		{"Instrument", "instrument", "matrix.instrument matrix.instrument", "matrix.instrument matrix.instrument.open", streams(matrix.InstrumentClash), streams(matrix.InstrumentFine)},
	} {
		t.Run(c.name, func(t *testing.T) {
			proof.Run(t, "dupmetric/"+c.category, c.faulty, c.repaired, c.clash)
			fine := c.repaired
			if c.name == "Instrument" {
				fine = "matrix.instrument"
			}
			proof.LookAlike(t, "dupmetric/"+c.category, fine, c.fine)
		})
	}
}
