package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"
)

type benchCommand struct {
	Score benchScoreCommand `cmd:"" help:"Measure the scoring engine beside peers that do the same in the same minute."`
}

// way is one way of doing a thing, to be measured beside others.
type way struct {
	name string
	run  func() error
}

// measured is what one run of a way took: the median of the rounds.
type measured struct {
	Name  string        `json:"name"`
	Time  time.Duration `json:"nanoseconds"`
	Bytes uint64        `json:"bytesAllocated"`
}

// contest measures ways in turn, round after round, so that a busy machine is
// as busy for each. In every round a way is run until its time is used up, and
// at least once.
type contest struct {
	ctx    context.Context
	rounds int
	budget time.Duration
}

func (c contest) measure(ways ...way) ([]measured, error) {
	times, bytes := make([][]time.Duration, len(ways)), make([][]uint64, len(ways))
	for range c.rounds {
		for i, w := range ways {
			if err := c.ctx.Err(); err != nil {
				return nil, err
			}
			took, allocated, err := c.round(w)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", w.name, err)
			}
			times[i], bytes[i] = append(times[i], took), append(bytes[i], allocated)
		}
	}
	out := make([]measured, len(ways))
	for i, w := range ways {
		out[i] = measured{w.name, median(times[i]), median(bytes[i])}
	}
	return out, nil
}

// round runs a way until the budget is used up and gives what one run took.
func (c contest) round(w way) (time.Duration, uint64, error) {
	runtime.GC() // nobody pays for the rubbish of the one before
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start, runs := time.Now(), 0
	for runs == 0 || time.Since(start) < c.budget {
		if err := w.run(); err != nil {
			return 0, 0, err
		}
		runs++
	}
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	return took / time.Duration(runs), (after.TotalAlloc - before.TotalAlloc) / uint64(runs), nil
}

func median[T ~int64 | ~uint64](list []T) T {
	slices.Sort(list)
	return list[len(list)/2]
}

// ratio of one median to another.
func ratio(ours, peer measured) float64 { return float64(ours.Time) / float64(peer.Time) }

// comparison is a measured thing beside its peer and its goal.
type comparison struct {
	What  string   `json:"what"`
	Ours  measured `json:"ours"`
	Peer  measured `json:"peer"`
	Ratio float64  `json:"ratio"`
	Goal  float64  `json:"goal"` // the ratio to stay under
}

func compared(what string, ours, peer measured, goal float64) comparison {
	return comparison{what, ours, peer, ratio(ours, peer), goal}
}

func (c comparison) met() string {
	if c.Ratio <= c.Goal {
		return "yes"
	}
	return "no"
}

func printComparisons(w io.Writer, list []comparison) {
	t := newTable("what", "ours", ">took", "peer", ">took", ">ratio", ">goal at most", "met")
	for _, c := range list {
		t.row(c.What, c.Ours.Name, shortly(c.Ours.Time), c.Peer.Name, shortly(c.Peer.Time), fmt.Sprintf("%.2f", c.Ratio), fmt.Sprintf("%.2f", c.Goal), c.met())
	}
	t.print(w)
}

// shortly shows a duration to three figures or so.
func shortly(d time.Duration) string {
	switch {
	case d < 10*time.Microsecond:
		return d.Round(10 * time.Nanosecond).String()
	case d < 10*time.Millisecond:
		return d.Round(time.Microsecond).String()
	}
	return d.Round(100 * time.Microsecond).String()
}
