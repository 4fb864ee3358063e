package app

//go:generate go test . -run TestLifecyclesArePublished -update
