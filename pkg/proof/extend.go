package proof

// ExtendedBy checks that the log of a newer checkpoint has everything that this one was signed for, from the stored hashes of its tree. The codes:
// RolledBack when it is shorter, Forked when it has another history, RootDiffers when the stored hashes are not those of the newer checkpoint,
// WrongOrigin when it is of another log. It reads two roots, however long the log is; that the events are those of the hashes is what
// [VerifyLog] checks.
func (c Checkpoint) ExtendedBy(now Checkpoint, stored HashReader) error {
	if err := c.before(now); err != nil {
		return err
	}
	root, err := Root(now.Size, stored)
	if err != nil {
		return err
	}
	if root != now.Root {
		return because(RootDiffers, "the stored hashes of the tree are not those of its last checkpoint of %d events", now.Size)
	}
	if root, err = Root(c.Size, stored); err != nil {
		return err
	}
	if root != c.Root {
		return because(Forked, "the log does not extend the checkpoint of %d events, signed at %s: its history was changed", c.Size, Moment(c.At))
	}
	return nil
}

// before looks at what two checkpoints alone can tell.
func (c Checkpoint) before(now Checkpoint) error {
	switch {
	case c.Origin != now.Origin:
		return because(WrongOrigin, "the checkpoint that was kept is of %q, the log of %q", c.Origin, now.Origin)
	case now.Size < c.Size:
		return because(RolledBack, "the log has %d events and had %d at %s: the database is older than what was seen", now.Size, c.Size, Moment(c.At))
	case now.Size == c.Size && now.Root != c.Root:
		return because(Forked, "the log of %d events is not the one that was seen at %s", now.Size, Moment(c.At))
	}
	return nil
}
