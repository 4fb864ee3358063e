// Package identifier checks the numbers by which organisations are known
// elsewhere: company numbers, charity numbers, procurement numbers.
//
// A scheme is a list code of org-id.guide, the register of such lists that the
// Open Contracting Data Standard uses, or one of its form where the register
// has none (GB-PPON, GB-VAT). Numbers are checked for their form, and for their
// check digits where the scheme has any; whether the number was ever given out
// only its register knows.
package identifier

import (
	"regexp"
	"slices"
	"strings"
)

// scheme is what is known of one list of organisations.
type scheme struct {
	form  *regexp.Regexp
	words string // what the form is, with an example
	check func(string) bool
}

func form(pattern, words string) scheme {
	return scheme{form: regexp.MustCompile(`^(?:` + pattern + `)$`), words: words}
}

func (s scheme) checked(check func(string) bool) scheme {
	s.check = check
	return s
}

// company is the form of a Companies House number: eight characters, of which
// the first two tell the register (none for England and Wales; SC Scotland; NI
// and R0 Northern Ireland; OC, SO and NC partnerships; IP, SP, NP, RS, SR and
// NR registered societies; CE and CS charitable incorporated organisations;
// FC, SF and NF overseas; and rarer ones).
const company = `\d{8}|(?:SC|NI|OC|SO|NC|IP|SP|NP|RS|SR|NR|NO|FC|SF|NF|BR|CE|CS|AC|SA|NA|LP|SL|NL|IC|SI|NV|GE|GS|GN|SE|ES|PC|RC|ZC|SZ|NZ|OE)\d{6}|R0\d{6}|(?:IP|SP|NP|RS|SR|NR|NO)\d{5}[A-Z]|(?:IP|SP|NP|RS)\d{4}[A-Z]{2}`

// known are the schemes of the United Kingdom, and those of the whole world
// that its buyers meet.
var known = map[string]scheme{
	"GB-COH":     form(company, "a Companies House number: eight characters, such as 01234567, SC123456 or NI123456"),
	"GB-CHC":     form(`\d{6,7}(?:-\d{1,3})?`, "a charity number of England and Wales: six or seven digits, such as 1090095"),
	"GB-SC":      form(`SC\d{6}`, "a Scottish charity number: SC and six digits, such as SC012345"),
	"GB-NIC":     form(`(?:NIC)?\d{6}`, "a Northern Ireland charity number: six digits, such as 100012"),
	"GB-REV":     form(`X[A-Z]?\d{4,6}|\d{4,6}`, "an HMRC charity reference, such as XT12345"),
	"GB-MPR":     form(`(?:IP|SP|NP)?\d{1,6}[A-Z]{0,2}`, "a number of the Mutuals Public Register, such as 31455R"),
	"GB-CASC":    form(`[A-Z0-9]{1,12}`, "a community amateur sports club's number"),
	"GB-PPON":    form(`P[A-Z]{3}-\d{4}-[A-Z]{4}`, "a Public Procurement Organisation Number, such as PABC-1234-DEFG"),
	"GB-VAT":     form(`(?:GB)?(?:\d{9}|\d{12}|GD[0-4]\d{2}|HA[5-9]\d{2})`, "a VAT registration number: nine digits whose check digits fit, such as 434031494").checked(vat),
	"GB-UKPRN":   form(`1\d{7}`, "a UK provider reference number: eight digits starting with 1, such as 10007783"),
	"GB-EDU":     form(`\d{6}`, "a school's unique reference number: six digits, such as 104728"),
	"GB-SCOTEDU": form(`\d{5,7}`, "a Scottish school's SEED number"),
	"GB-WALEDU":  form(`\d{7}`, "a Welsh school's number: seven digits"),
	"GB-HESA":    form(`\d{4}`, "a higher education provider's number: four digits"),
	"GB-NHS":     form(`[A-Z0-9]{3,8}`, "an NHS organisation code, such as RBN"),
	"GB-LAE":     form(`[A-Z]{3,4}`, "a local authority of England: its three letters, such as KWL"),
	"GB-LAS":     form(`[A-Z]{3}`, "a local authority of Scotland: its three letters, such as GLG"),
	"GB-LANI":    form(`[A-Z]{3}`, "a local authority of Northern Ireland: its three letters, such as BFS"),
	"GB-PLA":     form(`[A-Z]{3}`, "a principal local authority of Wales: its three letters, such as CRF"),
	"GB-GOR":     form(`[A-Z]{1,3}\d{1,4}`, "a government organisation's number, such as D1 or OT532"),
	"GB-GOV":     form(`\d{1,4}`, "a government department's number"),
	"GB-GOVUK":   form(`[A-Z0-9-]{2,80}`, "an organisation's name in addresses of GOV.UK"),
	"GB-SHPE":    form(`[A-Z]{0,2}\d{4}`, "a registered provider of social housing, such as LH4401"),
	"GB-COE":     form(`\d{6}`, "a Church of England number: six digits"),
	"GB-CR":      form(`[A-Z0-9]{1,12}`, "a number of the Co-operatives register"),
	"XI-LEI":     form(`[A-Z0-9]{18}\d{2}`, "a legal entity identifier: twenty characters whose check digits fit").checked(lei),
	"XI-DUNS":    form(`\d{9}`, "a D-U-N-S number: nine digits"),
	"XI-ROR":     form(`0[A-HJKMNP-TV-Z0-9]{6}\d{2}`, "a research organisation's number of ror.org"),
	"XI-GRID":    form(`GRID\.\d{4,6}\.[0-9A-F]{1,2}`, "a research organisation's GRID number"),
	"XI-PID":     form(`[A-Z0-9-]{1,40}`, "a number of the register of partners"),
}

// elsewhere is the form of the list codes of other countries: two letters of
// ISO 3166, a hyphen and a name.
var (
	elsewhere = regexp.MustCompile(`^[A-Z]{2}-[A-Z0-9_]{1,17}$`)
	anything  = regexp.MustCompile(`^[A-Z0-9][A-Z0-9./-]{0,49}$`)
)

// Schemes lists the schemes whose numbers are checked for their form.
func Schemes() []string {
	var list []string
	for name := range known {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// KnowsScheme reports whether numbers of a scheme are taken: those known here,
// and those of other countries than the United Kingdom. trouble says what
// would be right.
func KnowsScheme(name string) (trouble string) {
	if _, ok := known[name]; ok {
		return ""
	}
	if !elsewhere.MatchString(name) || strings.HasPrefix(name, "GB-") || strings.HasPrefix(name, "XI-") {
		return "is not a list of organisations that is known here: such as GB-COH, GB-CHC, GB-SC, GB-NIC, GB-PPON, or another country's list code of org-id.guide"
	}
	return ""
}

// Normal writes a number as its register does: in capitals, without spaces.
func Normal(number string) string {
	return strings.ToUpper(strings.Join(strings.Fields(number), ""))
}

// Check holds a normal number to its scheme. trouble is empty where it fits,
// else it says what the number must be. The scheme must be known.
func Check(name, number string) (trouble string) {
	s, ok := known[name]
	if !ok {
		s = scheme{form: anything, words: "1 to 50 letters, digits, dots, slashes or hyphens"}
	}
	if !s.form.MatchString(number) || s.check != nil && !s.check(number) {
		return "must be " + s.words
	}
	return ""
}
