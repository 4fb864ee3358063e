package api

// The description of the API is made by one command, go generate ./api: first docs/swagger.json and docs/swagger.yaml (OpenAPI 2.0, which some
// programs take nothing newer than), then openapi.yaml from them.

//go:generate go tool swag init --quiet --generalInfo api.go --dir . --parseDependency --parseDependencyLevel 1 --parseInternal --overridesFile ../docs/swagger.types --outputTypes json,yaml --output ../docs
//go:generate go run ../internal/tools/openapi -root ..

// docs/access.md is written from the access table.
//
//go:generate go test . -run TestAccessTableIsPublished -update
