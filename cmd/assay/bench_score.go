package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/assay-engine/assay/pkg/robustness"
	"github.com/assay-engine/assay/pkg/scoring"
)

type benchScoreCommand struct {
	Rounds int           `help:"Rounds in which every way is measured in turn; the median counts." default:"5"`
	Each   time.Duration `help:"How long a way is run in each round, at least once." default:"60ms"`
	Bids   []int         `help:"Sizes at which time and memory per bid and criterion are compared." default:"20,200,1000,10000"`
	JSON   bool          `name:"json" help:"Print the figures as a document."`
}

// Validate keeps the measurement bounded.
func (c benchScoreCommand) Validate() error {
	if c.Rounds < 1 || c.Rounds > 100 || c.Each < 0 || c.Each > time.Minute {
		return errors.New("--rounds is from 1 to 100 and --each at most 1m")
	}
	for _, n := range c.Bids {
		if n < 2 || n > 100_000 {
			return errors.New("--bids are from 2 to 100000")
		}
	}
	return nil
}

// scoreFigures is what assay bench score found.
type scoreFigures struct {
	Machine     string       `json:"machine"`
	Rounds      int          `json:"rounds"`
	Comparisons []comparison `json:"comparisons"`
	Ties        tieFigures   `json:"ties"`
	Sizes       []sizeFigure `json:"sizes"`
}

// Run measures and prints as it goes. It always ends by itself, with status 0
// whatever the figures are: they are the machine's as much as the program's.
func (c benchScoreCommand) Run(w world) error {
	b := &bench{contest: contest{w.ctx, c.Rounds, c.Each}, out: w.stdout, figures: scoreFigures{Rounds: c.Rounds}}
	b.figures.Machine = fmt.Sprintf("%s/%s, %d processors, %s", runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), runtime.Version())
	if c.JSON {
		b.out = io.Discard
	}
	b.say("Medians of %d interleaved rounds on %s", c.Rounds, b.figures.Machine)
	for _, part := range []func() error{b.ranks, b.ties, b.acceptability, b.traces, b.answers, func() error { return b.sizes(c.Bids) }} {
		if err := part(); err != nil {
			return err
		}
	}
	if c.JSON {
		return writeLine(w.stdout, b.figures)
	}
	return nil
}

type bench struct {
	contest
	out     io.Writer
	figures scoreFigures
}

func (b *bench) say(format string, args ...any) { _, _ = fmt.Fprintf(b.out, format+"\n", args...) }

func (b *bench) show(title string, list []comparison) {
	b.say("\n%s", title)
	printComparisons(b.out, list)
	b.figures.Comparisons = append(b.figures.Comparisons, list...)
}

// ranks measures exact totals and ranks beside the float loop.
func (b *bench) ranks() error {
	var list []comparison
	for _, row := range []struct {
		bids  int
		what  string
		sheet scoring.Sheet
	}{
		{100, "anchors", benchSheet(100, measures, 300, 1)},
		{1000, "anchors", benchSheet(1000, measures, 300, 1)},
		{100, "beside the best", besideTheBest(100)},
		{200, "beside the best", besideTheBest(200)},
		{1000, "beside the best", besideTheBest(1000)},
	} {
		s := row.sheet
		plan, table, err := compiled(s)
		if err != nil {
			return err
		}
		loop := newFloatRanking(s)
		m, err := b.measure(way{"exact", func() error { plan.Rank(table); return nil }}, way{"float64 loop", func() error { loop.rank(); return nil }})
		if err != nil {
			return err
		}
		list = append(list, compared(fmt.Sprintf("%d bids × %d, %s", row.bids, measures, row.what), m[0], m[1], 5))
	}
	b.show("Totals and ranks", list)
	return nil
}

func compiled(s scoring.Sheet) (*scoring.Plan, *scoring.Table, error) {
	plan, err := scoring.Compile(s.Method, s.Tender)
	if err != nil {
		return nil, nil, err
	}
	table, err := plan.Table(s.Bids)
	return plan, table, err
}

// tieFigures is how often a way misplaces a bid where totals tie often.
type tieFigures struct {
	Tenders int `json:"tenders"`
	Exact   int `json:"exactMisplaced"`
	Float   int `json:"floatMisplaced"`
}

// ties ranks tenders whose totals tie often, and counts those in which some
// rank is not the one that the plain rational specification gives.
func (b *bench) ties() error {
	f := tieFigures{Tenders: 40 * b.rounds}
	for seed := range f.Tenders {
		if err := b.ctx.Err(); err != nil {
			return err
		}
		s := benchSheet(20, 10, 4, uint64(seed)+7)
		want, err := scoring.Specification(s)
		if err != nil {
			return err
		}
		plan, table, err := compiled(s)
		if err != nil {
			return err
		}
		loop := newFloatRanking(s)
		loop.rank()
		exact, float := map[string]int{}, map[string]int{}
		for i, bid := range plan.Rank(table).Bids {
			exact[bid] = plan.Rank(table).Ranks[i]
		}
		for i, rank := range loop.ranks {
			float[s.Bids[i].ID] = rank
		}
		f.Exact += misplaced(want.Ranking, exact)
		f.Float += misplaced(want.Ranking, float)
	}
	b.figures.Ties = f
	b.say("\nTies: %d tenders of 20 bids on 10 equal weights, promises 0 to 3. A rank is wrong in %d of them exactly computed, in %d by the float loop.", f.Tenders, f.Exact, f.Float)
	return nil
}

// misplaced is 1 where any rank differs.
func misplaced(want []scoring.Ranked, got map[string]int) int {
	for _, r := range want {
		if got[r.Bid] != r.Rank {
			return 1
		}
	}
	return 0
}

// acceptability measures SMAA-2 beside a float loop on one core.
func (b *bench) acceptability() error {
	var list []comparison
	const draws = 10_000
	for _, bids := range []int{20, 200} {
		s := benchSheet(bids, measures, 300, 2)
		result, err := scoring.Score(s)
		if err != nil {
			return err
		}
		model, err := robustness.ModelOf(s, result, nil)
		if err != nil {
			return err
		}
		model.Draws, model.Seed = draws, "bench"
		loop := newFloatSMAA(model)
		on := func(workers int) func() error {
			return func() error {
				m := model
				m.Workers = workers
				_, err := m.Run()
				return err
			}
		}
		m, err := b.measure(way{"one core", on(1)}, way{"two cores", on(2)}, way{"float64 loop", func() error { loop.run(draws); return nil }})
		if err != nil {
			return err
		}
		what := fmt.Sprintf("%d bids × %d, %d draws", bids, measures, draws)
		list = append(list, compared(what, m[0], m[2], 1), compared(what, m[1], m[2], 0.6))
	}
	b.show("SMAA-2", list)
	return nil
}

// traces measures the writing of a whole trace beside reflection.
func (b *bench) traces() error {
	s := benchSheet(1000, measures, 300, 3)
	result, err := scoring.Score(s)
	if err != nil {
		return err
	}
	by := plainResult(result)
	var kept []byte
	m, err := b.measure(
		way{"append", func() error { kept = result.AppendJSON(kept[:0]); return nil }},
		way{"encoding/json", func() error { return json.NewEncoder(io.Discard).Encode(by) }})
	if err != nil {
		return err
	}
	b.show("Encoding the trace", []comparison{compared(fmt.Sprintf("1000 bids × %d, %.1f MB", measures, float64(len(kept))/1e6), m[0], m[1], 0.5)})
	return nil
}
