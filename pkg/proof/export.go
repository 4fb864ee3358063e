package proof

import (
	"encoding/json"
	"io"

	"github.com/assay-engine/assay/pkg/canonical"
)

// KindLog is the kind of an exported log.
const KindLog = "assay.log/1"

// Entry is an event of an exported log: the event, the hash of its leaf as the tree has it, and what is shown of its details.
type Entry struct {
	Event   Event               `json:"event"`
	Leaf    Hash                `json:"leaf"`
	Detail  json.RawMessage     `json:"detail,omitempty"`
	Private map[string]Revealed `json:"private,omitempty"`
}

// head is the first line of an exported log.
type head struct {
	Kind   string `json:"kind"`
	Origin string `json:"origin"`
}

// line is any line of an exported log.
type line struct {
	Log        *head               `json:"log"`
	Key        *Key                `json:"key"`
	Event      *Event              `json:"event"`
	Leaf       *Hash               `json:"leaf"`
	Detail     json.RawMessage     `json:"detail"`
	Private    map[string]Revealed `json:"private"`
	Checkpoint *string             `json:"checkpoint"`
}

// Exporter writes a log as JSON lines, each in canonical form. The caller keeps the order: keys, then events with each checkpoint right after
// the last event that it covers.
type Exporter struct{ w io.Writer }

// Export begins the log of an origin with its keys.
func Export(w io.Writer, origin string, keys Keys) (*Exporter, error) {
	e := &Exporter{w}
	if err := e.line(map[string]any{"log": head{KindLog, origin}}); err != nil {
		return nil, err
	}
	for _, k := range keys {
		if err := e.line(map[string]any{"key": k}); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// Event writes an event.
func (e *Exporter) Event(entry Entry) error { return e.line(entry) }

// Checkpoint writes a signed checkpoint.
func (e *Exporter) Checkpoint(signed string) error {
	return e.line(map[string]any{"checkpoint": signed})
}

func (e *Exporter) line(v any) error {
	form, err := canonical.JSON(v)
	if err != nil {
		return err
	}
	_, err = e.w.Write(append(form, '\n'))
	return err
}
