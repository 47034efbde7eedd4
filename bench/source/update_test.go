package main

import _ "github.com/obslint/obslint/internal/golden" // the flag -update
