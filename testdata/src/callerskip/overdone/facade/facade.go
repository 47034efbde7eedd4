// Package facade is what the second frame is for.
package facade

import "obslint.test/callerskip/overdone/log"

func Info(args ...any) { log.Info(args...) } // want Info:`forwards:0 2\+2`
