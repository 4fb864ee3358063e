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
}

// Work does the periodic work until the context ends: events get their
// numbers, tenders past their deadline are closed. A failure is logged and
// tried again.
func (a App) Work(ctx context.Context, r Rhythm) {
	var all sync.WaitGroup
	all.Go(func() {
		every(actor.With(ctx, actor.System("sequencer")), "sequence", r.Sequence, func(ctx context.Context) error {
			return a.sequence(ctx, r.Holder)
		})
	})
	all.Go(func() {
		every(actor.With(ctx, actor.System("deadline")), "close", r.Close, func(ctx context.Context) error {
			_, err := a.Tender.CloseDue(ctx)
			return err
		})
	})
	all.Wait()
}

// sequence numbers until nothing waits.
func (a App) sequence(ctx context.Context, holder string) error {
	for {
		n, err := a.DB.Sequence(ctx, holder)
		if err != nil || n == 0 {
			return err
		}
	}
}

func every(ctx context.Context, name string, pause time.Duration, do func(context.Context) error) {
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
