package catalogue_test

import (
	"context"
	"errors"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest"
	"github.com/assay-engine/assay/pkg/strictjson"
)

func knowsley(t *testing.T) catalogue.Document {
	t.Helper()
	var d catalogue.Document
	if err := strictjson.Decode(catalogue.Knowsley, &d, strictjson.Default); err != nil {
		t.Fatal(err)
	}
	return d
}

var (
	outcomeLine = regexp.MustCompile(`^(\d)\. (.+)$`)
	measureLine = regexp.MustCompile(`^\((\d+)\) (.+)$`)
)

// source reads the published document: outcomes stand in the margin, broken
// over lines before the measures beside them.
func source(t *testing.T) (outcomes, measures map[string]string) {
	t.Helper()
	text, err := os.ReadFile("testdata/knowsley-2012.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "Social Value Measures")
	table, _, _ = strings.Cut(table, "Partners in Knowsley will be working to")
	outcomes, measures = map[string]string{}, map[string]string{}
	into, key := outcomes, ""
	for line := range strings.Lines(table) {
		line = strings.Join(strings.Fields(line), " ")
		if m := outcomeLine.FindStringSubmatch(line); m != nil {
			into, key, line = outcomes, m[1], m[2]
		} else if m := measureLine.FindStringSubmatch(line); m != nil {
			into, key, line = measures, m[1], m[2]
		}
		into[key] = strings.TrimSpace(into[key] + " " + line)
	}
	return outcomes, measures
}

// TestKnowsleyIsWordForWord holds the catalogue to the document it comes from.
func TestKnowsleyIsWordForWord(t *testing.T) {
	d := knowsley(t)
	outcomes, measures := source(t)
	if len(d.Outcomes) != 6 || len(d.Measures) != 29 || len(measures) != 29 {
		t.Fatalf("got %d outcomes, %d measures and %d in the source; want 6, 29, 29", len(d.Outcomes), len(d.Measures), len(measures))
	}
	for _, o := range d.Outcomes {
		if want := outcomes[string(rune('0'+o.Number))]; o.Title != want {
			t.Errorf("outcome %d: got %q, the source says %q", o.Number, o.Title, want)
		}
	}
	for i, m := range d.Measures {
		if m.Wording != measures[m.Code] {
			t.Errorf("measure %s: got %q, the source says %q", m.Code, m.Wording, measures[m.Code])
		}
		if m.Position != i+1 || m.Scorable == nil || *m.Scorable != (m.Level != catalogue.AreaIndicator) {
			t.Errorf("measure %s: position %d, level %s, scorable %v", m.Code, m.Position, m.Level, m.Scorable)
		}
	}
}

// TestKnowsleyNeverAddsSnapshots names how each measure's periods make one
// figure, since a slip here would count a person four times a year.
func TestKnowsleyNeverAddsSnapshots(t *testing.T) {
	want := map[catalogue.Aggregation]string{
		catalogue.Sum:         "12 14 20 22",
		catalogue.DistinctSum: "4 5 6 7 8 13 15 17 18 21 23 24 26 28 29",
		catalogue.Latest:      "1 2 3 9 10 11 16 19 25",
		catalogue.RatioOfSums: "27",
	}
	got := map[catalogue.Aggregation][]string{}
	for _, m := range knowsley(t).Measures {
		got[m.Aggregation] = append(got[m.Aggregation], m.Code)
	}
	for how, codes := range want {
		if strings.Join(got[how], " ") != codes {
			t.Errorf("%s: got %v, want %s", how, got[how], codes)
		}
	}
}

func setUp(t *testing.T, db *store.DB) *catalogue.Service {
	t.Helper()
	secret := func() []byte { return make([]byte, 32) }
	if _, err := (&identity.Service{DB: db, NewSecret: secret}).Bootstrap(context.Background()); err != nil {
		t.Fatal(err)
	}
	return &catalogue.Service{DB: db}
}

// TestSeedOnce starts several replicas at once, and again.
func TestSeedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		s := setUp(t, db)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := s.Seed(context.Background()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if err := s.Seed(context.Background()); err != nil {
			t.Error(err)
		}
		list, _, err := s.List(context.Background(), catalogue.Filter{}, store.Page{Limit: 10})
		if err != nil || len(list) != 1 || list[0].Status != catalogue.Published || list[0].Number != 1 || list[0].OwnerID != storetest.ID(1) {
			t.Errorf("got %+v, %v; want one published catalogue of the installation", list, err)
		}
	})
}

// TestDatabaseKeepsWhatIsPublished goes past the use cases: the database
// refuses by itself.
func TestDatabaseKeepsWhatIsPublished(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		s := setUp(t, db)
		if err := s.Seed(context.Background()); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{
			"UPDATE catalogues SET title = 'other'",
			"UPDATE catalogues SET status = 'draft', published_at = NULL",
			"UPDATE catalogues SET number = 7",
			"DELETE FROM catalogues",
			"UPDATE catalogue_outcomes SET title = 'other' WHERE number = 1",
			"DELETE FROM catalogue_outcomes WHERE number = 1",
			"INSERT INTO catalogue_outcomes SELECT id, 7, 'other' FROM catalogues",
			"UPDATE catalogue_measures SET unit = 'other' WHERE code = '13'",
			"DELETE FROM catalogue_measures WHERE code = '13'",
		} {
			if err := execute(db, statement); !errors.Is(err, store.ErrHistory) {
				t.Errorf("%s: got %v, want a refusal by the database", statement, err)
			}
		}
		if err := execute(db, "UPDATE catalogue_measures SET code = 'x' WHERE code = 'none of these'"); err != nil {
			t.Errorf("nothing to change: %v", err)
		}
	})
}

// TestDatabaseHoldsTheRules offers a draft what no use case would keep.
func TestDatabaseHoldsTheRules(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		s := setUp(t, db)
		ctx := actor.With(context.Background(), actor.Actor{OrganisationID: storetest.ID(1), Roles: []actor.Role{actor.Officer}})
		if err := s.Seed(ctx); err != nil {
			t.Fatal(err)
		}
		first, _, err := s.List(ctx, catalogue.Filter{}, store.Page{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Revise(ctx, first[0].ID); err != nil {
			t.Fatal(err)
		}
		draft := " AND catalogue_id IN (SELECT id FROM catalogues WHERE status = 'draft')"
		for _, statement := range []string{
			"UPDATE catalogue_measures SET scorable = (1 = 1) WHERE code = '1'" + draft,
			"UPDATE catalogue_measures SET aggregation = 'sum' WHERE code = '1'" + draft,
			"UPDATE catalogue_measures SET aggregation = 'ratio_of_sums' WHERE code = '13'" + draft,
			"UPDATE catalogue_measures SET aggregation = 'sum' WHERE code = '3'" + draft,
			"UPDATE catalogue_measures SET distinct_count = (1 = 0) WHERE code = '13'" + draft,
			"UPDATE catalogue_measures SET baseline_required = (1 = 0) WHERE code = '12'" + draft,
			"UPDATE catalogue_measures SET outcome_number = 9 WHERE code = '12'" + draft,
			"UPDATE catalogue_measures SET level = 'borough' WHERE code = '12'" + draft,
			"UPDATE catalogues SET retired_at = created_at WHERE status = 'draft'",
			"UPDATE catalogues SET number = 1 WHERE status = 'draft'",
		} {
			if err := execute(db, statement); err == nil {
				t.Errorf("%s: the database let it pass", statement)
			}
		}
	})
}

func execute(db *store.DB, statement string) error {
	_, err := store.Write(context.Background(), db, func(tx *store.Tx) (struct{}, error) {
		tx.Record(store.Event{Verb: "test.tampered", Subject: "all"})
		return struct{}{}, tx.DB().Exec(statement).Error
	})
	return err
}
