package matrix

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/assay-engine/assay/pkg/scoring"
)

// Rows of the ranking.
const (
	qualityRow = 3
	priceAt    = 4
	plainRow   = 5 // the total before any rounding of it
	totalRow   = 6
	halvesRow  = 7 // for rounding halves to the even digit
	keyRow     = 8 // what is ranked; a higher one is better
)

// digits is to how many decimals totals are compared: as many as a spreadsheet
// holds.
func (b *book) digits() int {
	longest := 1
	for _, r := range b.result.Ranking {
		if rat := r.Exact.Rat(); rat != nil {
			whole := new(big.Int).Quo(new(big.Int).Abs(rat.Num()), rat.Denom())
			longest = max(longest, len(whole.String()))
		}
	}
	return min(10, max(0, 13-longest))
}

// rankingSheet makes totals and ranks, and puts beside them what the run says.
func (b *book) rankingSheet() {
	b.bids(rankName, "id", "Step", "Unit")
	for i, words := range []string{b.qualityWords(), "Price", "Total, " + b.totalWords(), "Total as the method shows it", "For rounding halves to the even digit", "What is ranked: the higher, the better"} {
		b.text(rankName, 2, qualityRow+i, words)
	}
	row := keyRow + 1
	var keys []int
	for _, entry := range b.method.TieBreak {
		if entry.By == scoring.ByShared {
			break
		}
		b.text(rankName, 2, row, "Tie rule: "+b.breakerWords(entry))
		keys = append(keys, row)
		row++
	}
	b.rankAt = row
	for i, words := range []string{"Rank", "Total of the score run", "Rank of the score run", "What the score run says of it", "Formulas and score run"} {
		b.text(rankName, 2, row+i, words)
	}
	draws := b.draws()
	for i := range b.sheet.Bids {
		b.totals(firstBid + i)
		b.keys(firstBid+i, keys, draws[b.sheet.Bids[i].ID])
		b.formula(rankName, firstBid+i, b.rankAt, b.rankFormula(firstBid+i, keys), b.style.number)
		b.beside(firstBid+i, b.sheet.Bids[i].ID)
	}
}

func (b *book) qualityWords() string {
	if b.worthy() {
		return "Σ worth × mark ÷ 100, £"
	}
	return "Σ weight × mark ÷ 100"
}

func (b *book) totalWords() string {
	return map[scoring.Basis]string{
		scoring.WeightedSum: "the highest wins", scoring.PricePerQualityPoint: "price ÷ quality, the lowest wins",
		scoring.ValueForMoneyIndex: "quality ÷ price, the highest wins", scoring.AwardOnValue: "price − worth, the lowest wins",
	}[b.method.Basis]
}

func (b *book) breakerWords(entry scoring.TieBreak) string {
	switch entry.By {
	case scoring.ByCriterion:
		return "the higher mark of " + strings.TrimSpace(b.nodes[b.index[entry.ID]].title())
	case scoring.ByLowestPrice:
		return "the lower price"
	case scoring.ByDraw, scoring.ByShared:
	}
	return "the draw by lot: SHA-256 of the published seed and the bid's id, which no spreadsheet makes; given as a place"
}

func (b *book) totals(c int) {
	ranked := cell(requireName, c, b.ranked) + "=0"
	b.formula(rankName, c, qualityRow, "IF("+ranked+`,"",`+b.sum(b.roots, c)+"/100)", b.style.shown)
	b.formula(rankName, c, priceAt, "IF(ISNUMBER("+cell(inputsName, c, priceRow)+"),"+cell(inputsName, c, priceRow)+`,"")`, b.style.number)
	quality, price := at(c, qualityRow), at(c, priceAt)
	total := quality
	switch b.method.Basis {
	case scoring.PricePerQualityPoint:
		total = price + "/" + quality
	case scoring.ValueForMoneyIndex:
		total = quality + "/" + price
	case scoring.AwardOnValue:
		total = price + "-" + quality
	case scoring.WeightedSum: // quality alone, in which price has its weight
	}
	b.formula(rankName, c, plainRow, "IF("+ranked+`,"",`+total+")", b.style.number)
	plain := at(c, plainRow)
	shown, key, rounded := plain, plain, b.roundedTotal(c, plain)
	if b.method.Rounding.At == scoring.RoundTotal {
		shown = rounded
	}
	if b.method.RankOn == scoring.Rounded {
		key = rounded
	}
	sign := ""
	if b.method.Basis == scoring.PricePerQualityPoint || b.worthy() {
		sign = "-"
	}
	b.formula(rankName, c, totalRow, "IF(ISNUMBER("+plain+"),"+shown+`,"")`, b.style.shown)
	b.formula(rankName, c, keyRow, "IF(ISNUMBER("+plain+"),"+fmt.Sprintf("%sROUND(%s,%d)", sign, key, b.digits())+`,"")`, b.style.number)
}

// roundedTotal rounds a total, which may be negative.
func (b *book) roundedTotal(c int, plain string) string {
	if b.method.Rounding.Rule != scoring.HalfEven {
		return b.rounded(plain, "")
	}
	b.formula(rankName, c, halvesRow, "IF(ISNUMBER("+plain+"),"+b.halves(plain)+`,"")`, b.style.number)
	return "SIGN(" + plain + ")*" + b.rounded(plain, at(c, halvesRow))
}

func (b *book) keys(c int, rows []int, draw int) {
	for i, row := range rows {
		value := ""
		switch entry := b.method.TieBreak[i]; entry.By {
		case scoring.ByCriterion:
			value = "ROUND(" + cell(marksName, c, b.nodes[b.index[entry.ID]].row) + ",10)"
		case scoring.ByLowestPrice:
			value = "-" + at(c, priceAt)
		default:
			b.number(rankName, c, row, fmt.Sprint(draw), b.style.given)
			b.given = append(b.given, cell(rankName, c, row))
			continue
		}
		b.formula(rankName, c, row, "IF(ISNUMBER("+at(c, keyRow)+"),"+value+`,"")`, b.style.number)
	}
}

// draws are the places of the bids in the draw, a higher number coming first.
func (b *book) draws() map[string]int {
	seed, err := hex.DecodeString(b.sheet.DrawSeed)
	b.do(err)
	type lot struct{ id, hash string }
	var lots []lot
	for i := range b.sheet.Bids {
		id := b.sheet.Bids[i].ID
		sum := sha256.Sum256(append(append(slices.Clip(seed), 0), id...))
		lots = append(lots, lot{id, string(sum[:])})
	}
	slices.SortFunc(lots, func(x, y lot) int { return strings.Compare(y.hash, x.hash) })
	places := map[string]int{}
	for i, l := range lots {
		places[l.id] = i + 1
	}
	return places
}

// rankFormula counts who is better: by what is ranked, and among equals by the
// tie rule, entry by entry.
func (b *book) rankFormula(c int, keys []int) string {
	span := func(row int) string { return strings.ReplaceAll(b.across(rankName, row), rankName+"!", "") }
	text := fmt.Sprintf(`1+COUNTIF(%s,">"&%s)`, span(keyRow), at(c, keyRow))
	equal := span(keyRow) + "," + at(c, keyRow)
	for _, row := range keys {
		text += fmt.Sprintf(`+COUNTIFS(%s,%s,">"&%s)`, equal, span(row), at(c, row))
		equal += "," + span(row) + "," + at(c, row)
	}
	return "IF(ISNUMBER(" + at(c, keyRow) + ")," + text + `,"")`
}

// beside puts down what the run says, and compares.
func (b *book) beside(c int, id string) {
	for _, r := range b.result.Ranking {
		if r.Bid == id {
			b.number(rankName, c, b.rankAt+1, decimalOf(r.Exact), b.style.shown)
			b.number(rankName, c, b.rankAt+2, fmt.Sprint(r.Rank), b.style.number)
			b.formula(rankName, c, b.rankAt+4, fmt.Sprintf(`IF(ISNUMBER(%s),IF(AND(ABS(%s-%s)<=0.000000001*MAX(1,ABS(%s)),%s=%s),"the same","differs"),"differs")`,
				at(c, b.rankAt), at(c, totalRow), at(c, b.rankAt+1), at(c, b.rankAt+1), at(c, b.rankAt), at(c, b.rankAt+2)), b.style.number)
		}
	}
	for _, x := range b.result.Excluded {
		if x.Bid == id {
			b.text(rankName, c, b.rankAt+3, "not ranked: "+strings.ReplaceAll(string(x.Why), "_", " "))
			b.formula(rankName, c, b.rankAt+4, fmt.Sprintf(`IF(ISNUMBER(%s),"differs","the same")`, at(c, b.rankAt)), b.style.number)
		}
	}
}

// decimalOf writes an exact figure with as many digits as a spreadsheet holds.
func decimalOf(e scoring.Exact) string {
	rat := e.Rat()
	if rat == nil {
		return "0"
	}
	text := rat.FloatString(15)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}
