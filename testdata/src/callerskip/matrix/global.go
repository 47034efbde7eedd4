package matrix

import "go.uber.org/zap"

// LMissing logs through the global Logger.
func LMissing(msg string) { // want LMissing:`forwards:0 1\+0`
	zap.L().Info(msg) // want `entries of LMissing name this line, not its caller; log through a logger with zap.AddCallerSkip\(1\)`
}

// LShort logs through the global Logger.
func LShort(msg string) { // want LShort:`forwards:0 2\+1`
	printL(msg)
}

func printL(msg string) {
	shortL().Info(msg)
}

func shortL() *zap.Logger {
	return zap.L().WithOptions(zap.AddCallerSkip(1)) // want `entries of LShort name line 12, not its caller: the logger skips 1 of the 2 wrappers on the way; use zap.AddCallerSkip\(2\)`
}

// LExcess logs through the global Logger.
func LExcess() error {
	quietL("running") // want `the entry does not name this line but the caller of LExcess: the logger of quietL skips 2 and there is one wrapper; use zap.AddCallerSkip\(1\)`
	return nil
}

func quietL(msg string) {
	excessL().Info(msg)
}

func excessL() *zap.Logger {
	return zap.L().WithOptions(zap.AddCallerSkip(2))
}

// SMissing logs through the global SugaredLogger.
func SMissing(msg string) { // want SMissing:`forwards:0 1\+0`
	zap.S().Info(msg) // want `entries of SMissing name this line, not its caller; log through a logger with zap.AddCallerSkip\(1\)`
}

// SShort logs through the global SugaredLogger.
func SShort(msg string) { // want SShort:`forwards:0 2\+1`
	printS(msg)
}

func printS(msg string) {
	shortS().Info(msg)
}

func shortS() *zap.SugaredLogger {
	return zap.S().WithOptions(zap.AddCallerSkip(1)) // want `entries of SShort name line 44, not its caller: the logger skips 1 of the 2 wrappers on the way; use zap.AddCallerSkip\(2\)`
}

// SExcess logs through the global SugaredLogger.
func SExcess() error {
	quietS("running") // want `the entry does not name this line but the caller of SExcess: the logger of quietS skips 2 and there is one wrapper; use zap.AddCallerSkip\(1\)`
	return nil
}

func quietS(msg string) {
	excessS().Info(msg)
}

func excessS() *zap.SugaredLogger {
	return zap.S().WithOptions(zap.AddCallerSkip(2))
}
