package scoring

// Score ranks the bids of a sheet and gives every node's working. The error is [Faults], with everything that is wrong at once, where the
// sheet breaks a rule; see [Sheet.Check]. A sheet in which no bid can be ranked has an empty ranking, which is a result and not an error.
//
// For a sheet of many bids whose result is only to be written out, [WriteResult] needs a fraction of the memory.
func Score(s Sheet) (Result, error) {
	o, err := settle(s)
	if err != nil {
		return Result{}, err
	}
	r := o.summary()
	p := o.newPresenter()
	r.Nodes = make([]Node, 0, len(o.order)*o.marked)
	for _, entrant := range o.order {
		e := &o.entrants[entrant]
		p.mark(e.row)
		r.Nodes = p.appendNodes(r.Nodes, e.bid.ID)
	}
	return r, nil
}

// outcome is a run with its standing.
type outcome struct {
	*run
	*standing
	inputHash string
}

// settle checks and ranks a sheet.
func settle(s Sheet) (*outcome, error) {
	if err := s.Check().Err(); err != nil {
		return nil, err
	}
	p, err := compile(s.Method, s.Tender)
	if err != nil {
		return nil, err
	}
	r := p.run(p.table(s.Bids))
	return &outcome{run: r, standing: r.contest(seedOf(s)).rank(p.tree), inputHash: s.InputHash()}, nil
}

// summary is the result without its nodes.
func (o *outcome) summary() Result {
	r := Result{
		Version: 1, Engine: Engine, MethodHash: o.methodHash, InputHash: o.inputHash, Ranking: make([]Ranked, len(o.order)),
		Excluded: o.excluded, Nodes: []Node{}, Ties: o.ties, Warnings: o.warnings(o.pools()),
	}
	var b []byte
	for place, entrant := range o.order {
		e := &o.entrants[entrant]
		b = e.shown.appendFigure(b[:0], o.places, o.method.Rounding.Rule)
		r.Ranking[place] = Ranked{Bid: e.bid.ID, Rank: o.ranks[place], Total: Figure(b)}
		b = e.shown.appendExact(b[:0])
		r.Ranking[place].Exact = Exact(b)
	}
	return r
}

// pools are what each leaf's function was compared with, by node.
func (r *run) pools() []*pool {
	pools := make([]*pool, len(r.nodes))
	for k := range r.columns {
		pools[r.columns[k].node] = r.columns[k].pool()
	}
	return pools
}

// appendNodes adds the lines of the row that was marked last. All their texts share one string.
func (p *presenter) appendNodes(nodes []Node, bid string) []Node {
	first := len(nodes)
	var all []byte
	ends := make([]int, 0, 5*p.marked)
	for i := range p.nodes {
		if !p.nodes[i].marks {
			continue
		}
		p.line(i)
		for _, end := range p.ends {
			ends = append(ends, len(all)+end)
		}
		all = append(all, p.buf...)
		w := &p.weights[i]
		nodes = append(nodes, Node{Bid: bid, Criterion: p.nodes[i].ID, LocalWeight: w.local, GlobalWeight: w.global, Worth: w.worth})
	}
	texts, inputs := string(all), make([]Exact, len(nodes)-first)
	start := 0
	cut := func(end int) string {
		text := texts[start:end]
		start = end
		return text
	}
	for k := range inputs {
		n, e := &nodes[first+k], ends[5*k:]
		if inputs[k] = Exact(cut(e[inputText])); inputs[k] != "" {
			n.Input = &inputs[k]
		}
		n.Mark, n.Exact = Figure(cut(e[markText])), Exact(cut(e[exactMark]))
		n.Weighted, n.Step = Figure(cut(e[weightedText])), cut(e[stepText])
	}
	return nodes
}
