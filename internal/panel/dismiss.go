package panel

import (
	"context"

	"github.com/assay-engine/assay/internal/store"
)

// NewDeparture is what an officer sends to end an appointment.
type NewDeparture struct {
	// Why; required once bids are opened.
	Reason string `json:"reason,omitempty" validate:"max=2000,text" example:"On long leave."`
}

// Dismiss ends an appointment, in person. What the person has scored stays.
func (s *Service) Dismiss(ctx context.Context, tenderID, appointmentID string, in NewDeparture) (Appointment, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Appointment, error) {
		t, err := changing(tx, tenderID, in, in.Reason)
		if err != nil {
			return Appointment{}, err
		}
		a, err := appointmentOf(tx, t.ID, appointmentID)
		if err != nil {
			return a, err
		}
		ended, err := departures(tx, t.ID)
		if err != nil {
			return a, err
		}
		if _, before := ended[a.ID]; before {
			return a, ErrDeparted
		}
		d := Departure{AppointmentID: a.ID, Reason: in.Reason, EndedBy: tx.Actor.PersonID, EndedAt: t.Moment(tx)}
		tx.Record(store.Event{Verb: "panel.dismissed", Subject: a.ID, TenderID: t.ID, Detail: map[string]any{"person": a.PersonID, "part": a.Part, "afterOpening": t.IsOpen()}})
		if err := tx.Insert(&d); err != nil {
			return a, err
		}
		return a, s.changed(tx, t)
	})
}
