package app_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/award"
	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/lifecycle"
	"github.com/assay-engine/assay/internal/template"
	"github.com/assay-engine/assay/internal/tender"
)

var update = flag.Bool("update", false, "write docs/lifecycles.md anew")

// TestLifecyclesArePublished holds docs/lifecycles.md to the tables in code.
func TestLifecyclesArePublished(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Lifecycles\n\nDrawn from the tables in code by `go generate ./internal/app`. What is not drawn is refused with the code `wrong-status`.\n")
	draw(&b, "Catalogue", catalogue.Lifecycle)
	draw(&b, "Template", template.Lifecycle)
	draw(&b, "Tender", tender.Lifecycle)
	draw(&b, "Bid", bid.Lifecycle)
	draw(&b, "Recommendation", award.RecommendationLifecycle)
	draw(&b, "Award", award.Lifecycle)
	draw(&b, "Challenge", award.ChallengeLifecycle)
	draw(&b, "Delivery return", contract.Lifecycle)
	draw(&b, "Variation", contract.VariationLifecycle)
	draw(&b, "Rating", contract.RatingLifecycle)
	draw(&b, "Shortfall", contract.ShortfallLifecycle)
	draw(&b, "Dispute", contract.DisputeLifecycle)
	path := filepath.Join("..", "..", "docs", "lifecycles.md")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != b.String() {
		t.Errorf("%s is not what the tables say: run go generate ./internal/app", path)
	}
}

func draw[S ~string](b *strings.Builder, title string, table lifecycle.Of[S]) {
	fmt.Fprintf(b, "\n## %s\n\n```mermaid\nstateDiagram-v2\n", title)
	statuses := table.Statuses()
	reached := map[S]bool{}
	for _, from := range statuses {
		for _, to := range table.Next(from) {
			reached[to] = reached[to] || to != from
		}
	}
	for _, s := range statuses {
		if !reached[s] {
			fmt.Fprintf(b, "  [*] --> %s\n", s)
		}
	}
	for _, from := range statuses {
		next := table.Next(from)
		slices.Sort(next)
		for _, to := range next {
			fmt.Fprintf(b, "  %s --> %s\n", from, to)
		}
		if len(next) == 0 {
			fmt.Fprintf(b, "  %s --> [*]\n", from)
		}
	}
	b.WriteString("```\n")
}
