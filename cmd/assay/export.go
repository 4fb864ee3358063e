package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/config"
)

type exportCommand struct {
	Log exportLogCommand `cmd:"" help:"Write the whole event log as JSON lines, which assay verify log checks anywhere."`
}

type exportLogCommand struct {
	config.Store

	Out   string `help:"File to write; left out, standard output." short:"o" placeholder:"FILE"`
	Named bool   `help:"Show what keys were called, too: it may be a person's name."`
}

// Run writes the log of a database. That it was taken becomes an event in it.
func (c exportLogCommand) Run(w world) (err error) {
	if !c.Exists() {
		return fmt.Errorf("there is no installation in %s: name its folder with --data (ASSAY_DATA)", c.Data)
	}
	s, err := open(w, c.Store, config.Server{LogLevel: "warn"}, config.Tell{})
	if err != nil {
		return err
	}
	defer s.close()
	var out io.Writer = w.stdout
	if c.Out != "" {
		file, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		out = file
	}
	buffered := bufio.NewWriter(out)
	if err := s.app.Trail.Export(actor.With(w.ctx, actor.System("export")), buffered, c.Named); err != nil {
		return err
	}
	return buffered.Flush()
}
