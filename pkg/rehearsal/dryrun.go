package rehearsal

import (
	"fmt"
	"slices"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Profile is a kind of invented bidder.
type Profile string

// The profiles. Each run's field holds one bid of each profile asked for, with chance about its figures, beside the hand-made bids.
const (
	// Balanced bids about the expected price and about half of what earns full marks, and writes good answers.
	Balanced Profile = "balanced"
	// Cheap bids a fifth under the expected price and promises and writes little.
	Cheap Profile = "cheap"
	// OverPromising bids a little over the expected price, promises one and a half to three times what earns full marks and writes well.
	OverPromising Profile = "over-promising"
	// Minimal bids a tenth under the expected price, promises next to nothing and answers just well enough for the minimums of questions.
	Minimal Profile = "minimal"
	// Zero bids the expected price, promises nothing and gives the lowest answers.
	Zero Profile = "zero"
	// Equal is the twin of the run's balanced bid in everything.
	Equal Profile = "equal"
	// HandMade stands for the bids that the caller wrote.
	HandMade Profile = "hand-made"
)

// Profiles lists the profiles that can be asked for.
func Profiles() []Profile { return []Profile{Balanced, Cheap, OverPromising, Minimal, Zero, Equal} }

// DryRunOptions says what to rehearse with. The zero value is 200 runs of all profiles.
type DryRunOptions struct {
	// Runs is how many fields of bids are scored: 1 to 5,000, 0 for 200. Where a field holds very many bids, or exact figures have very many digits, so
	// many may be refused as too-large.
	Runs int `json:"runs"`
	// Seed is any text; the same seed gives the same bids on every machine.
	Seed     string    `json:"seed"`
	Profiles []Profile `json:"profiles,omitempty"`
	// Bids are hand-made and take part in every run as they are. With hand-made bids and an empty list of profiles (not nil) nothing is invented.
	Bids []scoring.Bid `json:"bids,omitempty"`
	// Tender is what the method needs to know; the expected price is its estimate, £1,000,000 where there is none. Years is 1 where left out.
	Tender scoring.Tender `json:"tender"`
	// Expected is, for measures scored beside the best offer, what a good bid would promise; 100 where left out. Functions with anchors say it
	// themselves.
	Expected map[string]decimal.Quantity `json:"expected,omitempty"`
	// DrawSeed reveals the seed of a draw (32 bytes in hexadecimal). Without it, ties that the method would draw for stay shared.
	DrawSeed string `json:"drawSeed,omitempty"`
}

// DryRunReport is what the rehearsal showed. Shares are from 0 to 1, rounded half up to four decimals.
type DryRunReport struct {
	Runs    int           `json:"runs"`
	Seed    string        `json:"seed"`
	Winners []WinnerShare `json:"winners"`
	// Unranked is the share of runs in which no bid could be ranked.
	Unranked decimal.Number    `json:"unranked"`
	Weights  []EffectiveWeight `json:"weights"`
	// Margin is how far the winner was ahead of the next bid: least, middle and greatest, in the unit of totals, to four decimals. Nil where
	// there never were two bids.
	Margin *Spread `json:"margin"`
	// TiesForFirst is the share of runs in which two bids or more had the best total, broken or not; Ties the share with any equal totals.
	TiesForFirst decimal.Number `json:"tiesForFirst"`
	Ties         decimal.Number `json:"ties"`
	// LosingBidDecides is the share of runs in which taking some losing bid away changes the winner; Deciding shows up to three.
	LosingBidDecides decimal.Number `json:"losingBidDecides"`
	Deciding         []Deciding     `json:"deciding"`
	Words            []string       `json:"words"`
}

// WinnerShare is how often a profile's bid came first, and what made it win. Hand-made bids are listed by id.
type WinnerShare struct {
	Profile Profile `json:"profile"`
	Bid     string  `json:"bid"`
	// First is the share of runs in which it had rank 1, shared or not; Excluded the share in which it was not ranked.
	First    decimal.Number `json:"first"`
	Excluded decimal.Number `json:"excluded"`
	// Best and Worst are the leaves on which, when it won, it gained and lost most beside the next bid, with the mean gain in weighted marks
	// (pounds under award_on_value). Empty where it never won alone.
	Best  *Gain  `json:"best"`
	Worst *Gain  `json:"worst"`
	Why   string `json:"why"`
}

// Gain is a mean difference of weighted marks on one leaf.
type Gain struct {
	Criterion string         `json:"criterion"`
	Marks     decimal.Number `json:"marks"`
}

// EffectiveWeight sets what a leaf really weighed beside what was published: its share of all differences between the best and the worst ranked
// bid, leaf by leaf. A leaf on which all bids score alike weighs nothing, whatever is published.
type EffectiveWeight struct {
	Criterion string `json:"criterion"`
	// Published and Effective are in per cent of all weighted leaves, to two decimals.
	Published decimal.Number `json:"published"`
	Effective decimal.Number `json:"effective"`
}

// Spread is the least, the middle and the greatest of some figures.
type Spread struct {
	Least    decimal.Number `json:"least"`
	Median   decimal.Number `json:"median"`
	Greatest decimal.Number `json:"greatest"`
}

// Deciding is a run in which a losing bid decided.
type Deciding struct {
	Run     int    `json:"run"`
	Without string `json:"without"`
	Before  string `json:"before"`
	After   string `json:"after"`
}

// DryRun rehearses a method. A method or hand-made bid that breaks a rule gives the scoring package's faults; wrong options an *Error with all of
// them.
func DryRun(m scoring.Method, o DryRunOptions) (DryRunReport, error) {
	o, err := o.ready(m)
	if err != nil {
		return DryRunReport{}, err
	}
	sheet := scoring.Sheet{Version: 1, Tender: o.Tender, Method: withoutDraw(m, o.DrawSeed), DrawSeed: o.DrawSeed}
	r := newRehearsal(sheet, o)
	if err := r.bearable(); err != nil {
		return DryRunReport{}, err
	}
	for run := range o.Runs {
		if err := r.run(run); err != nil {
			return DryRunReport{}, err
		}
	}
	return r.report(), nil
}

// maxEffort is the most that all runs together may ask for ([scoring.Sheet.Effort]): some ten seconds. Two hundred runs of an ordinary method ask
// for a thousandth of it.
const maxEffort = 1_000_000_000

// bearable refuses what would take too long, before any of it is done: each run scores its field once, and once more without each losing bid.
func (r *rehearsal) bearable() error {
	s := r.sheet
	s.Bids = r.invent.field(0)
	if s.Effort()*int64(len(s.Bids)+1)*int64(r.options.Runs) <= maxEffort {
		return nil
	}
	var wrong faults
	wrong.add("/runs", scoring.CodeTooLarge, "so many runs of so many bids, with exact figures of so many digits, would take too long; fewer runs, a shorter term or fewer decimals make them bearable")
	return wrong.refused()
}

// ready fills in what was left out and refuses what is wrong.
func (o DryRunOptions) ready(m scoring.Method) (DryRunOptions, error) {
	if err := m.Check(); len(err) > 0 {
		return o, err
	}
	var wrong faults
	if o.Runs == 0 {
		o.Runs = 200
	}
	if o.Runs < 1 || o.Runs > 5000 {
		wrong.add("/runs", "out-of-range", "there are 1 to 5,000 runs")
	}
	if o.Profiles == nil {
		o.Profiles = Profiles()
	}
	for i, p := range o.Profiles {
		if !slices.Contains(Profiles(), p) {
			wrong.add(fmt.Sprintf("/profiles/%d", i), "unknown-profile", fmt.Sprintf("%s is not a profile", p))
		}
		if slices.Contains(o.Profiles[:i], p) {
			wrong.add(fmt.Sprintf("/profiles/%d", i), "duplicate-profile", fmt.Sprintf("%s is listed twice", p))
		}
	}
	for i, b := range o.Bids {
		if slices.Contains(Profiles(), Profile(b.ID)) {
			wrong.add(fmt.Sprintf("/bids/%d/id", i), "id-taken", b.ID+" is the name of a profile")
		}
	}
	if len(o.Profiles)+len(o.Bids) == 0 {
		wrong.add("", "no-bids", "there is no profile and no hand-made bid")
	}
	if o.Tender.Years == 0 {
		o.Tender.Years = 1
	}
	if o.Tender.Estimate == nil {
		pounds := decimal.Pounds(100_000_000)
		o.Tender.Estimate = &pounds
	}
	return o, wrong.refused()
}

// withoutDraw leaves the draw out of the tie rule where its seed is not known yet.
func withoutDraw(m scoring.Method, seed string) scoring.Method {
	if seed != "" {
		return m
	}
	m.TieBreak = slices.DeleteFunc(slices.Clone(m.TieBreak), func(t scoring.TieBreak) bool { return t.By == scoring.ByDraw })
	return m
}
