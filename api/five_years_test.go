package api_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// ledger is what happened in a contract as the tests wrote it down: the raw
// returns, and nothing of the code that makes figures from them. Quantities are
// whole numbers.
type ledger struct {
	promises []*pledge
	paused   [2]string // the first day of the suspension, and of the time after it
	pausedAt [2]string
	changes  []altered
}

// pledge is one promise, quarter by quarter.
type pledge struct {
	measure string
	rule    string // sum, latest or ratio
	id      string
	parts   []*quarter
	whole   int64 // of a ratio: the promise
}

// quarter is one period of a promise.
type quarter struct {
	label, starts, ends, due string
	instalment               int64
	told                     []telling
}

// telling is one thing that was said about a quarter.
type telling struct {
	on   string // the day, at noon
	what string // claim, verify, part, query, reject, rule
	n, d int64
}

// altered is a change that both sides agreed.
type altered struct {
	on     string
	pledge *pledge
	parts  map[string]int64
	whole  int64 // of a ratio
}

// figure is a numerator over a denominator.
type figure struct{ n, d int64 }

// ended are the days of a quarter as they were known on a day.
func (l *ledger) dates(q *quarter, on string) (ends, due string) {
	ends, due = q.ends, q.due
	if l.pausedAt[1] == "" || on < l.pausedAt[1] {
		return ends, due
	}
	days := dayCount(l.paused[0], l.paused[1])
	if q.due >= l.paused[0] {
		due = plusDays(q.due, days)
	}
	if q.ends >= l.paused[0] {
		ends = plusDays(q.ends, days)
	}
	return ends, due
}

// promised are the instalments of a promise as they were agreed on a day.
func (l *ledger) promised(p *pledge, on string) (parts []int64, whole int64) {
	for _, q := range p.parts {
		parts = append(parts, q.instalment)
	}
	whole = p.whole
	for _, c := range l.changes {
		if c.pledge != p || c.on > on {
			continue
		}
		for i, q := range p.parts {
			if n, changed := c.parts[q.label]; changed {
				parts[i] = n
			}
		}
		if c.whole != 0 {
			whole = c.whole
		}
	}
	return parts, whole
}

// stand is how a quarter stood on a day: the claim that stands, and what was
// accepted.
func (q *quarter) stand(on string) (claimed, accepted *figure, came bool) {
	for _, s := range q.told {
		if s.on > on {
			break
		}
		came = true
		f := &figure{s.n, s.d}
		switch s.what {
		case "claim":
			claimed = f
		case "part", "verify", "rule":
			accepted = f
			if s.what == "rule" && claimed == nil {
				claimed = q.last()
			}
		case "reject":
			claimed, accepted = nil, nil
		}
	}
	return claimed, accepted, came
}

// last is the claim made last.
func (q *quarter) last() (f *figure) {
	for _, s := range q.told {
		if s.what == "claim" {
			f = &figure{s.n, s.d}
		}
	}
	return f
}

// tell puts figures of quarters together as the measure's rule says.
func tell(rule string, list []*figure) string {
	var known []*figure
	for _, f := range list {
		if f != nil {
			known = append(known, f)
		}
	}
	if len(known) == 0 {
		return "null"
	}
	switch rule {
	case "latest":
		return fmt.Sprint(known[len(known)-1].n)
	case "ratio":
		var n, d int64
		for _, f := range known {
			n, d = n+f.n, d+f.d
		}
		return percent(n, d)
	default:
		var sum int64
		for _, f := range known {
			sum += f.n
		}
		return fmt.Sprint(sum)
	}
}

// percent is n of d in per cent, to three decimals, half up, without needless
// noughts.
func percent(n, d int64) string {
	x := new(big.Rat).SetFrac64(n*100, d)
	x.Mul(x, big.NewRat(1000, 1)).Add(x, big.NewRat(1, 2))
	thousandths := new(big.Int).Div(x.Num(), x.Denom()).Int64()
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%d.%03d", thousandths/1000, thousandths%1000), "0"), ".")
}

// expected are the figures of a promise on a day, and how many of its returns
// were overdue.
func (l *ledger) expected(p *pledge, on string) (contracted, committed, delivered, verified string, overdue int) {
	parts, whole := l.promised(p, on)
	var all, ended, level int64
	any := false
	var claimed, accepted []*figure
	for i, q := range p.parts {
		all += parts[i]
		ends, due := l.dates(q, on)
		c, a, came := q.stand(on)
		claimed, accepted = append(claimed, c), append(accepted, a)
		level += parts[i]
		if ends < on {
			any, ended = true, level
		}
		stopped := l.pausedAt[0] != "" && on >= l.pausedAt[0] && on < l.pausedAt[1] && q.due >= l.paused[0]
		if !came && due < on && !stopped {
			overdue++
		}
	}
	contracted, committed = fmt.Sprint(all), fmt.Sprint(ended)
	if p.rule == "ratio" {
		contracted, committed = fmt.Sprint(whole), fmt.Sprint(whole)
	}
	if !any && p.rule != "sum" {
		committed = "null"
	}
	return contracted, committed, tell(p.rule, claimed), tell(p.rule, accepted), overdue
}

func dayOfTest(date string) time.Time {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err)
	}
	return day
}

func plusDays(date string, n int) string {
	return dayOfTest(date).AddDate(0, 0, n).Format(time.DateOnly)
}
func dayCount(from, to string) int { return int(dayOfTest(to).Sub(dayOfTest(from)).Hours() / 24) }

// twelve are twelve promises over twenty quarters from 1 July 2027.
func twelve() *ledger {
	l := &ledger{}
	for i, m := range []struct{ measure, rule string }{
		{"13", "sum"},
		{"14", "sum"},
		{"16a", "latest"},
		{"27", "ratio"},
		{"20", "sum"},
		{"22a", "sum"},
		{"8", "sum"},
		{"5a", "sum"},
		{"18", "sum"},
		{"19", "latest"},
		{"21", "sum"},
		{"24", "sum"},
	} {
		p := &pledge{measure: m.measure, rule: m.rule, whole: 60}
		start := dayOfTest("2027-07-01")
		for q := range 20 {
			from := start.AddDate(0, 3*q, 0)
			ends := from.AddDate(0, 3, -1).Format(time.DateOnly)
			p.parts = append(p.parts, &quarter{
				label: fmt.Sprintf("%d-Q%d", from.Year(), (int(from.Month())+2)/3), starts: from.Format(time.DateOnly), ends: ends, due: plusDays(ends, 14),
				instalment: int64(1 + (i+q)%4),
			})
		}
		l.promises = append(l.promises, p)
	}
	return l
}

// answers is the bid of the promises.
func (l *ledger) answers() string {
	var list []string
	for _, p := range l.promises {
		var profile []string
		sum := int64(0)
		for _, q := range p.parts {
			n := fmt.Sprint(q.instalment)
			if p.rule == "ratio" {
				n = "3"
			}
			sum += q.instalment
			profile = append(profile, fmt.Sprintf(`{"period":%q,"quantity":%s}`, q.label, n))
		}
		if p.rule == "ratio" {
			sum = p.whole
		}
		measure, component := p.measure, "null"
		if at := strings.IndexFunc(measure, func(r rune) bool { return r > '9' }); at > 0 {
			measure, component = measure[:at], strconv.Quote(p.measure)
		}
		list = append(list, fmt.Sprintf(`{"measure":%q,"component":%s,"quantity":%d,"profile":[%s],"method":"As planned.","evidence":"A register."}`, measure, component, sum, strings.Join(profile, ",")))
	}
	return `{"commitments":[` + strings.Join(list, ",") + `],"questions":[],"gates":[{"criterion":"insured","held":true}]}`
}

// act is something that will be done on a day.
type act struct {
	on string
	do func()
}

// years plays the contract.
type years struct {
	*front
	*ledger

	t    *testing.T
	w    *won
	path string
	acts []act
	luck *rand.Rand
	boss user // decides disputes
}

func (y *years) plan(on string, do func()) { y.acts = append(y.acts, act{on, do}) }

// figures writes a figure into a body.
func (p *pledge) figures(n, d int64) string {
	if p.rule == "ratio" {
		return fmt.Sprintf(`"numerator":%d,"denominator":%d`, n, d)
	}
	return fmt.Sprintf(`"quantity":%d`, n)
}

func (p *pledge) verdict(n int64, more string) string {
	name := "quantity"
	if p.rule == "ratio" {
		name = "numerator"
	}
	return fmt.Sprintf(`{"%s":%d%s}`, name, n, more)
}

// claim sends a return, or corrects it.
func (y *years) claim(p *pledge, q *quarter, on string, n, d int64) (location string) {
	got := y.must(y.t, y.w.supplier, "POST", y.path+"/returns", returned(p.id, q.label, p.figures(n, d)), 201)
	q.told = append(q.told, telling{on, "claim", n, d})
	return got.Header.Get("Location")
}

// decide lets the manager decide.
func (y *years) decide(q *quarter, location, verb, body, on, what string, n, d int64) {
	y.change(y.t, y.w.manager, "POST", location, location+"/"+verb, body, 200)
	q.told = append(q.told, telling{on, what, n, d})
}

// quarterly plans what becomes of one quarter of one promise: in time or late,
// whole, in part, asked about and corrected, rejected, disputed, or never.
func (y *years) quarterly(p *pledge, q *quarter, after string) {
	n, d := q.instalment+int64(y.luck.IntN(3))-1, int64(0)
	if n < 0 {
		n = 0
	}
	if p.rule == "ratio" {
		n, d = int64(40+y.luck.IntN(30)), 100
	}
	fate := y.luck.IntN(10)
	on := plusDays(after, 5)
	if fate == 1 || fate == 6 {
		on = plusDays(after, 40) // late
	}
	if fate == 0 {
		return // never
	}
	var location string
	y.plan(on, func() { location = y.claim(p, q, on, n, d) })
	first, second, third := plusDays(on, 3), plusDays(on, 6), plusDays(on, 9)
	switch fate {
	case 1, 2, 3: // whole
		y.plan(first, func() { y.decide(q, location, "verify", p.verdict(n, ""), first, "verify", n, d) })
	case 4: // less
		less := max(n-1, 0)
		y.plan(first, func() {
			y.decide(q, location, "verify", p.verdict(less, `,"reason":"One is twice in the list."`), first, "verify", less, d)
		})
	case 5: // in part, then whole
		part := n / 2
		if part == n {
			return
		}
		y.plan(first, func() {
			y.decide(q, location, "verify", p.verdict(part, fmt.Sprintf(`,"asked":%d,"reason":"Which park?"`, n-part)), first, "part", part, d)
		})
		y.plan(second, func() { y.decide(q, location, "verify", p.verdict(n, ""), second, "verify", n, d) })
	case 6: // asked about, corrected, verified
		y.plan(first, func() { y.decide(q, location, "query", `{"reason":"Which park?"}`, first, "query", 0, 0) })
		y.plan(second, func() { y.claim(p, q, second, n+1, d) })
		y.plan(third, func() { y.decide(q, location, "verify", p.verdict(n+1, ""), third, "verify", n+1, d) })
	case 7: // rejected
		y.plan(first, func() { y.decide(q, location, "reject", `{"reason":"No register."}`, first, "reject", 0, 0) })
	case 8: // rejected, disputed, and upheld
		y.plan(first, func() { y.decide(q, location, "reject", `{"reason":"No register."}`, first, "reject", 0, 0) })
		y.plan(second, func() { y.dispute(p, q, location, second, n, d) })
	case 9: // waits for a decision
	}
}

// dispute overturns a rejection.
func (y *years) dispute(p *pledge, q *quarter, location, on string, n, d int64) {
	body := fmt.Sprintf(`{"about":"return","subject":%q,"words":"Here it is."}`, strings.TrimPrefix(location, "/v1/returns/"))
	one := y.must(y.t, y.w.supplier, "POST", y.path+"/disputes", body, 201).Header.Get("Location")
	y.must(y.t, y.w.manager, "POST", one+"/reply", `{"words":"It came late."}`, 200, "If-Match", `"1"`)
	y.must(y.t, y.boss, "POST", one+"/decide", `{"outcome":"upheld","words":"It is there.","ruling":`+p.verdict(n, "")+`}`, 200, "If-Match", `"2"`)
	q.told = append(q.told, telling{on, "rule", n, d})
}

// vary changes promises for quarters that have not ended.
func (y *years) vary(on string, changes ...altered) {
	var terms []string
	for _, c := range changes {
		c.on = on
		y.changes = append(y.changes, c)
		parts, whole := y.promised(c.pledge, on)
		sum := whole
		var periods []string
		if c.pledge.rule != "ratio" {
			sum = 0
			for _, n := range parts {
				sum += n
			}
			for _, q := range c.pledge.parts {
				if n, changed := c.parts[q.label]; changed {
					periods = append(periods, fmt.Sprintf(`{"period":%q,"quantity":%d}`, q.label, n))
				}
			}
		}
		terms = append(terms, fmt.Sprintf(`{"obligation":%q,"contracted":%d,"periods":[%s]}`, c.pledge.id, sum, strings.Join(periods, ",")))
	}
	one := y.must(y.t, y.w.supplier, "POST", y.path+"/variations", `{"kind":"change","ground":"provided_for","reason":"Two more parks.","obligations":[`+strings.Join(terms, ",")+`]}`, 201).Header.Get("Location")
	y.must(y.t, y.w.manager, "POST", one+"/agree", `{}`, 200, "If-Match", `"1"`)
}

// TestFiveYears delivers twelve promises over twenty quarters, late, in part,
// corrected, rejected, disputed or not at all, with two variations and a
// suspension; and works every figure out again from the raw returns, now and at
// six moments of the past.
func TestFiveYears(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		l := twelve()
		offers := slices.Clone(usual)
		offers[1].answers = l.answers()
		w := f.winsWith(t, offers)
		f.turns(t, w.opened, "2027-07-01")
		made := f.must(t, w.manager, "POST", "/v1/contracts", fmt.Sprintf(`{"award":%q,"startsOn":"2027-07-01","endsOn":"2032-06-30"}`, w.award), 201)
		y := &years{front: f, ledger: l, t: t, w: w, path: made.Header.Get("Location"), luck: rand.New(rand.NewPCG(7, 20)), boss: f.onlyKey(t, w.manager.Organisation, "contract_manager")}
		for i, p := range l.promises {
			p.id = f.obligation(t, w, y.path, i)
		}
		const stop, resume = "2030-01-10", "2030-02-09"
		for _, p := range l.promises {
			for _, q := range p.parts {
				after := q.ends
				if after >= stop {
					after = plusDays(after, dayCount(stop, resume))
				}
				y.quarterly(p, q, after)
			}
		}
		y.plan("2028-11-15", func() {
			y.vary("2028-11-15", altered{pledge: l.promises[0], parts: map[string]int64{"2029-Q3": 9, "2031-Q1": 0}}, altered{pledge: l.promises[5], parts: map[string]int64{"2030-Q2": 100}})
		})
		y.plan(stop, func() {
			y.change(t, w.manager, "POST", y.path, y.path+"/suspend", `{"reason":"The parks are under water."}`, 200)
			l.paused[0], l.pausedAt[0], l.pausedAt[1] = stop, stop, "9999-12-31"
		})
		y.plan(resume, func() {
			y.change(t, w.manager, "POST", y.path, y.path+"/resume", `{"calendar":"moves","reason":"They are dry."}`, 200)
			l.paused[1], l.pausedAt[1] = resume, resume
		})
		y.plan("2031-04-20", func() {
			y.vary("2031-04-20", altered{pledge: l.promises[2], parts: map[string]int64{"2031-Q4": 7}}, altered{pledge: l.promises[3], whole: 65})
		})
		slices.SortStableFunc(y.acts, func(a, b act) int { return strings.Compare(a.on, b.on) })
		today := ""
		for _, a := range y.acts {
			if a.on != today {
				f.turns(t, w.opened, a.on)
				today = a.on
			}
			a.do()
		}
		f.turns(t, w.opened, "2032-12-01")
		y.compare(t, "2032-12-01", "")
		for _, day := range []string{"2027-10-08", "2028-11-15", "2029-12-31", "2030-01-20", "2031-04-19", "2032-01-25"} {
			y.compare(t, day, "?asOf="+day+"T12:00:00Z")
		}
	})
}

// compare holds every figure of the service to the ledger's.
func (y *years) compare(t *testing.T, day, query string) {
	t.Helper()
	var got struct {
		Obligations []struct {
			Measure, Component                               string
			Contracted, CommittedToDate, Delivered, Verified json.Number
		}
		Exceptions []struct{ What string }
	}
	a := y.must(t, y.w.auditor, "GET", y.path+"/progress"+query, "", 200)
	if err := json.Unmarshal([]byte(a.Body), &got); err != nil {
		t.Fatal(err)
	}
	number := func(n json.Number) string {
		if n == "" {
			return "null"
		}
		return n.String()
	}
	late := 0
	for i, p := range y.promises {
		contracted, committed, delivered, verified, overdue := y.expected(p, day)
		late += overdue
		o := got.Obligations[i]
		found := []string{number(o.Contracted), number(o.CommittedToDate), number(o.Delivered), number(o.Verified)}
		if want := []string{contracted, committed, delivered, verified}; !slices.Equal(found, want) {
			t.Errorf("on %s measure %s is contracted, committed, delivered, verified %v, want %v", day, p.measure, found, want)
		}
	}
	found := 0
	for _, e := range got.Exceptions {
		if e.What == "late" {
			found++
		}
	}
	if found != late {
		t.Errorf("on %s %d returns are late, want %d", day, found, late)
	}
}
