package scoring

import "math/big"

// Check names everything that is wrong with the function's parameters; nil where nothing is. Pointers are into the function ("/best").
func (f Function) Check() Faults {
	c := &methodChecker{}
	c.function(&f, "")
	return c.faults
}

// Mark is the exact mark, 0–100, that the function gives an input beside all inputs that were offered, the input itself among them; functions that
// do not look at rivals need none. A nil input is "not offered", which earns 0; nil among the others is left out of every best, worst and mean.
//
// An input outside a curve that refuses has the mark of the nearer end here; in a sheet its bid fails the requirements. The function must have
// passed [Function.Check].
func (f Function) Mark(input *big.Rat, offered ...*big.Rat) *big.Rat {
	return new(big.Rat).Set(within(f.of(input, poolOf(offered))))
}
