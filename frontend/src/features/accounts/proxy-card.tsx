import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { useReconnect } from "@/lib/account-actions";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Field, Input } from "@/ui/field";
import { toast } from "@/ui/toast";
import { UpdateAccount } from "./account-page-data";

type Props = { id: string; name: string; proxy: string | null | undefined };

/** What the account's connection goes through. The password is not shown again. */
export function ProxyCard({ id, name, proxy }: Props) {
  const [address, setAddress] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [removing, setRemoving] = useState(false);
  const [updating, update] = useMutation(UpdateAccount);
  const [, reconnect] = useReconnect();

  async function startReconnect() {
    const { error } = await reconnect({ id });
    toast(error ? describe(error).message : `${name} is connecting.`, error ? "bad" : "ok");
  }

  function saved(said: string) {
    toast(said, "ok", { label: "Reconnect now", run: startReconnect });
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { error } = await update({ input: { id, proxy: address.trim() } });
    setProblem(error ? describe(error).message : null);
    if (error) return;
    setAddress("");
    saved("The proxy is saved. It is used from the next connection on.");
  }

  async function remove() {
    const { error } = await update({ input: { id, proxy: "" } });
    if (error) return toast(describe(error).message, "bad");
    setRemoving(false);
    saved("The proxy is removed. The next connection goes straight.");
  }

  return (
    <Card>
      <CardHeader
        title="Proxy"
        description="For numbers that shall reach WhatsApp from another address than this server's."
        action={
          proxy && (
            <Button variant="danger" size="sm" onClick={() => setRemoving(true)}>
              Remove the proxy …
            </Button>
          )
        }
      />
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4 px-5 pb-5" noValidate>
        <p>
          {proxy ? (
            <>
              Connects through <code className="font-mono text-sm break-all">{proxy}</code>
            </>
          ) : (
            "Connects straight."
          )}
        </p>
        <Field
          label={proxy ? "Another proxy" : "Address"}
          hint="Such as socks5://user:password@203.0.113.7:1080, or http, or https. The password is stored encrypted and not shown again."
          error={problem}
        >
          {(wiring) => (
            <Input
              {...wiring}
              autoComplete="off"
              autoCapitalize="off"
              inputMode="url"
              spellCheck={false}
              value={address}
              onChange={(event) => setAddress(event.target.value)}
            />
          )}
        </Field>
        <div>
          <Button type="submit" busy={updating.fetching} disabled={!address.trim()}>
            Save the proxy
          </Button>
        </div>
      </form>
      <Confirm
        open={removing}
        onClose={() => setRemoving(false)}
        title="Remove the proxy?"
        description="From the next connection on the account reaches WhatsApp from this server's own address."
        confirm="Remove the proxy"
        danger
        busy={updating.fetching}
        onConfirm={remove}
      />
    </Card>
  );
}
