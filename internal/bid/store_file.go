package bid

import (
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// fileRow is an upload as it is kept.
type fileRow struct {
	ID         string
	BidID      string
	Tag        []byte // of its bytes within the bid
	Head       []byte // opens the bytes
	Meta       []byte // what is known of it, sealed
	Body       string // where the encrypted bytes are
	Room       int64  // how many they are
	UploadedAt time.Time

	meta  meta
	bytes []byte
}

// TableName names the table of uploads.
func (fileRow) TableName() string { return "bid_files" }

func insertFile(tx *store.Tx, r fileRow) error { return tx.Insert(&r) }

func deleteFile(tx *store.Tx, id string) error {
	return tx.DB().Delete(&fileRow{}, "id = ?", id).Error
}

func listFiles(tx *store.Tx, bidID string) (rows []fileRow, err error) {
	return rows, tx.DB().Order("uploaded_at, id").Find(&rows, "bid_id = ?", bidID).Error
}

func getFile(tx *store.Tx, bidID, id string) (r fileRow, err error) {
	return r, tx.DB().First(&r, "id = ? AND bid_id = ?", id, bidID).Error
}

// versionFile is a file of a submission.
type versionFile struct {
	BidID  string
	Number int
	FileID string
	Head   []byte
	Meta   []byte
}

// TableName names the table of the files of submissions.
func (versionFile) TableName() string { return "bid_version_files" }

func isSubmitted(tx *store.Tx, fileID string) (bool, error) {
	var n int64
	err := tx.DB().Model(&versionFile{}).Where("file_id = ?", fileID).Count(&n).Error
	return n > 0, err
}

// versionHead opens a file of the version that was opened.
func versionHead(tx *store.Tx, b Bid, fileID string) ([]byte, error) {
	var r versionFile
	err := tx.DB().First(&r, "bid_id = ? AND number = ? AND file_id = ?", b.ID, b.Current, fileID).Error
	return r.Head, err
}

// filesToOpen finds the files of the versions that are opened, by bid.
func filesToOpen(tx *store.Tx, bids []Bid) (map[string][]versionFile, error) {
	ids := make([]string, len(bids))
	for i, b := range bids {
		ids[i] = b.ID
	}
	var rows []versionFile
	err := tx.DB().Table("bid_version_files AS f").Joins("JOIN bids AS b ON b.id = f.bid_id AND b.current = f.number").
		Select("f.*").Where("b.id IN ?", ids).Order("f.bid_id, f.file_id").Scan(&rows).Error
	byBid := map[string][]versionFile{}
	for _, r := range rows {
		byBid[r.BidID] = append(byBid[r.BidID], r)
	}
	return byBid, err
}

// fileOpened is what is known of a file once its bid was opened.
type fileOpened struct {
	FileID    string
	BidID     string
	Name      string
	MediaType string
	Bytes     int64
	SHA256    string `gorm:"column:sha256"`
	Reveals   string
}

// TableName names the table of opened files.
func (fileOpened) TableName() string { return "opened_files" }

func (r fileOpened) file() File {
	f := File{ID: r.FileID, BidID: r.BidID, Name: r.Name, MediaType: r.MediaType, Bytes: r.Bytes, SHA256: r.SHA256, Reveals: []Telling{}}
	for _, part := range strings.Fields(r.Reveals) {
		f.Reveals = append(f.Reveals, Telling(part))
	}
	return f
}

func openedFiles(tx *store.Tx, bidID string) ([]File, error) {
	var rows []fileOpened
	err := tx.DB().Order("file_id").Find(&rows, "bid_id = ?", bidID).Error
	list := make([]File, len(rows))
	for i, r := range rows {
		list[i] = r.file()
	}
	return list, err
}

func openedFile(tx *store.Tx, bidID, id string) (File, error) {
	var r fileOpened
	err := tx.DB().First(&r, "file_id = ? AND bid_id = ?", id, bidID).Error
	return r.file(), err
}
