package rehearsal

// Check is one of the things that Lint looks for.
type Check struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	// LooksFor says in a few words what is found.
	LooksFor string `json:"looksFor"`
}

// Checks lists every check of Lint, those that block first. Besides these, a method that breaks a rule of the scoring package gets that
// package's codes, all as errors; a policy of the caller's own sets its own severity.
func Checks() []Check {
	return []Check{
		{"level-words-missing", Blocks, "a level of a question's scale without words"},
		{"cannot-change-result", Blocks, "a criterion that gives every bid the same marks, whether or not it offers anything"},
		{"minimum-unreachable", Blocks, "a minimum above what any bid can get"},
		{"area-indicator", Blocks, "a measure of a whole area used as a criterion"},
		{"full-marks-unreachable", NeedsReason, "a criterion on which no bid can get 100 marks"},
		{"every-offer-alike", NeedsReason, "a measure on which any offer earns the same, however small"},
		{"weight-under-two-percent", NeedsReason, "a leaf under 2 % of the whole"},
		{"rival-dependent", NeedsReason, "marks that depend on the other bids"},
		{"legacy-function", NeedsReason, "a function kept for old results"},
		{"zero-upsets", NeedsReason, "division by the lowest offer, which could be 0"},
		{"uncapped-promise", NeedsReason, "a promise that sets the scale for all, without a cap"},
		{"no-corrections", NeedsReason, "money value with nothing taken off"},
		{"no-quality-minimum", NeedsReason, "a ratio of price and quality without any minimum"},
		{"ties-stay-shared", NeedsReason, "no rule for a tie at the top"},
		{"tie-rule-unreached", NeedsReason, "a tie rule after shared"},
		{"rounding-decides", NeedsReason, "rounding before ranks are taken"},
		{"more-than-six-measures", NeedsReason, "more than six measures"},
		{"overlap-counted-twice", NeedsReason, "measures of one overlap group scored together"},
		{"policy-least-share", NeedsReason, "less social value than a policy asks for"},
		{"zero-unreachable", ToRead, "a criterion on which every bid gets something"},
		{"small-offer-earns", ToRead, "a measure on which any offer earns something, however small"},
		{"minimum-idle", ToRead, "a minimum that every bid meets"},
		{"scale-length", ToRead, "a scale of two levels, or of more than eleven"},
		{"refuses-outside", ToRead, "a curve that fails bids outside it"},
		{"single-child", ToRead, "a branch with one weighted criterion"},
		{"no-price", ToRead, "a weighted sum without price"},
		{"draw-not-committed", ToRead, "a draw whose seed is still to be made"},
		{"no-title", ToRead, "a criterion without a title"},
	}
}
