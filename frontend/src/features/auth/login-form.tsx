import { type FormEvent, useState } from "react";
import { useSecondsLeft } from "@/lib/countdown";
import { duration } from "@/lib/format";
import { login } from "@/lib/session";
import { Button } from "@/ui/button";
import { Field, Input } from "@/ui/field";

export function LoginForm({ onDone, username }: { onDone: () => void; username?: string }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [blockedUntil, setBlockedUntil] = useState<number | null>(null);
  const wait = useSecondsLeft(blockedUntil);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const values = new FormData(form);
    setBusy(true);
    setError(null);
    const result = await login(String(values.get("username")), String(values.get("password")));
    setBusy(false);
    if (result.ok) return onDone();
    setError(result.message);
    if (result.retryAfterSeconds !== null) {
      setBlockedUntil(Date.now() + result.retryAfterSeconds * 1000);
    }
    form.querySelector<HTMLInputElement>("[name=password]")?.select();
  }

  const shown = error && wait > 0 ? `${error} Try again in ${duration(wait)}.` : error;
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label="User name">
        {(wiring) => (
          <Input
            {...wiring}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            defaultValue={username ?? ""}
            // The page is for this and nothing else.
            autoFocus={!username}
          />
        )}
      </Field>
      <Field label="Password" error={shown}>
        {(wiring) => (
          <Input
            {...wiring}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            // The name is known; this is what is asked for.
            autoFocus={Boolean(username)}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" busy={busy} disabled={wait > 0}>
        Sign in
      </Button>
    </form>
  );
}
