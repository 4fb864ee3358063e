// Command assay is the tender scoring engine: it serves the API, shows a whole
// procurement in a demo, scores a sheet, and keeps the database in order.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // deadlines are shown in Europe/London on any machine

	"github.com/alecthomas/kong"

	"github.com/assay-engine/assay/internal/config"
)

// version is set by the release build.
var version = "development"

// The exit statuses of every command.
const (
	exitFailed = 1 // the work failed; standard error says why
	exitUsage  = 2 // the command was called wrongly; standard error says how
)

// commands is the command line: a field for each command.
type commands struct {
	Serve   serveCommand   `cmd:"" default:"withargs" help:"Serve the API (what assay does without a command)."`
	Demo    demoCommand    `cmd:"" help:"Run a whole procurement through the API on an empty database, telling what happens."`
	Score   scoreCommand   `cmd:"" help:"Score a sheet and print the ranking, the marks and the reasons."`
	Verify  verifyCommand  `cmd:"" help:"Check a signed document offline, or the whole event log: the same, or the first thing that differs."`
	Export  exportCommand  `cmd:"" help:"Write the event log to a file that anybody can check."`
	Explain explainCommand `cmd:"" help:"Put a result into plain sentences, or say what changed between two and what that did."`
	Robust  robustCommand  `cmd:"" help:"Say how firm a result is: what would have to be different for someone else to win."`
	Lint    lintCommand    `cmd:"" help:"Check a method before it is published: each finding with its reason and its fix."`
	DryRun  dryRunCommand  `cmd:"" help:"Rehearse a method with invented bids: who would win, and why."`
	Weights weightsCommand `cmd:"" help:"Derive weights from comparisons, swings or an order of importance, and say how."`
	Bench   benchCommand   `cmd:"" help:"Measure this program on this machine, beside peers in the same run."`
	Access  accessCommand  `cmd:"" help:"Print who may do what, to whose things, and when."`
	Backup  backupCommand  `cmd:"" help:"Write the embedded database and its documents to one file, while the service runs."`
	Restore restoreCommand `cmd:"" help:"Put a backup in place, after it has proved itself."`
	Migrate migrateCommand `cmd:"" help:"Bring the database to the version of this program, and tell where it is."`
	Key     keyCommand     `cmd:"" help:"Look after the keys: one more administrator's, the key-encryption keys of sealed bids, the signing key."`
	Accept  acceptCommand  `cmd:"" help:"Accept an invitation: choose a password, and get the secret of your one-time codes."`
	Signin  signinCommand  `cmd:"" help:"Sign in and print a short-lived token."`
	Health  healthCommand  `cmd:"" help:"Ask a running service whether it is ready: status 0 if it is."`
	Help    helpCommand    `cmd:"" help:"Show every command with all its settings."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// world is what commands meet outside of themselves; tests bring their own.
type world struct {
	ctx    context.Context
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
}

func main() {
	// A reader that goes away must not stop the clearing up.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	status := run(world{ctx: ctx, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr}, os.Args[1:])
	stop()
	os.Exit(status) //nolint:gocritic // stop has run
}

// status is an error that has been told already and only sets the exit status.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// run does one command and returns the exit status.
func run(w world, args []string) (exit int) {
	var line commands
	parser, err := newParser(w, &line, func(code int) { panic(status(code)) })
	if err != nil {
		return tell(w, err, exitFailed)
	}
	defer func() {
		if p := recover(); p != nil {
			code, ok := p.(status)
			if !ok {
				panic(p)
			}
			exit = int(code)
		}
	}()
	parsed, err := parser.Parse(args)
	if err != nil {
		return tell(w, fmt.Errorf("%w\nassay help lists every command and setting", err), exitUsage)
	}
	err = parsed.Run(w, parser)
	var s status
	var wrong config.Wrong
	switch {
	case errors.As(err, &wrong):
		return tell(w, err, exitUsage)
	case errors.As(err, &s):
		return int(s)
	case err != nil:
		return tell(w, err, exitFailed)
	}
	return 0
}

func newParser(w world, line *commands, exit func(int)) (*kong.Kong, error) {
	return kong.New(line, kong.Name("assay"),
		kong.Description("Assay weighs what bidders promise a community, and keeps the weight honest until it is delivered."),
		kong.Writers(w.stdout, w.stderr), kong.Exit(exit), kong.ConfigureHelp(kong.HelpOptions{NoExpandSubcommands: true}))
}

func tell(w world, err error, status int) int {
	_, _ = fmt.Fprintln(w.stderr, "assay:", err)
	return status
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(w world) error {
	_, err := fmt.Fprintln(w.stdout, "assay", version)
	return err
}

type helpCommand struct{}

// Run shows the help of every command, one after the other.
func (helpCommand) Run(w world, parser *kong.Kong) error {
	shown := [][]string{{"--help"}}
	for _, node := range parser.Model.Children {
		if node.Name != "help" && node.Name != "version" {
			shown = append(shown, []string{node.Name, "--help"})
		}
		for _, below := range node.Children {
			shown = append(shown, []string{node.Name, below.Name, "--help"})
		}
	}
	for i, args := range shown {
		if i > 0 {
			_, _ = fmt.Fprint(w.stdout, "\n----------------------------------------------------------------\n\n")
		}
		var line commands
		p, err := newParser(w, &line, func(int) { panic(helped{}) })
		if err != nil {
			return err
		}
		showHelp(p, args)
	}
	return nil
}

type helped struct{}

// showHelp stops where kong would end the program after its help.
func showHelp(p *kong.Kong, args []string) {
	defer func() {
		if r := recover(); r != nil && r != (helped{}) {
			panic(r)
		}
	}()
	_, _ = p.Parse(args)
}
