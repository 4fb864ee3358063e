package identifier

import (
	"strconv"
	"strings"
)

// lei holds a legal entity identifier to its check digits: read as a number,
// with A as 10 to Z as 35, it leaves 1 when divided by 97 (ISO 17442, ISO 7064
// MOD 97-10).
func lei(number string) bool {
	rest := 0
	for _, r := range number {
		switch {
		case r >= '0' && r <= '9':
			rest = (rest*10 + int(r-'0')) % 97
		default:
			rest = (rest*100 + int(r-'A') + 10) % 97
		}
	}
	return rest == 1
}

// vat holds a VAT registration number to its check digits: the first seven
// digits weighted 8 to 2, and the last two as a number, add up to a multiple of
// 97, or do so with 55 added (numbers given out since 2009). Three more digits
// name a branch. Numbers of government (GD) and health (HA) have none.
func vat(number string) bool {
	digits := strings.TrimPrefix(number, "GB")
	if len(digits) < 9 {
		return true
	}
	sum, _ := strconv.Atoi(digits[7:9])
	for i := range 7 {
		sum += int(digits[i]-'0') * (8 - i)
	}
	return sum%97 == 0 || (sum+55)%97 == 0
}
