// Package config is everything about a running Assay that its operator may
// set, by flag or by environment.
package config

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Wrong is a setting that does not fit. It names itself and what was expected.
type Wrong struct{ error }

// Unwrap gives what is wrong.
func (w Wrong) Unwrap() error { return w.error }

func wrong(format string, args ...any) error { return Wrong{fmt.Errorf(format, args...)} }

// Store says where the data lives.
type Store struct {
	Data     string `help:"Folder for the embedded database and the keys; made with mode 0700." default:"assay-data" env:"ASSAY_DATA" placeholder:"FOLDER"`
	Database string `help:"postgres:// address of a PostgreSQL database; left out, a SQLite file in the data folder." env:"ASSAY_DATABASE" placeholder:"ADDRESS"`
	Keys     string `help:"Folder of the keys; left out, keys in the data folder. Replicas share one." env:"ASSAY_KEYS" placeholder:"FOLDER"`
	Files    string `help:"Bucket in which documents are kept, such as s3://bucket?region=eu-west-2 or azblob://container, opened with what the cloud's own tools read from the environment; left out, files in the data folder. Replicas on several machines share one." env:"ASSAY_FILES" placeholder:"ADDRESS"`
	Anchor   string `help:"File that keeps the last signed checkpoint of the event log outside of the database, best on another disk; left out, log.checkpoint beside the keys. A database that does not extend it is refused." env:"ASSAY_ANCHOR" placeholder:"FILE"`

	KEKFolder string `help:"Folder of the key-encryption keys that guard sealed bids; left out, kek in the folder of the keys. Keep it away from the database and its backups." name:"kek-folder" env:"ASSAY_KEK_FOLDER" placeholder:"FOLDER"`
	KEKText   string `help:"The key-encryption keys themselves, from a secret store: id=base64, the current one first. Instead of a folder." name:"kek-text" env:"ASSAY_KEK_TEXT" placeholder:"KEYS"`
}

// Address is the database to open.
func (s Store) Address() string {
	if s.Database != "" {
		return s.Database
	}
	return filepath.Join(s.Data, "assay.db")
}

// Check names a setting of the store that does not fit.
func (s Store) Check() error {
	if scheme, _, isURL := strings.Cut(s.Database, "://"); isURL && scheme != "postgres" && scheme != "postgresql" {
		return wrong("--database (ASSAY_DATABASE) begins with %s://: expected postgres://user:password@host/name, or nothing for the embedded database", scheme)
	}
	if scheme, _, _ := strings.Cut(s.Files, "://"); s.Files != "" && scheme != "s3" && scheme != "azblob" {
		return wrong("--files (ASSAY_FILES) does not begin with s3:// or azblob://: expected a bucket, or nothing for a folder")
	}
	if s.KEKFolder != "" && s.KEKText != "" {
		return wrong("--kek-folder (ASSAY_KEK_FOLDER) and --kek-text (ASSAY_KEK_TEXT) are both given: expected one of them")
	}
	if info, err := os.Stat(s.Data); err == nil && !info.IsDir() {
		return wrong("--data (ASSAY_DATA) is %q, which is a file: expected a folder", s.Data)
	}
	return nil
}

// Make makes the data folder where there is none.
func (s Store) Make() error {
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return wrong("--data (ASSAY_DATA) is %q, which cannot be made: %w", s.Data, err)
	}
	return nil
}

// Exists reports whether an installation was started here before.
func (s Store) Exists() bool {
	_, err := os.Stat(filepath.Join(s.KeyFolder(), "signing.key"))
	return err == nil
}

// FileFolder is where documents are kept, the evidence of deliveries and the
// attachments of bids, unless they are kept in a bucket.
func (s Store) FileFolder() string { return filepath.Join(s.Data, "files") }

// AnchorFile is what keeps the last checkpoint of the event log: beside the
// keys, or beside the database where the folder of the keys cannot be written.
func (s Store) AnchorFile() string {
	if s.Anchor != "" {
		return s.Anchor
	}
	const name = "log.checkpoint"
	beside := filepath.Join(s.KeyFolder(), name)
	if _, err := os.Stat(beside); err == nil {
		return beside
	}
	try, err := os.CreateTemp(s.KeyFolder(), name+".*.tmp")
	if err != nil {
		return filepath.Join(s.Data, name)
	}
	_ = errors.Join(try.Close(), os.Remove(try.Name()))
	return beside
}

// KeyFolder is where the keys are.
func (s Store) KeyFolder() string {
	if s.Keys != "" {
		return s.Keys
	}
	return filepath.Join(s.Data, "keys")
}

// Server says how the service listens and answers.
type Server struct {
	Listen            string        `help:"Address to listen on: host:port." default:"127.0.0.1:8080" env:"ASSAY_LISTEN" placeholder:"HOST:PORT"`
	ReadTimeout       time.Duration `help:"Longest time to read one request." default:"30s" env:"ASSAY_READ_TIMEOUT"`
	WriteTimeout      time.Duration `help:"Longest time to write one answer." default:"60s" env:"ASSAY_WRITE_TIMEOUT"`
	IdleTimeout       time.Duration `help:"Longest time a kept connection may be idle." default:"120s" env:"ASSAY_IDLE_TIMEOUT"`
	DrainTimeout      time.Duration `help:"Longest time to finish open requests when told to stop." default:"8s" env:"ASSAY_DRAIN_TIMEOUT"`
	AccessLog         bool          `help:"Write a line for every request." default:"true" negatable:"" env:"ASSAY_ACCESS_LOG"`
	LogLevel          string        `help:"Least serious line to write: debug, info, warn or error." enum:"debug,info,warn,error" default:"info" env:"ASSAY_LOG_LEVEL"`
	LogFormat         string        `help:"Form of log lines: text or json." enum:"text,json" default:"text" env:"ASSAY_LOG_FORMAT"`
	SequenceEvery     time.Duration `help:"How often committed events are given their numbers." default:"200ms" env:"ASSAY_SEQUENCE_EVERY"`
	AcceptRestoredLog string        `help:"Serve a database that was restored from a backup on purpose, although its event log is shorter than the checkpoint that is kept outside of it. The reason becomes an event." env:"ASSAY_ACCEPT_RESTORED_LOG" placeholder:"REASON"`
	RetentionYears    int           `help:"For how many years the records of a procurement are kept after its contract or award, before a person's data can be erased: at least the three of the Procurement Act 2023, s. 98." default:"3" env:"ASSAY_RETENTION_YEARS"`
	CloseEvery        time.Duration `help:"How often tenders past their deadline are closed." default:"1s" env:"ASSAY_CLOSE_EVERY"`

	Access
}

// CheckListen says what is wrong with an address to listen on.
func CheckListen(address string) error {
	_, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return wrong("--listen (ASSAY_LISTEN) is %q: expected host:port with a port up to 65535, such as 127.0.0.1:8080 or :8080", address)
	}
	return nil
}

// Check names every setting that does not fit and says what would.
func (s Server) Check() error {
	var all error
	all = errors.Join(all, CheckListen(s.Listen), s.Access.Check())
	for _, d := range []struct {
		name  string
		value time.Duration
		least time.Duration
	}{
		{"--read-timeout (ASSAY_READ_TIMEOUT)", s.ReadTimeout, time.Second},
		{"--write-timeout (ASSAY_WRITE_TIMEOUT)", s.WriteTimeout, time.Second},
		{"--idle-timeout (ASSAY_IDLE_TIMEOUT)", s.IdleTimeout, time.Second},
		{"--drain-timeout (ASSAY_DRAIN_TIMEOUT)", s.DrainTimeout, 0},
		{"--sequence-every (ASSAY_SEQUENCE_EVERY)", s.SequenceEvery, 10 * time.Millisecond},
		{"--close-every (ASSAY_CLOSE_EVERY)", s.CloseEvery, 10 * time.Millisecond},
	} {
		if d.value < d.least {
			all = errors.Join(all, wrong("%s is %s: expected at least %s", d.name, d.value, d.least))
		}
	}
	if s.RetentionYears != 0 && s.RetentionYears < 3 {
		all = errors.Join(all, wrong("--retention-years (ASSAY_RETENTION_YEARS) is %d: the Act asks for at least 3", s.RetentionYears))
	}
	return all
}
