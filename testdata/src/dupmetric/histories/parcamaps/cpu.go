// Package parcamaps registers the metrics of what a retry loop makes each time, as parca-dev/parca-agent@d8a7cbda did.
package parcamaps

import (
	"errors"
	"fmt"
	"log/slog"
	"syscall"

	"github.com/prometheus/client_golang/prometheus"

	"obslint.test/dupmetric/histories/parcamaps/bpfmaps"
)

func loadBPFModules(logger *slog.Logger, reg prometheus.Registerer, open func() (*bpfmaps.Module, error)) (*bpfmaps.Module, *bpfmaps.Maps, error) {
	var lerr error

	maxLoadAttempts := 10
	unwindShards := uint32(50)

	for i := 0; i < maxLoadAttempts; i++ {
		native, err := open()
		if err != nil {
			return nil, nil, fmt.Errorf("new bpf module: %w", err)
		}

		modules := map[bpfmaps.ProfilerModuleType]*bpfmaps.Module{
			bpfmaps.NativeModule: native,
		}

		bpfMaps, err := bpfmaps.New(logger, reg, modules) // want `New runs again: in the second round of the loop "parca_agent_profiler_bpf_maps_refresh_proc_info_errors_total" \(maps.go:90\) is registered already and it panics; register it before the loop`
		if err != nil {
			return nil, nil, fmt.Errorf("failed to initialize eBPF maps: %w", err)
		}

		if err := bpfMaps.AdjustMapSizes(unwindShards); err != nil {
			return nil, nil, fmt.Errorf("failed to adjust map sizes: %w", err)
		}

		lerr = native.Load()
		if lerr == nil {
			return native, bpfMaps, nil
		}

		if errors.Is(lerr, syscall.ENOMEM) {
			if err := bpfMaps.Close(); err != nil {
				return nil, nil, fmt.Errorf("failed to cleanup previously created bpfmaps: %w", err)
			}
			unwindShards /= 2
		} else {
			break
		}
	}

	logger.Error("could not create unwind info shards", "lastError", lerr)
	return nil, nil, lerr
}

// Run loads the modules.
func Run(logger *slog.Logger, reg prometheus.Registerer, open func() (*bpfmaps.Module, error)) error { // want Run:"tries"
	_, _, err := loadBPFModules(logger, reg, open)
	if err != nil {
		return fmt.Errorf("load bpf program: %w", err)
	}
	return nil
}
