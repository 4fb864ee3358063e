package api

import (
	"net/http"
	"slices"

	"github.com/assay-engine/assay/internal/actor"
)

// Route is one operation of the API.
type Route struct {
	Method    string
	Path      string // in gin's form: /v1/tenders/:id
	Operation string // the operation's name in the description and in the access table
	Status    int    // of a good answer

	handle handler
	grant  grant
	pure   bool  // stores nothing, so that doing it twice is doing it once
	query  bool  // reads a query though it is no GET
	most   int64 // bytes of the largest body that it reads; 0: the usual limit
}

func get(path, operation string, handle handler) Route {
	return Route{Method: http.MethodGet, Path: path, Operation: operation, Status: http.StatusOK, handle: handle}
}

// made is a POST that makes a thing.
func made(path, operation string, handle handler) Route {
	return Route{Method: http.MethodPost, Path: path, Operation: operation, Status: http.StatusCreated, handle: handle}
}

// done is a POST that moves a thing on.
func done(path, operation string, handle handler) Route {
	return Route{Method: http.MethodPost, Path: path, Operation: operation, Status: http.StatusOK, handle: handle}
}

// large lets a route read bodies up to a size.
func (r Route) large(bytes int64) Route {
	r.most = bytes
	return r
}

// limit is the size of the largest body that the route reads.
func (r Route) limit() int64 { return max(r.most, maxBody) }

// asked is a POST that computes and stores nothing.
func asked(path, operation string, handle handler) Route {
	return Route{Method: http.MethodPost, Path: path, Operation: operation, Status: http.StatusOK, handle: handle, pure: true}
}

func put(path, operation string, handle handler) Route {
	return Route{Method: http.MethodPut, Path: path, Operation: operation, Status: http.StatusOK, handle: handle}
}

func patch(path, operation string, handle handler) Route {
	return Route{Method: http.MethodPatch, Path: path, Operation: operation, Status: http.StatusOK, handle: handle}
}

// remove is a DELETE of a part of a thing; its answer is the thing that is
// left.
func remove(path, operation string, handle handler) Route {
	return Route{Method: http.MethodDelete, Path: path, Operation: operation, Status: http.StatusOK, handle: handle}
}

// routes lists every operation, in the order of a procurement's life.
func (h *api) routes() []Route {
	all := slices.Concat(
		h.service(),
		h.signingKeys(),
		h.signIns(),
		h.organisations(),
		h.keys(),
		h.people(),
		h.invitations(),
		h.catalogues(),
		h.templates(),
		h.rehearsals(),
		h.tenders(),
		h.promises(),
		h.tenderTexts(),
		h.specifications(),
		h.panels(),
		h.bids(),
		h.attachments(),
		h.scores(),
		h.scoreDrafts(),
		h.panelWork(),
		h.qualityLock(),
		h.agreement(),
		h.runs(),
		h.studies(),
		h.exclusions(),
		h.bidClarifications(),
		h.scoreSheets(),
		h.recommendations(),
		h.awards(),
		h.summaries(),
		h.records(),
		h.challenges(),
		h.contracts(),
		h.obligations(),
		h.schedule(),
		h.returns(),
		h.evidence(),
		h.confirmations(),
		h.webhooks(),
		h.variations(),
		h.portfolio(),
		h.particulars(),
		h.ratings(),
		h.shortfalls(),
		h.disputes(),
		h.trackRecords(),
		h.performanceNotices(),
		h.eventLog(),
		h.logProofs(),
		h.privacy(),
	)
	for i := range all {
		all[i].grant = grantOf(all[i].Operation)
	}
	return all
}

// Public reports whether anybody may try the operation, signed in or not.
func (r Route) Public() bool { return r.grant.public }

// InPerson reports whether the operation is for people who have signed in, and
// not for keys.
func (r Route) InPerson() bool {
	return !r.grant.public && !slices.ContainsFunc(r.grant.rules, func(rule Rule) bool { return !rule.InPerson })
}

// Allows reports whether a role may try the operation; in person, where it is
// for people.
func (r Route) Allows(role actor.Role) bool {
	return r.grant.allows(actor.Actor{PersonID: "any", Roles: []actor.Role{role}}, r.Operation) == nil
}

// Rules lists every way to be allowed the operation.
func (r Route) Rules() []Rule { return r.grant.rules }
