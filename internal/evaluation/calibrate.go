package evaluation

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/panel"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Calibration is a made-up answer by which a panel tries out how it reads the
// words of a scale. It is nobody's bid, and counts nowhere.
type Calibration struct {
	ID        string
	TenderID  string
	Criterion string
	Answer    string
	MadeBy    string
	MadeAt    time.Time
}

// CalibrationScore is what one member gives a made-up answer: once.
type CalibrationScore struct {
	ID            string
	CalibrationID string
	PersonID      string
	Level         int
	Reason        string
	GivenAt       time.Time
}

// NewCalibration is what the chair or the officer of the panel sends.
type NewCalibration struct {
	// A question of the method.
	Criterion string `json:"criterion" validate:"required,max=200,text" example:"q1"`
	// A made-up answer to it.
	Answer string `json:"answer" validate:"required,max=20000,text" example:"We would send two people a week."`
}

// NewCalibrationScore is what a member gives a made-up answer.
type NewCalibrationScore struct {
	Level  *int   `json:"level" validate:"required" example:"1"`
	Reason string `json:"reason" validate:"required,max=10000,text" example:"Says how many, not who."`
}

// Calibrated is a made-up answer with what the reader may see of its scores: all
// of them, once the reader's own is in.
type Calibrated struct {
	Calibration Calibration
	Scores      []CalibrationScore
	Names       map[string]string
}

// Calibrate adds a made-up answer for the panel to score, in person.
func (s *Service) Calibrate(ctx context.Context, tenderID string, in NewCalibration) (Calibrated, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Calibrated, error) {
		if err := checkReasoned(in, in.Answer); err != nil {
			return Calibrated{}, err
		}
		t, sight, err := sits(tx, tenderID)
		if err != nil {
			return Calibrated{}, err
		}
		if err := sight.Leads(); err != nil {
			return Calibrated{}, err
		}
		if scale, err := scaleOf(tx, t, in.Criterion); err != nil || scale == nil {
			return Calibrated{}, either(err, fault.ErrInput.With(fault.Field{Pointer: "/criterion", Code: "not-a-question", Detail: "must be a question of the published method"}))
		}
		c := Calibration{ID: tx.NewID(), TenderID: t.ID, Criterion: in.Criterion, Answer: in.Answer, MadeBy: tx.Actor.PersonID, MadeAt: t.Moment(tx)}
		tx.Record(store.Event{Verb: "calibration.made", Subject: c.ID, TenderID: t.ID, Detail: map[string]any{"criterion": c.Criterion}})
		return Calibrated{Calibration: c}, tx.Insert(&c)
	})
}

// ScoreCalibration adds what a member gives a made-up answer, in person and once.
func (s *Service) ScoreCalibration(ctx context.Context, tenderID, id string, in NewCalibrationScore) (Calibrated, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Calibrated, error) {
		if err := checkReasoned(in, in.Reason); err != nil {
			return Calibrated{}, err
		}
		t, sight, err := sits(tx, tenderID)
		if err != nil {
			return Calibrated{}, err
		}
		c, err := calibrationOf(tx, t.ID, id)
		if err != nil {
			return Calibrated{}, err
		}
		if err := sight.Admits(); err != nil {
			return Calibrated{}, err
		}
		if !sight.Panel.Holds(tx.Actor.PersonID, panel.Member) {
			return Calibrated{}, panel.ErrNotYours
		}
		scale, err := scaleOf(tx, t, c.Criterion)
		if err != nil {
			return Calibrated{}, err
		}
		if !onScale(scale, *in.Level) {
			return Calibrated{}, fault.ErrInput.With(fault.Field{Pointer: "/level", Code: "unknown-level", Detail: "must be a level of the question's scale: " + levels(scale)})
		}
		given := CalibrationScore{ID: tx.NewID(), CalibrationID: c.ID, PersonID: tx.Actor.PersonID, Level: *in.Level, Reason: in.Reason, GivenAt: t.Moment(tx)}
		tx.Record(store.Event{Verb: "calibration.scored", Subject: c.ID, TenderID: t.ID})
		if err := insertCalibrationScore(tx, given); err != nil {
			return Calibrated{}, err
		}
		return calibrated(tx, c)
	})
}

// Calibrations lists the made-up answers of a tender, the oldest first.
func (s *Service) Calibrations(ctx context.Context, tenderID string) ([]Calibrated, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]Calibrated, error) {
		if _, err := own(tx, tenderID); err != nil {
			return nil, err
		}
		list, err := calibrationsOf(tx, tenderID)
		out := make([]Calibrated, len(list))
		for i, c := range list {
			if out[i], err = calibrated(tx, c); err != nil {
				return nil, err
			}
		}
		return out, err
	})
}

// calibrated shows the scores of a made-up answer to a member whose own is in, and
// to everybody who does not score.
func calibrated(tx *store.Tx, c Calibration) (Calibrated, error) {
	scores, err := calibrationScores(tx, c.ID)
	if err != nil {
		return Calibrated{}, err
	}
	p, err := panel.Of(tx, c.TenderID)
	if err != nil {
		return Calibrated{}, err
	}
	own := !p.Holds(tx.Actor.PersonID, panel.Member)
	people := make([]string, len(scores))
	for i, s := range scores {
		people[i] = s.PersonID
		own = own || s.PersonID == tx.Actor.PersonID
	}
	if !own {
		return Calibrated{Calibration: c}, nil
	}
	names, err := namesOf(tx, people)
	return Calibrated{c, scores, names}, err
}

// sits finds a tender and what its panel leaves the actor, in person.
func sits(tx *store.Tx, tenderID string) (t tender.Tender, sight panel.Sight, err error) {
	if err = identity.InPerson(tx.Actor); err != nil {
		return t, sight, err
	}
	if t, err = own(tx, tenderID); err != nil {
		return t, sight, err
	}
	sight, err = panel.SightOf(tx, t)
	return t, sight, err
}

// scaleOf finds the scale of a question of any lot; nil where there is none.
func scaleOf(tx *store.Tx, t tender.Tender, criterion string) ([]scoring.Level, error) {
	if t.Method == "" {
		return nil, nil
	}
	methods, err := methodsOf(tx, t)
	for _, m := range methods {
		if c := find(m.Criteria, criterion); c != nil && c.Kind == scoring.QuestionLeaf {
			return c.Scale, err
		}
	}
	return nil, err
}
