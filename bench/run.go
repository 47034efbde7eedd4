package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// runMain measures modules: cold and warm runs of obslint beside the other
// tools, interleaved, and what obslint finds.
func runMain(args []string) error {
	fs, o := flags("run")
	rounds := fs.Int("rounds", 3, "cold runs of each tool; the best counts")
	pattern := fs.String("packages", "./...", "the packages that are checked, in each module")
	show := fs.Bool("show", false, "print each finding")
	fs.Parse(args)

	tools := []*tool{noop, walk, suite, govet}
	tmp, err := prepare(tools...)
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	fmt.Println("| module | commit | tool | CPU, cold | against no-op | CPU, warm | peak memory | wall, cold |")
	fmt.Println("|---|---|---|---|---|---|---|---|")
	var reports []string
	for _, arg := range fs.Args() {
		dir, at := checkout(arg)
		if dir, err = filepath.Abs(dir); err != nil {
			return err
		}
		cold, warm, findings, err := measure(dir, o, tools, *rounds, *pattern)
		if err != nil {
			return err
		}
		for i, t := range tools {
			c, w := best(cold[i]), best(warm[i])
			fmt.Printf("| %s | %.12s | %s | %s | %.2f | %s | %s | %s |\n", filepath.Base(dir), at, t.name,
				seconds(c.cpu), float64(c.cpu)/float64(best(cold[0]).cpu), seconds(w.cpu), megabytes(c.peak), seconds(c.wall))
		}
		reports = append(reports, summary(dir, findings, *show))
	}
	fmt.Println("\n| module | finding | count |\n|---|---|---|")
	for _, r := range reports {
		fmt.Print(r)
	}
	return nil
}

// measure runs each tool rounds times cold, and once warm after each cold run.
func measure(dir string, o *options, tools []*tool, rounds int, pattern string) (cold, warm [][]usage, findings []finding, err error) {
	// What is compiled is compiled before the clock runs.
	if _, _, err := goCommand(o, dir, nil, noop.args(o, "", pattern)...); err != nil {
		return nil, nil, nil, err
	}
	cold, warm = make([][]usage, len(tools)), make([][]usage, len(tools))
	for range rounds {
		for i, t := range tools {
			key := strconv.FormatInt(time.Now().UnixNano(), 36)
			out, u, err := goCommand(o, dir, nil, t.args(o, key, pattern)...)
			if err != nil {
				return nil, nil, nil, err
			}
			cold[i] = append(cold[i], u)
			again, u, err := goCommand(o, dir, nil, t.args(o, key, pattern)...)
			if err != nil {
				return nil, nil, nil, err
			}
			warm[i] = append(warm[i], u)
			if t != suite {
				continue
			}
			first, err := parseFindings(out)
			if err != nil {
				return nil, nil, nil, err
			}
			second, err := parseFindings(again)
			if err != nil {
				return nil, nil, nil, err
			}
			if !slices.EqualFunc(first, second, finding.equal) || findings != nil && !slices.EqualFunc(first, findings, finding.equal) {
				return nil, nil, nil, fmt.Errorf("%s: two runs report different findings", dir)
			}
			findings = first
		}
	}
	return cold, warm, findings, nil
}

// summary counts findings by pass and category.
func summary(dir string, findings []finding, show bool) string {
	counts := make(map[string]int)
	var names []string
	for _, f := range findings {
		name := f.pass + "/" + f.category
		if counts[name]++; counts[name] == 1 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	out := ""
	for _, name := range names {
		out += fmt.Sprintf("| %s | %s | %d |\n", filepath.Base(dir), name, counts[name])
	}
	if len(names) == 0 {
		out = fmt.Sprintf("| %s | none | 0 |\n", filepath.Base(dir))
	}
	if show {
		for _, f := range findings {
			rel, err := filepath.Rel(dir, f.file)
			if err != nil {
				rel = f.file
			}
			fmt.Fprintf(os.Stderr, "%s:%d: %s (%s/%s)\n", filepath.Join(filepath.Base(dir), rel), f.line, f.message, f.pass, f.category)
		}
	}
	return out
}
