// Command server imports a clash that is complete.
package main

import (
	"obslint.test/dupmetric/cross/api"
	"obslint.test/dupmetric/cross/store"
)

func main() {
	api.Sell()
	store.Save()
}
