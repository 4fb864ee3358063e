package contract

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/pkg/decimal"
)

// TestLevels count a reduction by its level.
func TestLevels(t *testing.T) {
	falling := Obligation{Kind: catalogue.Reduction, Aggregation: catalogue.Latest, Direction: catalogue.Higher, BaselineValue: "120.5"}
	for _, row := range []struct {
		name  string
		of    Obligation
		level string
		more  string // a quantity beside it
		want  string // the fall, or a part of the refusal
	}{
		{"fallen", falling, "100", "", "20.5"},
		{"all of it", falling, "0", "", "120.5"},
		{"unchanged", falling, "120.5", "", "0"},
		{"a rise is no fall", falling, "130", "", "0"},
		{"below nothing", falling, "-4", "", "124.5"},
		{"finer than thousandths", falling, "0.0001", "", "too-many-decimals"},
		{"with a quantity", falling, "100", "20.5", "not-with-a-level"},
		{"without a baseline", Obligation{Kind: catalogue.Reduction, Aggregation: catalogue.Latest}, "100", "", "not-for-this-measure"},
		{"of a count", Obligation{Kind: catalogue.Count, Aggregation: catalogue.Latest, BaselineValue: "1"}, "100", "", "not-for-this-measure"},
		{"of a reduction that is added", Obligation{Kind: catalogue.Reduction, Aggregation: catalogue.Sum, BaselineValue: "1"}, "100", "", "not-for-this-measure"},
		{"of a proportion", Obligation{Kind: catalogue.Proportion, Aggregation: catalogue.RatioOfSums}, "100", "", "/level"},
	} {
		t.Run(row.name, func(t *testing.T) {
			level, err := decimal.Parse(row.level)
			if err != nil {
				t.Fatal(err)
			}
			in := NewReturn{Level: &level}
			if row.more != "" {
				in.Quantity = quantity(t, row.more)
			}
			if err := in.fits(row.of); err != nil {
				if !strings.Contains(err.Error(), row.want) && !hasCode(err, row.want) {
					t.Errorf("refused with %v; want %s", err, row.want)
				}
				return
			}
			if got := in.figure(row.of).Quantity.String(); got != row.want {
				t.Errorf("got %s; want %s", got, row.want)
			}
		})
	}
}

func hasCode(err error, code string) bool {
	var f *fault.Fault
	return errors.As(err, &f) && slices.ContainsFunc(f.Fields, func(one fault.Field) bool { return one.Code == code })
}

// TestDistinctPeople counts nobody twice, and no more than is accepted.
func TestDistinctPeople(t *testing.T) {
	o := Obligation{Aggregation: catalogue.DistinctSum, Direction: catalogue.Higher}
	people := func(names string) *People {
		if names == "" {
			return nil
		}
		return &People{references: strings.Split(names, "")}
	}
	for _, row := range []struct {
		name    string
		figures []Figure
		want    string
	}{
		{"nobody again", []Figure{{Quantity: units(2), People: people("ab")}, {Quantity: units(2), People: people("cd")}}, "4"},
		{"two again", []Figure{{Quantity: units(3), People: people("abc")}, {Quantity: units(3), People: people("bcd")}}, "4"},
		{"all again", []Figure{{Quantity: units(2), People: people("ab")}, {Quantity: units(2), People: people("ba")}}, "2"},
		{"without names they are added", []Figure{{Quantity: units(2)}, {Quantity: units(2)}}, "4"},
		{"some with names", []Figure{{Quantity: units(2), People: people("ab")}, {Quantity: units(5)}, {Quantity: units(2), People: people("bc")}}, "8"},
		{"accepted in part: no more than that", []Figure{{Quantity: quantity(t, "2.5"), People: people("abcd")}}, "2.5"},
		{"accepted in part: no more than are new", []Figure{{Quantity: units(3), People: people("abc")}, {Quantity: units(2), People: people("bcd")}}, "4"},
	} {
		if got := combine(o, row.figures).Number().String(); got != row.want {
			t.Errorf("%s: got %s; want %s", row.name, got, row.want)
		}
	}
}
