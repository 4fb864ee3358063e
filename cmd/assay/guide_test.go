package main

import (
	"regexp"
	"strings"
	"testing"
)

// TestGuideShowsWhatComes runs every command of the guide as it stands there, and compares what comes with what the guide shows. With -update it
// writes what comes into the guide.
func TestGuideShowsWhatComes(t *testing.T) {
	t.Chdir("../..")
	const path = "docs/guides/scoring.md"
	guide, shown := text(t, path), 0
	fresh := regexp.MustCompile("(?s)```console\n\\$ (.*?)\n(.*?)\n```").ReplaceAllStringFunc(guide, func(block string) string {
		shown++
		command, _, _ := strings.Cut(strings.TrimPrefix(block, "```console\n$ "), "\n")
		stdin := ""
		if said, piped, found := strings.Cut(command, " | "); found {
			stdin, command = strings.TrimSuffix(strings.TrimPrefix(said, "echo '"), "'"), piped
		}
		status, out, stderr := assay(t, stdin, strings.Fields(command)[1:]...)
		if status != 0 {
			t.Errorf("%s: status %d: %s", command, status, stderr)
		}
		line, _, _ := strings.Cut(strings.TrimPrefix(block, "```console\n"), "\n")
		return "```console\n" + line + "\n" + strings.TrimSuffix(out, "\n") + "\n```"
	})
	if shown < 7 {
		t.Errorf("the guide shows %d commands", shown)
	}
	golden(t, path, fresh)
}
