package contract

import "github.com/assay-engine/assay/internal/store"

// ratingKey is what a rating is of.
type ratingKey struct {
	indicator string
	year      int
}

// ratingsOf finds the ratings of a contract by what they are of.
func ratingsOf(tx *store.Tx, contractID string) (map[ratingKey]*Rated, error) {
	var rows []Rated
	err := tx.DB().Find(&rows, "contract_id = ?", contractID).Error
	by := map[ratingKey]*Rated{}
	for i := range rows {
		by[ratingKey{rows[i].Indicator, rows[i].Year}] = &rows[i]
	}
	return by, err
}

func pageOfRatings(tx *store.Tx, contractID string, page store.Page) (rows []Rated, err error) {
	err = page.Of(tx.DB()).Where("contract_id = ?", contractID).Find(&rows).Error
	return rows, err
}

// seeRating finds a rating of a contract that the actor may know of.
func seeRating(tx *store.Tx, id string, lock bool) (whole RatedWhole, err error) {
	q := tx.DB()
	if lock {
		q = tx.ForUpdate()
	}
	var r Rated
	if err = q.First(&r, "id = ?", id).Error; err != nil {
		return whole, err
	}
	c, err := see(tx, r.ContractID)
	if err != nil {
		return whole, err
	}
	if lock {
		if err := tx.Refresh(); err != nil {
			return whole, err
		}
	}
	return wholeRating(tx, r, c)
}

func wholeRating(tx *store.Tx, r Rated, c Contract) (RatedWhole, error) {
	list, err := wholeRatings(tx, []Rated{r}, c)
	if err != nil {
		return RatedWhole{}, err
	}
	return list[0], nil
}

// wholeRatings adds to ratings what was done about them.
func wholeRatings(tx *store.Tx, rows []Rated, c Contract) ([]RatedWhole, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	by, err := deedsOf(tx, ids...)
	if err != nil {
		return nil, err
	}
	stated, err := particularsOf(tx, c)
	if err != nil {
		return nil, err
	}
	obligations, err := allObligations(tx, c.ID)
	if err != nil {
		return nil, err
	}
	list := make([]RatedWhole, len(rows))
	for i, r := range rows {
		list[i] = RatedWhole{Rated: r, Contract: c, IsKPI: stated.isKPI(r.Indicator), Deeds: by[r.ID]}
		if o, ok := byCode(obligations, r.Indicator); ok {
			list[i].Title = o.Wording
		}
		for _, k := range stated.KPIs {
			if k.Indicator == r.Indicator && list[i].Title == "" {
				list[i].Title = k.Title
			}
		}
		if err := list[i].readDeeds(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (r *RatedWhole) readDeeds() error {
	for _, d := range r.Deeds {
		if d.Kind != string(RatingDecided) {
			continue
		}
		var detail judged
		if err := d.read(&detail); err != nil {
			return err
		}
		r.ReplyBy = detail.ReplyBy
	}
	return nil
}
