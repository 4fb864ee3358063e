package weighting

import (
	"math/big"
	"testing"
)

// TestMisfitsAreSaidWithTheirFigures: whichever way the weights turn out, the sentence says which is the more important and by how much.
func TestMisfitsAreSaidWithTheirFigures(t *testing.T) {
	for _, row := range []struct {
		stated, more, less *big.Rat
		want               string
	}{
		{big.NewRat(9, 1), big.NewRat(45, 100), big.NewRat(30, 100), "Price was called 9 times as important as Quality; the weights that all answers together give make Price 1.5 times as important as Quality (45 % against 30 %)."},
		{big.NewRat(2, 1), big.NewRat(20, 100), big.NewRat(1, 3), "Price was called 2 times as important as Quality; the weights that all answers together give make Quality the more important, 1.67 times (20 % against 33.33 %)."},
		{big.NewRat(1, 1), big.NewRat(40, 100), big.NewRat(10, 100), "Price and Quality were called equally important; the weights that all answers together give make Price 4 times as important as Quality (40 % against 10 %)."},
		{big.NewRat(5, 1), big.NewRat(3001, 9000), big.NewRat(3000, 9000), "Price was called 5 times as important as Quality; the weights that all answers together give make them about equally important (33.34 % against 33.33 %)."},
	} {
		if got := misfitWords("Price", "Quality", row.stated, row.more, row.less); got != row.want {
			t.Errorf("got  %s\nwant %s", got, row.want)
		}
	}
}
