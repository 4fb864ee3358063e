package password

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// stems are what the passwords begin with that are tried first. What follows a
// stem in a guess is figures, punctuation and the stem again; so a password is
// guessable when nothing else is in it.
var stems = []string{
	"password", "passwort", "passw0rd", "pa55word", "p@ssword", "p@ssw0rd", "passphrase", "correcthorsebatterystaple", "correct horse battery staple",
	"qwertyuiop", "qwerty", "asdfghjkl", "zxcvbnm", "qazwsxedc", "1q2w3e4r", "1qaz2wsx", "iloveyou", "letmein", "welcome", "admin", "administrator",
	"changeme", "change me", "secret", "default", "master", "dragon", "monkey", "football", "liverpool", "everton", "manchester", "arsenal", "chelsea",
	"sunshine", "princess", "superman", "batman", "whatever", "trustno1", "starwars", "computer", "internet", "summer", "winter", "spring", "autumn",
	"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "council", "knowsley", "procurement", "tender", "assay",
}

// guessable reports whether a password, in lower case, is nothing but stems,
// figures, punctuation and runs.
func guessable(folded string) bool {
	rest := folded
	for _, stem := range stems {
		rest = strings.ReplaceAll(rest, stem, "")
	}
	rest = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, rest)
	return utf8.RuneCountInString(rest) < 3 || run(folded) || variety(folded) < 4
}

// run reports whether every character follows the one before: "abcdefghijkl",
// "987654321098".
func run(text string) bool {
	var before rune = -1
	up, down := true, true
	for _, r := range text {
		if before >= 0 {
			up = up && (r == before+1 || (before == '9' && r == '0'))
			down = down && (r == before-1 || (before == '0' && r == '9'))
		}
		before = r
	}
	return up || down
}

// variety counts the different characters.
func variety(text string) int {
	seen := map[rune]bool{}
	for _, r := range text {
		seen[r] = true
	}
	return len(seen)
}
