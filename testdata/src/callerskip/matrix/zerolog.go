package matrix

import (
	"os"

	"github.com/rs/zerolog"
)

// Zero is what the functions of this file log through.
var Zero = zerolog.New(os.Stderr).With().Caller().Logger()

// ZerologMissing logs through zerolog.
func ZerologMissing(msg string) { // want ZerologMissing:`forwards:0 1\+0`
	Zero.Info().Msg(msg) // want `entries of ZerologMissing name this line, not its caller; add CallerSkipFrame\(1\) to the event`
}

// ZerologShort logs through zerolog.
func ZerologShort(msg string) { // want ZerologShort:`forwards:0 2\+1`
	shortZerolog(msg)
}

func shortZerolog(msg string) {
	Zero.Info().CallerSkipFrame(1).Msg(msg) // want `entries of ZerologShort name line 19, not its caller: the logger skips 1 of the 2 wrappers on the way; add CallerSkipFrame\(1\) to the event`
}

// ZerologExcess logs through zerolog.
func ZerologExcess() error {
	excessZerolog("running") // want `the entry does not name this line but the caller of ZerologExcess: the logger of excessZerolog skips 2 and there is one wrapper; let its skips add up to 1`
	return nil
}

func excessZerolog(msg string) {
	Zero.Info().CallerSkipFrame(2).Msg(msg)
}
