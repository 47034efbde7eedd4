package directive

import "strings"

// platforms are the file name suffixes that constrain a build: the known
// values of GOOS and GOARCH, as `go tool dist list` and go/build have them.
var platforms = func() map[string]bool {
	m := make(map[string]bool)
	for s := range strings.FieldsSeq(`
		aix android darwin dragonfly freebsd hurd illumos ios js linux nacl
		netbsd openbsd plan9 solaris wasip1 windows zos
		386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64
		mips64le mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390
		s390x sparc sparc64 wasm`) {
		m[s] = true
	}
	return m
}()
