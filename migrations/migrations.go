// Package migrations holds the schema's history: numbered, forward-only, never
// edited once released.
package migrations

import "embed"

// FS has the migrations by file name.
//
//go:embed *.sql
var FS embed.FS
