package evaluation

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/panel"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Step is where one member stands with one answer.
type Step string

// The steps.
const (
	ToScore   Step = "to_score"
	Drafted   Step = "drafted"    // by the member, and seen by nobody else
	Waiting   Step = "waiting"    // scored; others' scores are not in yet
	ToDiscuss Step = "to_discuss" // everybody's score is in; a level has to be agreed
	ToConfirm Step = "to_confirm" // a level is agreed; the member has to confirm it or dissent
	Finished  Step = "finished"
	Kept      Step = "kept_away" // by an interest
)

// Task is one answer on somebody's list.
type Task struct {
	LotID     string
	BidID     string
	Alias     string
	Criterion string
	Step      Step
	AgreedID  string // where there is a level to confirm
}

// Work is what is left for one person on one panel.
type Work struct {
	Tender  tender.Tender
	Closed  error    // what keeps the person from everything; nil where nothing does
	Declare []string // bids of the bidders for whom interests are to be declared yet
	Tasks   []Task
}

// Left counts the tasks that wait for the person.
func (w Work) Left() (n int) {
	for _, t := range w.Tasks {
		if t.Step == ToScore || t.Step == Drafted || t.Step == ToConfirm {
			n++
		}
	}
	return n
}

// MyWork is what is left for the actor on the panel of a tender: every answer to
// score, and every agreed level to confirm.
func (s *Service) MyWork(ctx context.Context, tenderID string) (Work, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Work, error) {
		t, err := own(tx, tenderID)
		if err != nil {
			return Work{}, err
		}
		return workOf(tx, t)
	})
}

// AllMyWork is the same for every panel that the actor sits on for the
// organisation, the newest tender first.
func (s *Service) AllMyWork(ctx context.Context) ([]Work, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (list []Work, err error) {
		ids, err := panel.AppointedTo(tx, tx.Actor.PersonID)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			t, err := tender.Get(tx, id)
			if err != nil {
				return nil, err
			}
			if t.OwnerID != tx.Actor.OrganisationID || t.Status == tender.Awarded || t.Status == tender.Completed || t.Status == tender.Cancelled || t.Status == tender.Unsuccessful {
				continue
			}
			w, err := workOf(tx, t)
			if err != nil {
				return nil, err
			}
			list = append(list, w)
		}
		return list, nil
	})
}

func workOf(tx *store.Tx, t tender.Tender) (Work, error) {
	sight, err := panel.SightOf(tx, t)
	w := Work{Tender: t, Closed: sight.Admits()}
	if err != nil || !t.IsOpen() || t.Method == "" || w.Closed != nil {
		return w, err
	}
	d, err := deskOf(tx, t)
	if err != nil {
		return w, err
	}
	drafts, err := draftsOf(tx, t.ID)
	if err != nil {
		return w, err
	}
	drafted := map[gap]bool{}
	for _, x := range drafts {
		drafted[gap{x.BidID, x.Criterion}] = true
	}
	for _, p := range d.answers() {
		if !sight.Panel.Appointed(tx.Actor.PersonID, p.lot.ID, p.criterion) {
			continue
		}
		task := Task{LotID: p.lot.ID, BidID: p.bid.ID, Alias: d.alias(p.bid), Criterion: p.criterion}
		task.Step, task.AgreedID = d.step(p, tx.Actor.PersonID, drafted[p.gap])
		w.Tasks = append(w.Tasks, task)
	}
	w.Declare = d.undeclared(tx.Actor.PersonID)
	return w, nil
}

// undeclared lists a bid of every bidder for whom a person has to declare yet.
func (d desk) undeclared(person string) (bids []string) {
	if !d.sight.Panel.ShowsNames() {
		return nil
	}
	for _, b := range d.bidders {
		if !d.sight.Panel.DeclaredFor(person, b.SupplierID) {
			bids = append(bids, b.Bids[0])
		}
	}
	return bids
}

// step is where a person stands with an answer.
func (d desk) step(p place, person string, drafted bool) (Step, string) {
	_, scored := d.latest[seatScore{p.gap, person}]
	m, agreed := d.agreed[p.gap]
	switch {
	case !slices.Contains(d.scorers(p), person):
		return Kept, ""
	case p.bid.Status != bid.Valid:
		return Finished, ""
	case !scored && drafted:
		return Drafted, ""
	case !scored:
		return ToScore, ""
	case !d.complete[p.gap]:
		return Waiting, ""
	case !agreed:
		return ToDiscuss, ""
	case slices.Contains(m.Awaiting, person):
		return ToConfirm, m.Agreed.ID
	}
	return Finished, ""
}

// Count is how far something has come: of answers that somebody has to score.
type Count struct {
	Name      string // who, which question or which lot
	ID        string
	Assigned  int
	Submitted int
	Agreed    int // answers with an agreed level; of a person, those that the person spoke to
}

// Progress is how far a panel has come. It holds counts and no level.
type Progress struct {
	People   []Count
	Criteria []Count
	Lots     []Count
	Missing  []string // everything that keeps quality from being locked
	Partial  bool     // only the reader's own: what others do shows once the reader's own scores are in
}

// Progress counts how far the panel of a tender has come, for its chair and its
// officer. A chair who scores as well sees only their own until all of them are
// in: how far others are tells when they scored.
func (s *Service) Progress(ctx context.Context, tenderID string) (Progress, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Progress, error) {
		t, err := own(tx, tenderID)
		if err != nil {
			return Progress{}, err
		}
		sight, err := panel.SightOf(tx, t)
		if err != nil {
			return Progress{}, err
		}
		if err := sight.Leads(); err != nil {
			return Progress{}, err
		}
		if !t.IsOpen() || t.Method == "" {
			return Progress{}, ErrNotOpened
		}
		d, err := deskOf(tx, t)
		if err != nil {
			return Progress{}, err
		}
		if d.owes(tx.Actor.PersonID) > 0 {
			return d.progress(tx, tx.Actor.PersonID)
		}
		return d.progress(tx, "")
	})
}

// owes counts the answers that a person has to score yet.
func (d desk) owes(person string) (n int) {
	for _, p := range d.answers() {
		_, scored := d.latest[seatScore{p.gap, person}]
		if p.bid.Status == bid.Valid && !scored && slices.Contains(d.scorers(p), person) {
			n++
		}
	}
	return n
}

// progress counts for everybody, or for one person alone.
func (d desk) progress(tx *store.Tx, only string) (p Progress, err error) {
	p.Partial = only != ""
	people, criteria, lots := tally{}, tally{}, tally{}
	var persons []string
	for _, a := range d.answers() {
		if a.bid.Status != bid.Valid {
			continue
		}
		if lack := d.lacks(a); lack != "" && only == "" {
			p.Missing = append(p.Missing, "lot "+strconv.Itoa(a.lot.Number)+": the answer to "+a.criterion+" of "+d.alias(a.bid)+" "+lack)
		}
		m, agreed := d.agreed[a.gap]
		for _, person := range d.scorers(a) {
			if only != "" && person != only {
				continue
			}
			_, scored := d.latest[seatScore{a.gap, person}]
			people.add(person, scored, agreed && !slices.Contains(m.Awaiting, person))
			criteria.add(a.criterion, scored, agreed)
			lots.add(a.lot.ID, scored, agreed)
			persons = append(persons, person)
		}
	}
	names, err := namesOf(tx, persons)
	for _, l := range d.lots {
		names[l.ID] = l.Title
	}
	p.People, p.Criteria, p.Lots = people.list(names), criteria.list(names), lots.list(names)
	return p, err
}

// tally counts by name, in the order in which names came.
type tally map[string]*Count

func (t tally) add(id string, submitted, agreed bool) {
	c, there := t[id]
	if !there {
		c = &Count{ID: id, Name: id}
		t[id] = c
	}
	c.Assigned++
	if submitted {
		c.Submitted++
	}
	if agreed {
		c.Agreed++
	}
}

func (t tally) list(names map[string]string) []Count {
	out := make([]Count, 0, len(t))
	for id, c := range t {
		if name, known := names[id]; known {
			c.Name = name
		}
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b Count) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return out
}
