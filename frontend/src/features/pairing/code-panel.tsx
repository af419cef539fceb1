import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import * as z from "zod/mini";
import { graphql } from "@/gql";
import type { PairingAccountFragment } from "@/gql/graphql";
import { useSecondsLeft } from "@/lib/countdown";
import { describe } from "@/lib/errors";
import { parseNumber } from "@/lib/phone-number";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy";
import { Field, Input } from "@/ui/field";
import { CountdownRing } from "./countdown-ring";
import { PhoneSteps } from "./steps";

const RequestPairingCode = graphql(`
  mutation RequestPairingCode($accountId: ID!, $number: String!) {
    requestPairingCode(input: { accountId: $accountId, number: $number }) {
      pairingCode {
        code
        expiresAt
      }
    }
  }
`);

const schema = z.object({
  number: z
    .string()
    .check(
      z.refine((text) => parseNumber(text) !== null, "Write the number with its country code."),
    ),
});

// How long WhatsApp takes a code; the ring shows the share that is left.
const codeSeconds = 160;

type Code = NonNullable<PairingAccountFragment["pairingCode"]>;

function ShownCode({ code, left }: { code: Code; left: number }) {
  return (
    <div className="grid justify-items-start gap-3">
      <p className="text-sm text-muted">Type this on the phone</p>
      <p
        className="font-mono text-4xl font-semibold tracking-[0.12em] whitespace-nowrap sm:text-5xl"
        data-testid="pairing-code"
      >
        {code.code}
      </p>
      <div className="flex flex-wrap items-center gap-4">
        <CopyButton text={code.code} what="pairing code" />
        <CountdownRing left={left} total={codeSeconds} label={`Valid for ${left} s`} />
      </div>
    </div>
  );
}

export function CodePanel({ account }: { account: PairingAccountFragment }) {
  const [asking, ask] = useMutation(RequestPairingCode);
  const { register, handleSubmit, setError, formState } = useForm({
    resolver: standardSchemaResolver(schema),
    defaultValues: { number: "" },
  });
  const code = account.pairingCode ?? asking.data?.requestPairingCode.pairingCode ?? null;
  const left = useSecondsLeft(code ? Date.parse(code.expiresAt) : null);

  const submit = handleSubmit(async ({ number }) => {
    const result = await ask({ accountId: account.id, number });
    if (result.error) setError("number", { message: describe(result.error).message });
  });

  return (
    <div className="grid gap-6 md:grid-cols-2">
      <div className="grid content-start gap-5">
        {code && left > 0 && <ShownCode code={code} left={left} />}
        <form onSubmit={submit} className="grid gap-3" noValidate>
          <Field
            label="The phone's own number"
            hint="With country code, such as +49 151 12345678."
            error={formState.errors.number?.message}
          >
            {(wiring) => (
              <Input
                {...wiring}
                {...register("number")}
                type="tel"
                inputMode="tel"
                autoComplete="tel"
                placeholder="+49 …"
              />
            )}
          </Field>
          <div>
            <Button
              type="submit"
              variant={code && left > 0 ? "secondary" : "primary"}
              busy={asking.fetching}
            >
              {code ? "Get another code" : "Get a code"}
            </Button>
          </div>
        </form>
      </div>
      <div>
        <h2 className="mb-4 font-semibold">On the phone</h2>
        <PhoneSteps way="code" />
      </div>
    </div>
  );
}
