package passtest

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/report"
)

// Proofs runs the proofs of pass, the Go tests below testdata/src/<name>, on
// the code as it is and again with the repaired files laid over it: for x.go
// that is x.go.repaired, else x.go.golden. A category without a proof, a build
// failure, a skip or an outcome missing from either run fails the test.
func Proofs(t *testing.T, pass *analysis.Analyzer) {
	t.Helper()
	dir := Src(t)
	noticeFiles(t, filepath.Join(dir, "proof"))
	overlay := writeOverlay(t, noticeFiles(t, filepath.Join(dir, pass.Name)), pass.Name)

	faulty := runProofs(t, dir, pass.Name, "faulty")
	repaired := runProofs(t, dir, pass.Name, "repaired", "-overlay", overlay)
	for _, cat := range report.Categories(pass.Doc) {
		key := pass.Name + "/" + cat
		if faulty[key] == 0 {
			t.Errorf("category %s has no proof", key)
		}
		if faulty[key] != repaired[key] {
			t.Errorf("category %s: %d proofs ran on the code as it is, %d on the repaired code", key, faulty[key], repaired[key])
		}
		delete(faulty, key)
	}
	for key := range faulty {
		t.Errorf("a proof names category %s, which doc.go of %s does not have", key, pass.Name)
	}
}

// runProofs returns the number of proofs (look-alikes not counted) that ran
// for each category.
func runProofs(t *testing.T, dir, name, state string, args ...string) map[string]int {
	t.Helper()
	args = append([]string{"test", "-v"}, args...)
	cmd := goCommand(dir, append(args, "./"+name+"/...")...)
	cmd.Env = append(cmd.Env, "OBSLINT_PROOF="+state)
	if state == "repaired" {
		cmd.Env = append(cmd.Env, "OBSLINT_PROOF_OVERLAY="+args[len(args)-1])
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("proofs, %s: %v\n%s", state, err, out)
	}
	proofs := make(map[string]int)
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "--- SKIP") {
			t.Errorf("proofs, %s: a proof was skipped: %s", state, line)
		}
		raw, ok := strings.CutPrefix(line, "obslint-proof ")
		if !ok {
			continue
		}
		var proof struct {
			Category, State string
			LookAlike       bool
		}
		if err := json.Unmarshal([]byte(raw), &proof); err != nil || proof.State != state {
			t.Errorf("proofs, %s: bad line %q (%v)", state, line, err)
		} else if !proof.LookAlike {
			proofs[proof.Category]++
		}
	}
	return proofs
}

// writeOverlay writes the overlay file of the go command and returns its path,
// which is the same for the same overlay, so that the go command can use its
// cache.
func writeOverlay(t *testing.T, files []string, name string) string {
	t.Helper()
	replace := make(map[string]string)
	for _, f := range files {
		if orig, ok := strings.CutSuffix(f, ".golden"); ok && replace[orig] == "" {
			replace[orig] = f
		}
		if orig, ok := strings.CutSuffix(f, ".repaired"); ok {
			replace[orig] = f
		}
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	dir = filepath.Join(dir, "obslint-test")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, fmt.Sprintf("%s-%x.json", name, sha256.Sum256(data)))
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}
