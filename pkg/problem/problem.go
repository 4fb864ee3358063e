// Package problem is the error document of the API: problem details for HTTP
// APIs, RFC 9457, with every wrong field named.
package problem

import (
	"encoding/json"
	"net/http"
)

// ContentType is the media type of a problem document.
const ContentType = "application/problem+json"

// Details describes one problem. Type is a path at which the code is
// explained; programs compare Code, people read Title and Detail.
type Details struct {
	Type      string  `json:"type" example:"/problems/invalid-input"`
	Title     string  `json:"title" example:"Some of what you sent does not fit: each field is named below"`
	Status    int     `json:"status" example:"422"`
	Code      string  `json:"code" example:"invalid-input"`
	Detail    string  `json:"detail,omitempty"`
	Instance  string  `json:"instance,omitempty" example:"/v1/tenders"`
	RequestID string  `json:"requestId,omitempty"`
	Errors    []Field `json:"errors,omitempty"`
}

// Field is the trouble with one member of the request. Pointer is an RFC 6901
// pointer into the body, or "?name" for a query parameter.
type Field struct {
	Pointer string `json:"pointer" example:"/lots/0/title"`
	Code    string `json:"code" example:"required"`
	Detail  string `json:"detail" example:"is required"`
}

// Write sends the problem as the whole answer.
func (d Details) Write(w http.ResponseWriter) error {
	body, err := json.Marshal(d)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", ContentType)
	w.WriteHeader(d.Status)
	_, err = w.Write(body)
	return err
}
