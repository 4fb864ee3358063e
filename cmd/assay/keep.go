package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/assay-engine/assay/internal/config"
	"github.com/assay-engine/assay/internal/store"
)

type migrateCommand struct {
	config.Store

	Status bool `help:"Only tell where the database is; change nothing."`
}

// Run brings the schema up to date.
func (c migrateCommand) Run(w world) error {
	if err := c.Check(); err != nil {
		return err
	}
	if err := c.Make(); err != nil {
		return err
	}
	db, err := store.Connect(w.ctx, c.Address())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if !c.Status {
		if err := db.Migrate(w.ctx); err != nil {
			return fmt.Errorf("migrate database: %w", err)
		}
	}
	current, target, err := db.Versions(w.ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.stdout, "database at version %d, this program at version %d\n", current, target)
	return err
}

type healthCommand struct {
	Listen  string `help:"Address of the service: host:port." default:"127.0.0.1:8080" env:"ASSAY_LISTEN" placeholder:"HOST:PORT"`
	TLSCert string `help:"Certificate that the service speaks TLS with, where it does." name:"tls-cert" env:"ASSAY_TLS_CERT" placeholder:"FILE"`
}

// Run asks whether the service is ready.
func (c healthCommand) Run(w world) error {
	if err := config.CheckListen(c.Listen); err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return err
	}
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(w.ctx, 3*time.Second)
	defer cancel()
	client, scheme, err := healthClient(c.TLSCert)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	answer, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("not reached: %w", err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: it answered %s", answer.Status)
	}
	_, err = fmt.Fprintln(w.stdout, "ready")
	return err
}
