// Package frontend holds the built dashboard.
//
// The files come from `npm run build`. Beside each compressible file lie a `.br` and a `.gz` of it.
// Without a build there is only `.gitkeep`, so that Go builds without Node.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Dist is the built dashboard with `index.html` at its root. It is empty but for `.gitkeep` when
// the dashboard was not built.
func Dist() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		// The folder is part of the binary, so this is a fault of the build and of nothing else.
		panic(err)
	}
	return sub
}
