package scoring

// Score ranks the bids of a sheet and gives every node's working. The error is [Faults], with everything that is wrong at once, where the
// sheet breaks a rule; see [Sheet.Check]. A sheet in which no bid can be ranked has an empty ranking, which is a result and not an error.
func Score(s Sheet) (Result, error) { return Specification(s) }
