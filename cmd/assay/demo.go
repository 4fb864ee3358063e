package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/assay-engine/assay/internal/config"
)

type demoCommand struct {
	Exit   bool   `help:"End after telling the story, instead of going on serving."`
	JSON   bool   `name:"json" help:"Print the final documents instead of the story."`
	Listen string `help:"Address to serve on while the story is told and after; another free port is taken where this one is in use." default:"127.0.0.1:8080" env:"ASSAY_LISTEN" placeholder:"HOST:PORT"`
}

// Run starts a service on an empty database in a folder of its own, plays a
// procurement through its HTTP API and goes on serving it.
func (c demoCommand) Run(w world) error {
	if err := config.CheckListen(c.Listen); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "assay-demo-")
	if err != nil {
		return fmt.Errorf("make a folder for the demo: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	s, err := open(w, config.Store{Data: folder}, demoSettings, config.Tell{})
	if err != nil {
		return err
	}
	defer s.close()
	first, err := s.app.Start(w.ctx)
	if err != nil {
		return fmt.Errorf("prepare the installation: %w", err)
	}
	listener, err := c.listen(w.ctx)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(w.ctx)
	defer stop()
	served := make(chan error, 1)
	go func() { served <- s.serve(ctx, listener) }()
	d := newDemo(ctx, w, "http://"+listener.Addr().String(), first, c.JSON)
	if err := d.play(); err != nil {
		stop()
		return errors.Join(err, <-served)
	}
	if c.Exit {
		stop()
		return <-served
	}
	d.epilogue()
	return <-served
}

var demoSettings = config.Server{
	ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second, IdleTimeout: 120 * time.Second, DrainTimeout: 5 * time.Second,
	LogLevel: "warn", LogFormat: "text", SequenceEvery: 50 * time.Millisecond, CloseEvery: 50 * time.Millisecond,
}

func (c demoCommand) listen(ctx context.Context) (net.Listener, error) {
	var how net.ListenConfig
	if !c.Exit {
		if l, err := how.Listen(ctx, "tcp", c.Listen); err == nil {
			return l, nil
		}
	}
	return how.Listen(ctx, "tcp", "127.0.0.1:0")
}

// demo plays the parts of everybody in a procurement.
type demo struct {
	ctx    context.Context
	out    world
	base   string
	admin  string // the administrator's key
	chief  string // the token of the first person, who invites the others
	client *http.Client
	quiet  bool
	final  map[string]any // what --json prints

	invitation string // of the first person

	cast
}
