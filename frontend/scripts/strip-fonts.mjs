// GraphiQL's stylesheet carries 350 kB of fonts as data: URLs, which the CSP refuses anyway.
export function stripFonts() {
  return {
    name: "strip-fonts",
    enforce: "pre",
    transform: {
      filter: { id: /graphiql\/dist\/style\.css/ },
      handler: (code) => ({ code: code.replace(/@font-face\s*{[^}]*}/g, ""), map: null }),
    },
  };
}
