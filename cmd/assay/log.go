package main

import (
	"bufio"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/assay-engine/assay/internal/config"
)

func newLog(w io.Writer, c config.Server) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // the parser lets no other word in
	return slog.New(logHandler(w, c, level))
}

func logHandler(w io.Writer, c config.Server, level slog.Level) slog.Handler {
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.NewJSONHandler(w, options)
	}
	return slog.NewTextHandler(w, options)
}

// accessLog gathers the lines of requests and writes them once a second and at
// the end: a write for every line is the dearest part of a small answer.
type accessLog struct {
	logger *slog.Logger

	mu     sync.Mutex
	buffer *bufio.Writer
	ticker *time.Ticker
}

func newAccessLog(w io.Writer, c config.Server) *accessLog {
	a := &accessLog{buffer: bufio.NewWriterSize(w, 64<<10), logger: slog.New(slog.DiscardHandler)}
	if !c.AccessLog || c.LogLevel == "warn" || c.LogLevel == "error" {
		return a
	}
	a.logger = slog.New(logHandler(a, c, slog.LevelInfo))
	a.ticker = time.NewTicker(time.Second)
	go func() {
		for range a.ticker.C {
			a.flush()
		}
	}()
	return a
}

// Write adds one line.
func (a *accessLog) Write(line []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.buffer.Write(line)
}

func (a *accessLog) flush() {
	a.mu.Lock()
	defer a.mu.Unlock()
	_ = a.buffer.Flush()
}
