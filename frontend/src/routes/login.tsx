import { createFileRoute, redirect, useNavigate } from "@tanstack/react-router";
import { LoginForm } from "@/features/auth/login-form";
import { bootstrap } from "@/lib/bootstrap";
import { session } from "@/lib/session";
import { useTitle } from "@/lib/title";
import { Card } from "@/ui/card";
import { Logo } from "@/ui/logo";

/** Only paths of this site: a link must not lead a person who signs in to another one. */
const safePath = (value: unknown): string | undefined =>
  typeof value === "string" && /^\/(?![/\\])/.test(value) ? value : undefined;

/** GraphiQL is a document of its own, which the router knows nothing of. */
const isOtherDocument = (to: string | undefined) => to?.startsWith("/graphiql") ?? false;

export const Route = createFileRoute("/login")({
  validateSearch: (search): { to?: string } => {
    const to = safePath(search.to);
    return to ? { to } : {};
  },
  beforeLoad: async ({ search }) => {
    const who = await bootstrap().catch(() => null);
    if (who) throw redirect({ href: search.to ?? "/", reloadDocument: isOtherDocument(search.to) });
  },
  component: Login,
});

function Login() {
  useTitle("Sign in");
  const { to } = Route.useSearch();
  const navigate = useNavigate();
  return (
    <main className="grid min-h-dvh place-content-center px-4 py-10">
      <div className="w-[min(24rem,calc(100vw-2rem))]">
        <Logo className="mb-6 flex justify-center" />
        <Card className="p-6">
          <h1 className="mb-5 text-xl font-semibold">Sign in</h1>
          <LoginForm
            onDone={() => {
              session.set("unknown");
              void navigate({ href: to ?? "/", reloadDocument: isOtherDocument(to) });
            }}
          />
        </Card>
        <p className="mt-4 text-center text-sm text-muted">
          The password was printed when the server started, unless it was set with{" "}
          <code className="font-mono">ADMIN_PASSWORD</code>.
        </p>
      </div>
    </main>
  );
}
