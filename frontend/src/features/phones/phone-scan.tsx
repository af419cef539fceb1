import { type FormEvent, useState } from "react";
import { graphql } from "@/gql";
import { type Phone, sandboxApi } from "@/lib/sandbox-api";
import { useLiveQuery } from "@/lib/use-live-query";
import { Button } from "@/ui/button";
import { Field, Input, Textarea } from "@/ui/field";
import { act } from "./act";

const PhonesWaiting = graphql(`
  query PhonesWaiting {
    accounts {
      id
      name
      status
      qr {
        code
        expiresAt
      }
    }
  }
`);

type Props = { phone: Phone; onLinked: () => void };

function Waiting({ phone, onLinked }: Props) {
  const [{ data }, refetch] = useLiveQuery({
    query: PhonesWaiting,
    requestPolicy: "cache-and-network",
  });
  const waiting = data?.accounts.filter((account) => account.status === "qr_ready") ?? [];

  async function scan(id: string) {
    // The code may have changed since it was loaded: codes live for 20 seconds.
    const code = data?.accounts.find((account) => account.id === id)?.qr?.code;
    if (!code) return refetch();
    if (await act(sandboxApi.scan(phone.number, code), `${phone.name} scanned the code.`)) {
      onLinked();
    } else refetch();
  }

  return (
    <section>
      <h4 className="mb-2 text-sm font-medium">Accounts that wait for a scan</h4>
      {waiting.length === 0 ? (
        <p className="text-sm text-muted">None at the moment.</p>
      ) : (
        <ul className="grid gap-2">
          {waiting.map((account) => (
            <li key={account.id} className="flex items-center justify-between gap-2">
              <span className="min-w-0 truncate">{account.name}</span>
              <Button
                size="sm"
                variant="primary"
                onClick={() => scan(account.id)}
                aria-label={`Scan the code of ${account.name}`}
              >
                Scan
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

export function PhoneScan({ phone, onLinked }: Props) {
  const [code, setCode] = useState("");
  const [pairing, setPairing] = useState("");

  async function scanText(event: FormEvent) {
    event.preventDefault();
    if (await act(sandboxApi.scan(phone.number, code.trim()), `${phone.name} scanned the code.`)) {
      setCode("");
      onLinked();
    }
  }

  async function enterCode(event: FormEvent) {
    event.preventDefault();
    if (await act(sandboxApi.link(phone.number, pairing.trim()), `${phone.name} is linking.`)) {
      setPairing("");
      onLinked();
    }
  }

  return (
    <div className="grid content-start gap-5 overflow-y-auto p-4">
      <Waiting phone={phone} onLinked={onLinked} />
      <form onSubmit={enterCode} className="grid gap-2">
        <Field label="Pairing code">
          {(wiring) => (
            <Input
              {...wiring}
              placeholder="ABCD-1234"
              autoComplete="off"
              className="font-mono"
              value={pairing}
              onChange={(event) => setPairing(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" size="sm" disabled={!pairing.trim()}>
          Enter the code
        </Button>
      </form>
      <form onSubmit={scanText} className="grid gap-2">
        <Field label="Text of a QR code">
          {(wiring) => (
            <Textarea
              {...wiring}
              rows={2}
              className="font-mono text-sm"
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" size="sm" disabled={!code.trim()}>
          Scan this text
        </Button>
      </form>
    </div>
  );
}
