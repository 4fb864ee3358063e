// Package assay holds what the program shows of itself.
package assay

import _ "embed"

// OpenAPI is the description of the API, OpenAPI 3.1, as it is served at /openapi.yaml. It is made by go generate ./api.
//
//go:embed openapi.yaml
var OpenAPI []byte
