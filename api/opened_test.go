package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/template"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/canonical"
	"github.com/assay-engine/assay/pkg/scoring"
)

// opened is a tender whose bids have just been opened, put straight into the
// database: how it got there is other tests' story.
type opened struct {
	path      string // /v1/tenders/{id}
	lots      []string
	bids      [][]string // by lot, in the order of the offers
	officer   user
	approver  user // another officer, who approves
	ann, ben  user // two evaluators
	manager   user
	auditor   user
	suppliers []user
	stranger  user // a supplier that did not bid
	rival     user // an officer of another authority
	simulated time.Time

	rules, choose string // of its awards, and for lots under a limit
	limit         int
}

// offer is what a bidder offers.
type offer struct {
	price     int // pounds
	volunteer int // thousandths of a unit on measure 13; less than zero for nothing
	insured   bool
	answers   string // its answers as a document, instead of what the rest makes
}

// panelMethod asks for a price, two answers, a promise and a certificate.
const panelMethod = `{"criteria":[
	{"id":"price","title":"Price","weight":50,"kind":"price","score":{"function":"relative_to_best","direction":"lower"}},
	{"id":"quality","title":"Quality","weight":30,"criteria":[
		{"id":"q1","title":"Method","weight":60,"kind":"question","scale":[
			{"level":0,"marks":0,"words":"No answer"},{"level":1,"marks":50,"words":"In part"},{"level":2,"marks":100,"words":"In full"}]},
		{"id":"q2","title":"Team","weight":40,"kind":"question","scale":[{"level":0,"marks":0},{"level":5,"marks":100}]}]},
	{"id":"social","title":"Social value","weight":20,"criteria":[
		{"id":"hours","title":"Volunteering","weight":100,"kind":"measure","measure":"13","score":{"function":"fixed_linear","worst":0,"best":100}}]},
	{"id":"insured","title":"Insurance held","kind":"gate"}]}`

var usual = []offer{{price: 100, volunteer: 40_000, insured: true}, {price: 80, volunteer: -1, insured: true}, {price: 10, volunteer: 100_000}}

// opens makes an opened tender in test mode, with as many lots as there are
// lists of offers.
func (f *front) opens(t *testing.T, lots ...[]offer) *opened {
	t.Helper()
	return f.stands(t, tender.Opened, lots...)
}

// stands makes such a tender in another status.
func (f *front) stands(t *testing.T, status tender.Status, lots ...[]offer) *opened {
	t.Helper()
	return f.ruled(t, opened{}, status, lots...)
}

// ruled makes one that published rules for its awards.
func (f *front) ruled(t *testing.T, by opened, status tender.Status, lots ...[]offer) *opened {
	t.Helper()
	o := &opened{rules: by.rules, choose: by.choose, limit: by.limit, officer: f.join(t, "Example Council", "authority", "officer"), simulated: time.Date(2027, 4, 1, 9, 30, 0, 0, time.UTC)}
	o.ann, o.ben = f.key(t, o.officer.Organisation, "evaluator"), f.key(t, o.officer.Organisation, "evaluator")
	o.manager, o.auditor = f.key(t, o.officer.Organisation, "contract_manager"), f.key(t, o.officer.Organisation, "auditor")
	o.approver = f.key(t, o.officer.Organisation, "officer")
	o.rival = f.join(t, "Other Council", "authority", "officer", "evaluator", "auditor", "contract_manager")
	o.stranger = f.join(t, "Stranger Ltd", "supplier", "supplier")
	for i := range lots[0] { // partners bid too, and can be given another hat
		o.suppliers = append(o.suppliers, f.join(t, fmt.Sprintf("Supplier %c Ltd", 'A'+i), "partner", "supplier"))
	}
	_, err := store.Write(context.Background(), f.app.DB, func(tx *store.Tx) (string, error) {
		tx.Record(store.Event{Verb: "tender.opened", Subject: "test"})
		return "", o.put(tx, f.app.Bid, lots)
	})
	if err != nil {
		t.Fatal(err)
	}
	f.seats(t, o.officer, o.path, o.ann, o.ben)
	if status == tender.Closed {
		return o
	}
	f.must(t, o.officer, "POST", o.path+"/opening", "", 201)
	if status != tender.Opened {
		_, err = store.Write(context.Background(), f.app.DB, func(tx *store.Tx) (string, error) {
			tx.Record(store.Event{Verb: "tender.moved", Subject: "test"})
			return "", tx.DB().Model(&tender.Tender{}).Where("id = ?", strings.TrimPrefix(o.path, "/v1/tenders/")).UpdateColumn("status", status).Error
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return o
}

func (o *opened) put(tx *store.Tx, bids *bid.Service, lots [][]offer) error {
	var c catalogue.Catalogue
	if err := tx.DB().First(&c, "status = ?", catalogue.Published).Error; err != nil {
		return err
	}
	var method scoring.Method
	if err := json.Unmarshal([]byte(panelMethod), &method); err != nil {
		return err
	}
	frozen, err := canonical.JSON(method.WithDefaults())
	if err != nil {
		return err
	}
	hash, err := method.Hash()
	if err != nil {
		return err
	}
	now := tx.Now
	from := template.Template{
		ID: tx.NewID(), OwnerID: o.officer.Organisation, CatalogueID: c.ID, Title: "T", Status: template.Published,
		Method: string(frozen), MethodHash: hash, CreatedAt: now, PublishedAt: &now, Version: 1,
	}
	tn := tender.Tender{
		ID: tx.NewID(), OwnerID: o.officer.Organisation, TemplateID: from.ID, CatalogueID: c.ID, Title: "Parks", Mode: tender.Test,
		Clock: &o.simulated, Status: tender.Closed, StatusReason: "a test", EstimatePence: 240_000_000, Currency: "GBP", Years: 3000, Deadline: now, DeadlineZone: "Europe/London",
		AwardRules: o.rules, LotLimit: o.limit, LotRule: o.choose,
		Method: string(frozen), MethodHash: hash, PublishedAt: &now, ClosedAt: &now, CreatedAt: now, Version: 1, Openers: 1,
	}
	o.path = "/v1/tenders/" + tn.ID
	if err := tx.Insert(&from, &tn); err != nil {
		return err
	}
	if _, _, err := bids.Keys.ForTender(tx, tn.ID); err != nil {
		return err
	}
	for i, offers := range lots {
		lot := tender.Lot{ID: tx.NewID(), TenderID: tn.ID, Number: i + 1, Title: fmt.Sprint("Lot ", i+1)}
		if err := tx.Insert(&lot); err != nil {
			return err
		}
		o.lots = append(o.lots, lot.ID)
		o.bids = append(o.bids, nil)
		for k, offer := range offers {
			id, err := o.putBid(tx, bids, tn, lot, o.suppliers[k].Organisation, offer)
			if err != nil {
				return err
			}
			o.bids[i] = append(o.bids[i], id)
		}
	}
	return nil
}

func (o *opened) putBid(tx *store.Tx, bids *bid.Service, tn tender.Tender, lot tender.Lot, supplier string, offer offer) (string, error) {
	b := bid.Bid{ID: tx.NewPublicID(), TenderID: lot.TenderID, LotID: lot.ID, SupplierID: supplier, Status: bid.Submitted, CreatedAt: tx.Now, UpdatedAt: tx.Now, Version: 1}
	commitments := ""
	if offer.volunteer >= 0 {
		commitments = fmt.Sprintf(`{"measure":"13","component":null,"quantity":%d}`, offer.volunteer/1000)
	}
	answers := offer.answers
	if answers == "" {
		answers = fmt.Sprintf(`{"commitments":[%s],"questions":[],"gates":[{"criterion":"insured","held":%t}]}`, commitments, offer.insured)
	}
	if _, err := bids.Keys.ForSupplier(tx, supplier); err != nil {
		return "", err
	}
	v, _, err := bids.Receive(tx, tn, b, bid.Parts{Answers: []byte(answers), Price: fmt.Appendf(nil, `{"total":{"amount":%d}}`, offer.price)})
	if err != nil {
		return "", err
	}
	b.Current = v.Number
	return b.ID, tx.Insert(&b, &v)
}

// score is the body of a score or an agreed score.
func judged(bid, criterion string, level int, reason string) string {
	return fmt.Sprintf(`{"bid":%q,"criterion":%q,"level":%d,"reason":%q}`, bid, criterion, level, reason)
}

// settles scores, agrees and confirms every answer of the bids: q1 at the level
// given for each, q2 in full.
func (f *front) settles(t *testing.T, o *opened, bids []string, q1 ...int) {
	t.Helper()
	for i, id := range bids {
		for criterion, level := range map[string]int{"q1": q1[i], "q2": 5} {
			f.must(t, o.ann, "POST", o.path+"/scores", judged(id, criterion, level, "Ann says so"), 201)
			f.send(o.ben, "POST", o.path+"/scores", judged(id, criterion, level, "Ben says so")) // unless he has scored it otherwise
			f.agrees(t, o, agreeing(judged(id, criterion, level, "The panel says so"), o.ann, o.ben))
		}
	}
}

// reveals locks quality and opens the prices, unless that is done.
func (f *front) reveals(t *testing.T, o *opened) {
	t.Helper()
	if f.must(t, o.officer, "GET", o.path, "", 200).at(t, "pricesOpenedAt") == nil {
		f.must(t, o.officer, "POST", o.path+"/quality-lock", "", 201)
		f.must(t, o.officer, "POST", o.path+"/price-opening", "", 201)
	}
}

// judges seats a panel and has it agree on the same level for the answers of these
// bids.
func (m market) judges(t *testing.T, tender string, bids ...string) {
	t.Helper()
	m.seats(t, m.council, tender, m.panel, m.second)
	for _, path := range bids {
		for _, criterion := range []string{"q1", "q2"} {
			judgement := judged(strings.TrimPrefix(path, "/v1/bids/"), criterion, 1, "so it is")
			m.must(t, m.panel, "POST", tender+"/scores", paraphrased(judgement), 201)
			m.must(t, m.second, "POST", tender+"/scores", paraphrased(judgement), 201)
			m.confirms(t, m.must(t, m.council, "POST", tender+"/agreed-scores", tied(judgement, marketWords), 201), m.panel, m.second)
		}
	}
}

// prices has the answers of these bids judged, locks quality and opens the prices.
func (m market) prices(t *testing.T, tender string, bids ...string) {
	t.Helper()
	m.judges(t, tender, bids...)
	m.must(t, m.council, "POST", tender+"/quality-lock", "", 201)
	m.must(t, m.council, "POST", tender+"/price-opening", "", 201)
}

// runs makes a run of a lot, after the prices are opened.
func (f *front) runs(t *testing.T, o *opened, lot int, reason string) answer {
	t.Helper()
	f.reveals(t, o)
	f.confirmsAll(t, o)
	return f.must(t, o.officer, "POST", o.path+"/runs", fmt.Sprintf(`{"lot":%q,"reason":%q}`, o.lots[lot], reason), 201)
}

// correction is the body of an agreed score that is changed after the lock.
func (o *opened) correction(bid, criterion string, level int, reason string) string {
	return strings.TrimSuffix(agreeing(judged(bid, criterion, level, reason), o.ann, o.ben), "}") + `,"correction":"It was overlooked.","supersedes":1}`
}

// recommending is the body of a recommendation.
func (o *opened) recommending(lot, bid int, run string) string {
	return fmt.Sprintf(`{"lot":%q,"bids":[%q],"run":%q,"reason":"First in the run."}`, o.lots[lot], o.bids[lot][bid], run)
}

// approves recommends a bid and has another person approve it.
func (f *front) approves(t *testing.T, o *opened, lot, bid int, run string) (path string) {
	t.Helper()
	r := f.must(t, o.officer, "POST", o.path+"/recommendations", o.recommending(lot, bid, run), 201)
	path = r.Header.Get("Location")
	f.change(t, o.approver, "POST", path, path+"/approve", "{}", 200)
	return path
}

// awards takes a lot through recommendation, approval and notice, and reads the
// award; Location tells where it is.
func (f *front) awards(t *testing.T, o *opened, lot, bid int, run string) answer {
	t.Helper()
	path := f.approves(t, o, lot, bid, run)
	f.tells(t, o, path)
	r := f.change(t, o.officer, "POST", path, path+"/notice", "{}", 200)
	at := o.path + "/awards/" + r.text(t, "awards", 0)
	a := f.must(t, o.officer, "GET", at, "", 200)
	a.Header.Set("Location", at)
	return a
}

// tells drafts, reviews and releases the summaries of a recommendation.
func (f *front) tells(t *testing.T, o *opened, recommendation string) {
	t.Helper()
	all, body := o.path+"/summaries", fmt.Sprintf(`{"recommendation":%q}`, recommendation[strings.LastIndex(recommendation, "/")+1:])
	drafts := f.must(t, o.officer, "POST", all, body, 201)
	for _, d := range drafts.at(t, "items").([]any) {
		f.must(t, o.approver, "POST", all+"/"+d.(map[string]any)["id"].(string)+"/review", "", 200, "If-Match", `"1"`)
	}
	f.must(t, o.officer, "POST", all+"/release", body, 200)
}

// without leaves out a member of a body.
func without(body, member string) string {
	var all map[string]any
	if err := json.NewDecoder(strings.NewReader(body)).Decode(&all); err != nil {
		panic(err)
	}
	delete(all, member)
	text, _ := json.Marshal(all)
	return string(text)
}
