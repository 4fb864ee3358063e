package contract

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// NewUnit is one delivered unit: a session, an apprenticeship, a donated thing.
type NewUnit struct {
	Reference   string          `json:"reference" validate:"required" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"` // SHA-256 of what names the unit wherever it is claimed: 64 hexadecimal digits
	Share       *decimal.Weight `json:"share,omitempty" swaggertype:"number" minimum:"0.01" maximum:"100" extensions:"x-nullable"`                // the part of it that is claimed here, in per cent; left out: 100. Over all contracts no more than 100
	DeliveredBy []NewShare      `json:"deliveredBy,omitempty" validate:"max=100,dive"`                                                            // subcontractors' shares of it, together at most 100 %
}

func (u NewUnit) share() decimal.Weight {
	if u.Share == nil {
		return decimal.Whole
	}
	return *u.Share
}

// NewShare is a subcontractor's part of what was delivered. What is left is the
// supplier's own.
type NewShare struct {
	Organisation string         `json:"organisation" validate:"required,max=200,text" example:"Green Hands CIC"` // its name, or its identifier here
	Percent      decimal.Weight `json:"percent" swaggertype:"number" minimum:"0.01" maximum:"100" example:"40"`
}

var (
	fingerprint = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
	reference   = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// check names every wrong field that can be told without the contract.
func (in NewReturn) check() error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	checkEvidence(&wrong, "/evidence", in.Evidence)
	checkReferences(&wrong, "/people", "", in.People)
	references := make([]string, len(in.Units))
	for i, u := range in.Units {
		references[i] = u.Reference
		if u.Share != nil && *u.Share == 0 {
			wrong.Add(fmt.Sprintf("/units/%d/share", i), "too-small", "must be more than 0")
		}
		checkShares(&wrong, fmt.Sprintf("/units/%d/deliveredBy", i), u.DeliveredBy)
	}
	checkReferences(&wrong, "/units", "/reference", references)
	checkShares(&wrong, "/deliveredBy", in.DeliveredBy)
	return wrong.Err()
}

func checkEvidence(wrong *fault.Fields, at string, list []Evidence) {
	for i, e := range list {
		if e.SHA256 != "" && !fingerprint.MatchString(e.SHA256) {
			wrong.Add(fmt.Sprintf("%s/%d/sha256", at, i), "wrong-form", "must be sha256: and 64 hexadecimal digits in lower case")
		}
		if e.Name == "" && e.File == "" {
			wrong.Add(fmt.Sprintf("%s/%d/name", at, i), "required", "is required, unless an uploaded file is named")
		}
	}
}

// checkReferences refuses everything that is not a hash: a name or a national
// insurance number must not come in by mistake.
func checkReferences(wrong *fault.Fields, at, member string, list []string) {
	first := map[string]int{}
	for i, text := range list {
		pointer := fmt.Sprintf("%s/%d%s", at, i, member)
		before, twice := first[text]
		switch {
		case !reference.MatchString(text):
			wrong.Add(pointer, "not-a-reference", "must be a SHA-256 in 64 hexadecimal digits in lower case, and nothing that names a person")
		case twice:
			wrong.Add(pointer, "duplicate", fmt.Sprintf("is the same as number %d of the list", before+1))
		default:
			first[text] = i
		}
	}
}

func checkShares(wrong *fault.Fields, at string, list []NewShare) {
	var sum decimal.Weight
	seen := map[string]bool{}
	for i, s := range list {
		name := strings.ToLower(strings.TrimSpace(s.Organisation))
		switch {
		case s.Percent == 0:
			wrong.Add(fmt.Sprintf("%s/%d/percent", at, i), "too-small", "must be more than 0")
		case seen[name]:
			wrong.Add(fmt.Sprintf("%s/%d/organisation", at, i), "duplicate", "has a share already")
		}
		seen[name] = true
		sum += s.Percent
	}
	if sum > decimal.Whole {
		wrong.Add(at, "more-than-all", fmt.Sprintf("shares must be at most 100 %% together: they are %s", sum))
	}
}

// fits holds the figures to the measure's own rule: a proportion comes as its
// two parts, everything else as one quantity.
func (in NewReturn) fits(o Obligation) error {
	var wrong fault.Fields
	if o.Aggregation == catalogue.RatioOfSums {
		in.fitsProportion(&wrong, o)
	} else {
		in.fitsQuantity(&wrong, o)
	}
	if len(in.People) > 0 && o.Aggregation != catalogue.DistinctSum {
		wrong.Add("/people", "not-for-this-measure", "are for distinct sums only: nobody is counted in this measure")
	}
	if len(in.Units) > 0 && o.Aggregation != catalogue.Sum && o.Aggregation != catalogue.DistinctSum {
		wrong.Add("/units", "not-for-this-measure", "are for sums only: the figures of this measure are not added")
	}
	if wrong.Empty() {
		in.addsUp(&wrong)
	}
	return wrong.Err()
}

func (in NewReturn) fitsQuantity(wrong *fault.Fields, o Obligation) {
	refuse(wrong, "/numerator", in.Numerator, "is for proportions only: this measure is one quantity")
	refuse(wrong, "/denominator", in.Denominator, "is for proportions only: this measure is one quantity")
	switch {
	case in.Level == nil:
		need(wrong, "/quantity", in.Quantity, "is required: say 0 where nothing was delivered")
	case !o.fallsFromBaseline():
		wrong.Add("/level", "not-for-this-measure", "is for reductions that were promised from a baseline and are counted by their latest level")
	case in.Quantity != nil:
		wrong.Add("/quantity", "not-with-a-level", "follows from the level: leave it out")
	default:
		if _, exact := o.fall(*in.Level); !exact {
			wrong.Add("/level", "too-many-decimals", "must make a fall of at most three decimals, less than 10^12")
		}
	}
}

func (in NewReturn) fitsProportion(wrong *fault.Fields, o Obligation) {
	refuse(wrong, "/quantity", in.Quantity, "is not for proportions: it follows from numerator and denominator")
	if in.Level != nil {
		wrong.Add("/level", "not-for-this-measure", "is not for proportions")
	}
	need(wrong, "/numerator", in.Numerator, "is required: proportions are kept as two numbers and never averaged")
	need(wrong, "/denominator", in.Denominator, "is required: proportions are kept as two numbers and never averaged")
	if wrong.Empty() && *in.Denominator == 0 && *in.Numerator > 0 {
		wrong.Add("/denominator", "zero", "must be more than 0 where the numerator is")
	}
	if wrong.Empty() && isPercentage(o) && *in.Numerator > *in.Denominator {
		wrong.Add("/numerator", "more-than-all", "must not be more than the denominator: no more than 100 %")
	}
}

// addsUp holds a claim to the people and units that it names.
func (in NewReturn) addsUp(wrong *fault.Fields) {
	if n := decimal.Quantity(len(in.People)) * 1000; n > 0 && n != *in.Quantity {
		wrong.Add("/people", "does-not-add-up", fmt.Sprintf("must be as many as the quantity says: %d references for %s", len(in.People), in.Quantity))
	}
	var sum int64
	for _, u := range in.Units {
		sum += int64(u.share())
	}
	if sum > 0 && sum != int64(*in.Quantity)*10 {
		wrong.Add("/units", "does-not-add-up", fmt.Sprintf("must make the quantity, %s: their shares make %s", in.Quantity, Thousandths(big.NewRat(sum, decimal.Whole))))
	}
}

// fallsFromBaseline reports whether a report may state the level in place of
// its fall.
func (o Obligation) fallsFromBaseline() bool {
	return o.Kind == catalogue.Reduction && o.Aggregation == catalogue.Latest && o.BaselineValue != ""
}

// fall is how far a level is below the baseline. A rise is no fall: 0, and the
// level tells the rest.
func (o Obligation) fall(level decimal.Number) (decimal.Quantity, bool) {
	baseline, err := decimal.Parse(o.BaselineValue)
	if err != nil {
		return 0, false
	}
	thousandths := new(big.Rat).Sub(baseline.Rat(), level.Rat())
	thousandths.Mul(thousandths, big.NewRat(1000, 1))
	if thousandths.Sign() < 0 {
		return 0, true
	}
	whole := thousandths.Num()
	return decimal.Quantity(whole.Int64()), thousandths.IsInt() && whole.IsInt64() && whole.Int64() < 1e15
}

// figure is what a report claims.
func (in NewReturn) figure(o Obligation) Figure {
	f := Figure{Quantity: in.Quantity, Numerator: in.Numerator, Denominator: in.Denominator}
	if in.Level != nil {
		fallen, _ := o.fall(*in.Level)
		f.Quantity = &fallen
	}
	return f
}

// detail keeps what a claim says beyond its figure, and claims its units.
func (s *Service) detail(tx *store.Tx, r Reported, in NewReturn) error {
	people, err := s.unrecognisable(tx, r.ContractID, in.People)
	if err != nil {
		return err
	}
	if err := keepClaim(tx, r.Return, in, people); err != nil {
		return err
	}
	units := make([]claimedUnit, len(in.Units))
	for i, u := range in.Units {
		raw, _ := hex.DecodeString(u.Reference) // checked
		units[i] = claimedUnit{reference: [32]byte(s.Opaque(raw)), share: u.share(), by: u.DeliveredBy}
	}
	return moveUnits(tx, r.Return, r.Current-1, units)
}

func need(wrong *fault.Fields, pointer string, q *decimal.Quantity, words string) {
	if q == nil {
		wrong.Add(pointer, "required", words)
	}
}

func refuse(wrong *fault.Fields, pointer string, q *decimal.Quantity, words string) {
	if q != nil {
		wrong.Add(pointer, "not-for-this-measure", words)
	}
}
