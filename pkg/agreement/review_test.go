package agreement_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/agreement"
)

func item(levels ...int) agreement.Item {
	i := agreement.Item{ID: "bid A / q1"}
	for n, level := range levels {
		i.Scores = append(i.Scores, agreement.Score{Evaluator: fmt.Sprintf("member %d", n+1), Level: level})
	}
	return i
}

func TestFlags(t *testing.T) {
	three := 3
	onScale := func(i agreement.Item) agreement.Item { i.Scale = []int{0, 5, 10}; return i }
	withMinimum := func(i agreement.Item) agreement.Item { i.Threshold = &three; return i }
	for _, row := range []struct {
		what string
		item agreement.Item
		want []agreement.FlagCode
		who  []string // of the last flag
	}{
		{"all the same", item(3, 3, 3), nil, nil},
		{"one step apart", item(3, 4, 3), nil, nil},
		{"two apart, nobody alone", item(2, 3, 4), []agreement.FlagCode{agreement.Spread}, []string{"member 1", "member 3"}},
		{"one far below", item(4, 1, 3), []agreement.FlagCode{agreement.Spread, agreement.LoneOutlier}, []string{"member 2"}},
		{"one far above", item(0, 0, 1, 5), []agreement.FlagCode{agreement.Spread, agreement.LoneOutlier}, []string{"member 4"}},
		{"two camps", item(0, 0, 4, 4), []agreement.FlagCode{agreement.Spread}, []string{"member 1", "member 4"}},
		{"two evaluators cannot hold an outlier", item(0, 4), []agreement.FlagCode{agreement.Spread}, []string{"member 1", "member 2"}},
		{"steps of the scale, not of the numbers", onScale(item(0, 5, 5)), nil, nil},
		{"two steps of the scale", onScale(item(0, 10, 10)), []agreement.FlagCode{agreement.Spread, agreement.LoneOutlier}, []string{"member 1"}},
		{"both sides of the minimum", withMinimum(item(2, 3, 3)), []agreement.FlagCode{agreement.Straddles}, []string{"member 1"}},
		{"all below the minimum", withMinimum(item(2, 2)), nil, nil},
		{"a single score", item(3), []agreement.FlagCode{agreement.OneScore}, []string{"member 1"}},
		{"nobody scored", item(), nil, nil},
	} {
		report, err := agreement.Review(agreement.Panel{Items: []agreement.Item{row.item}})
		if err != nil {
			t.Fatalf("%s: %v", row.what, err)
		}
		var got []agreement.FlagCode
		flags := report.Findings[0].Flags
		for _, f := range flags {
			got = append(got, f.Code)
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s: flags %v, want %v", row.what, got, row.want)
		} else if len(flags) > 0 && !slices.Equal(flags[len(flags)-1].Evaluators, row.who) {
			t.Errorf("%s: about %v, want %v", row.what, flags[len(flags)-1].Evaluators, row.who)
		}
	}
}

func TestRulesMoveTheFlags(t *testing.T) {
	strict := agreement.Panel{Items: []agreement.Item{item(3, 4)}, Rules: agreement.Rules{SpreadFrom: 1}}
	if report, err := agreement.Review(strict); err != nil || len(report.Findings[0].Flags) != 1 {
		t.Errorf("one step apart under a rule of one step: %v %v", report.Findings, err)
	}
	lenient := agreement.Panel{Items: []agreement.Item{item(1, 4, 4)}, Rules: agreement.Rules{SpreadFrom: 4, OutlierFrom: 4}}
	if report, err := agreement.Review(lenient); err != nil || len(report.Findings[0].Flags) != 0 {
		t.Errorf("three steps apart under a rule of four: %v %v", report.Findings, err)
	}
}

func TestAllAgreeIsSaid(t *testing.T) {
	report, err := agreement.Review(agreement.Panel{Items: []agreement.Item{item(3, 3)}})
	if err != nil || !report.Findings[0].AllAgree || report.Alphas[1].State != agreement.AllAgree {
		t.Errorf("two evaluators who gave a 3: %+v %v", report, err)
	}
	report, err = agreement.Review(agreement.Panel{Items: []agreement.Item{item(3)}})
	if err != nil || report.Findings[0].AllAgree {
		t.Errorf("one evaluator cannot agree: %+v %v", report.Findings[0], err)
	}
}

func TestAReportGivesNoScore(t *testing.T) {
	report, err := agreement.Review(agreement.Panel{Items: []agreement.Item{item(2, 3, 4)}})
	if err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(report)
	for _, word := range []string{`"mean"`, `"median"`, `"agreedScore"`, `"proposed"`} {
		if strings.Contains(string(text), word) {
			t.Errorf("a report must not propose a score, but holds %s: %s", word, text)
		}
	}
	if report.Caution != agreement.Caution {
		t.Errorf("caution %q", report.Caution)
	}
}

func TestWrongPanelsAreRefusedWithEveryFault(t *testing.T) {
	seven := 7
	wrong := item(3, 9)
	wrong.Scores[1].Evaluator = "member 1"
	wrong.Scores = append(wrong.Scores, agreement.Score{})
	wrong.Scale, wrong.Threshold = []int{0, 3, 3}, &seven
	_, err := agreement.Review(agreement.Panel{Items: []agreement.Item{wrong, item()}, Rules: agreement.Rules{SpreadFrom: -1, OutlierFrom: -1}})
	if !names(err, "/rules/spreadFrom", "/rules/outlierFrom", "/items/0/scale/2", "/items/0/threshold", "/items/0/scores/1/evaluator",
		"/items/0/scores/1/level", "/items/0/scores/2/evaluator", "/items/1/id") {
		t.Errorf("faults:\n%v", err)
	}
}
