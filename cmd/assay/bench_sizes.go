package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/assay-engine/assay/pkg/scoring"
)

// answers measures a ranking with its whole trace over HTTP beside the same
// bytes prebuilt, both on the loopback of this machine.
func (b *bench) answers() error {
	var list []comparison
	for _, bids := range []int{20, 1000} {
		c, err := b.answer(bids)
		if err != nil {
			return err
		}
		list = append(list, c)
	}
	b.show("Ranking with the whole trace over HTTP", list)
	return nil
}

func (b *bench) answer(bids int) (comparison, error) {
	s := benchSheet(bids, measures, 300, 4)
	var body bytes.Buffer
	if err := scoring.WriteResult(&body, s); err != nil {
		return comparison{}, err
	}
	routes := http.NewServeMux()
	routes.HandleFunc("/scored", func(w http.ResponseWriter, _ *http.Request) { _ = scoring.WriteResult(w, s) })
	routes.HandleFunc("/prebuilt", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body.Bytes()) })
	listener, err := (&net.ListenConfig{}).Listen(b.ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return comparison{}, err
	}
	server := &http.Server{Handler: routes, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	defer func() { _ = server.Close() }()
	client := &http.Client{}
	defer client.CloseIdleConnections()
	fetch := func(path string) func() error {
		return func() error {
			request, err := http.NewRequestWithContext(b.ctx, http.MethodGet, "http://"+listener.Addr().String()+path, nil)
			if err != nil {
				return err
			}
			answer, err := client.Do(request)
			if err != nil {
				return err
			}
			defer func() { _ = answer.Body.Close() }()
			_, err = io.Copy(io.Discard, answer.Body)
			return err
		}
	}
	m, err := b.measure(way{"scored and written", fetch("/scored")}, way{"prebuilt", fetch("/prebuilt")})
	if err != nil {
		return comparison{}, err
	}
	return compared(fmt.Sprintf("%d bids × %d, %.1f MB", bids, measures, float64(body.Len())/1e6), m[0], m[1], 2), nil
}

// sizeFigure is what one bid on one criterion took, at one size.
type sizeFigure struct {
	What  string  `json:"what"`
	Bids  int     `json:"bids"`
	Nanos float64 `json:"nanosecondsPerBidAndCriterion"`
	Bytes float64 `json:"bytesPerBidAndCriterion"`
}

// sizes measures every step at growing sizes: per bid and criterion, time and
// memory should stay what they are.
func (b *bench) sizes(sizes []int) error {
	byWhat := map[string][]sizeFigure{}
	steps := []string{"read", "rank", "score", "stream"}
	for _, bids := range sizes {
		ways, err := stepsOf(bids)
		if err != nil {
			return err
		}
		m, err := b.measure(ways...)
		if err != nil {
			return err
		}
		cells := float64(bids * measures)
		for i, what := range steps {
			f := sizeFigure{what, bids, float64(m[i].Time) / cells, float64(m[i].Bytes) / cells}
			byWhat[what] = append(byWhat[what], f)
			b.figures.Sizes = append(b.figures.Sizes, f)
		}
	}
	b.say("\nFor each bid and criterion (%d criteria): nanoseconds, and bytes allocated", measures)
	columns := []string{"step"}
	for _, bids := range sizes {
		columns = append(columns, fmt.Sprintf(">%d bids", bids))
	}
	t := newTable(append(columns, ">last ÷ first")...)
	for _, what := range steps {
		nanos, memory := []any{what + ", ns"}, []any{what + ", bytes"}
		var times, bytes []float64
		for _, f := range byWhat[what] {
			nanos, memory = append(nanos, fmt.Sprintf("%.1f", f.Nanos)), append(memory, fmt.Sprintf("%.1f", f.Bytes))
			times, bytes = append(times, f.Nanos), append(bytes, f.Bytes)
		}
		t.row(append(nanos, growth(times))...)
		t.row(append(memory, growth(bytes))...)
	}
	t.print(b.out)
	return nil
}

// growth is the figure at the last size over that at the first: 1 is flat, and
// below 1 a fixed start spread over more bids.
func growth(list []float64) string {
	if list[0] == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", list[len(list)-1]/list[0])
}

// stepsOf are reading a sheet, ranking it, scoring it with its trace held, and
// scoring it with its trace streamed.
func stepsOf(bids int) ([]way, error) {
	s := benchSheet(bids, measures, 300, 5)
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	plan, table, err := compiled(s)
	if err != nil {
		return nil, err
	}
	return []way{
		{"read", func() error { _, err := scoring.Parse(text, scoring.LimitBytes(large.Bytes)); return err }},
		{"rank", func() error { plan.Rank(table); return nil }},
		{"score", func() error { _, err := scoring.Score(s); return err }},
		{"stream", func() error { return scoring.WriteResult(io.Discard, s) }},
	}, nil
}
