package contract

import "github.com/assay-engine/assay/internal/store"

// insertDeed adds the next deed of a subject, whose head the caller holds.
func insertDeed(tx *store.Tx, d Deed) (Deed, error) {
	var before int64
	if err := tx.DB().Model(&Deed{}).Where("subject_id = ?", d.SubjectID).Count(&before).Error; err != nil {
		return d, err
	}
	d.Number = int(before) + 1
	return d, tx.Insert(&d)
}

// deedsOf lists the deeds of the subjects named, in order, by subject.
func deedsOf(tx *store.Tx, subjectIDs ...string) (map[string][]Deed, error) {
	var rows []Deed
	err := tx.DB().Order("subject_id, number").Find(&rows, "subject_id IN ?", subjectIDs).Error
	by := map[string][]Deed{}
	for _, d := range rows {
		by[d.SubjectID] = append(by[d.SubjectID], d)
	}
	return by, err
}
