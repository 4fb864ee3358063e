package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/store"
)

// Rhythm says how often the periodic work is done, and by whom. Every replica
// tries; leases see to it that one does.
type Rhythm struct {
	Holder   string // this replica
	Sequence time.Duration
	Close    time.Duration
	Remind   time.Duration // 0: not at all
	Deliver  time.Duration // 0: not at all
}

// Work does the periodic work until the context ends: events get their
// numbers, tenders past their deadline are closed, missing returns are asked
// for, notices are handed on, messages are sent. A failure is logged and tried again.
func (a App) Work(ctx context.Context, r Rhythm) {
	var all sync.WaitGroup
	all.Go(func() {
		every(actor.With(ctx, actor.System("sequencer")), "sequence", r.Sequence, func(ctx context.Context) error {
			if err := untilIdle(ctx, r.Holder, a.DB.Sequence); err != nil {
				return err
			}
			return a.Trail.Keep(ctx)
		})
	})
	all.Go(func() {
		every(actor.With(ctx, actor.System("deadline")), "close", r.Close, func(ctx context.Context) error {
			_, err := a.Tender.CloseDue(ctx)
			return err
		})
	})
	all.Go(func() {
		every(actor.With(ctx, actor.System("reminders")), "remind", r.Remind, func(ctx context.Context) error {
			return untilIdle(ctx, r.Holder, a.Contract.Remind)
		})
	})
	all.Go(func() {
		every(actor.With(ctx, actor.System("notices")), "tell of notices", r.Deliver, func(ctx context.Context) error {
			return untilIdle(ctx, r.Holder, a.Tender.TellNotices)
		})
	})
	all.Go(func() {
		every(actor.With(ctx, actor.System("outbox")), "deliver", r.Deliver, func(ctx context.Context) error {
			return untilIdle(ctx, r.Holder, a.Notify.Deliver)
		})
	})
	all.Wait()
}

// untilIdle does rounds of work until nothing is left to do.
func untilIdle(ctx context.Context, holder string, round func(context.Context, string) (int, error)) error {
	for {
		n, err := round(ctx, holder)
		if err != nil || n == 0 {
			return err
		}
	}
}

func every(ctx context.Context, name string, pause time.Duration, do func(context.Context) error) {
	if pause <= 0 {
		return
	}
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for {
		if err := do(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrBusy) {
			slog.ErrorContext(ctx, "periodic work failed", "work", name, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
