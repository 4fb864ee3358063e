package agreement_test

import (
	"fmt"

	"github.com/assay-engine/assay/pkg/agreement"
)

// The four-observer table of Krippendorff (2011), one unit to a line; a dash is a gap.
func ExampleAlpha() {
	table, _ := agreement.Parse(`
		1 1 - 1
		2 2 3 2
		3 3 3 3
		3 3 3 3
		2 2 2 2
		1 2 3 4
		4 4 4 4
		1 1 2 1
		2 2 2 2
		- 5 5 5
		- - 1 1
		- 3 - -`)
	for _, level := range []agreement.Level{agreement.Nominal, agreement.Ordinal, agreement.Interval} {
		alpha, _ := agreement.Alpha(table, level)
		fmt.Println(alpha.Name, alpha.Value, "over", alpha.Things, "things")
	}
	// Output:
	// alpha-nominal 0.743421 over 11 things
	// alpha-ordinal 0.815388 over 11 things
	// alpha-interval 0.849107 over 11 things
}

// Table 2 of Shrout and Fleiss (1979): six targets, four judges who rank alike but differ in leniency.
func ExampleICC() {
	table, _ := agreement.Parse("9 2 5 8\n6 1 3 2\n8 4 6 8\n7 1 2 6\n10 5 6 9\n6 2 4 7")
	single, _ := agreement.ICC(table, agreement.ICC21)
	fixed, _ := agreement.ICC(table, agreement.ICC31)
	fmt.Println(single.Value, fixed.Value)
	// Output: 0.289764 0.714841
}

func ExampleKendallW() {
	table, _ := agreement.Parse("1 1 2\n2 3 1\n3 2 3")
	w, _ := agreement.KendallW(table)
	fmt.Println(w.Value, w.Exact)
	allSame, _ := agreement.Parse("3 3\n3 3")
	w, _ = agreement.KendallW(allSame)
	fmt.Println(w.State, w.Words)
	// Output:
	// 0.444444 4/9
	// all_agree All agree: no evaluator put anything above anything else.
}

func ExampleReview() {
	report, _ := agreement.Review(agreement.Panel{Items: []agreement.Item{{
		ID:    "bid A / q1",
		Scale: []int{0, 1, 2, 3, 4},
		Scores: []agreement.Score{
			{Evaluator: "Ade", Level: 3}, {Evaluator: "Bo", Level: 1}, {Evaluator: "Cy", Level: 3},
		},
	}}})
	for _, flag := range report.Findings[0].Flags {
		fmt.Println(flag.Words)
	}
	fmt.Println(report.Caution)
	// Output:
	// Scores run from 1 (Bo) to 3 (Cy), 2 steps apart.
	// Bo gave 1, at least 2 steps from every other evaluator, who all gave the same.
	// For triage only: these figures say what to talk about first. They give no score, and an agreed score is never their average.
}
