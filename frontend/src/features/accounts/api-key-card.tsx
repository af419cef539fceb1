import { useState } from "react";
import { useMutation } from "urql";
import { graphql } from "@/gql";
import { describe } from "@/lib/errors";
import { freshKey, rememberKey } from "@/lib/fresh-keys";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Dialog, DialogActions } from "@/ui/dialog";
import { toast } from "@/ui/toast";
import { NewKey } from "./new-key";

const RegenerateKey = graphql(`
  mutation RegenerateKey($id: ID!) {
    regenerateApiKey(input: { accountId: $id }) {
      apiKey
      account {
        id
        apiKeyPrefix
      }
    }
  }
`);

type Props = { id: string; prefix: string; number: string | null | undefined };

export function ApiKeyCard({ id, prefix, number }: Props) {
  const [asked, setAsked] = useState(false);
  const [key, setKey] = useState(() => freshKey(id));
  const [regenerating, regenerate] = useMutation(RegenerateKey);

  async function makeNew() {
    const { data, error } = await regenerate({ id });
    setAsked(false);
    if (error) return toast(describe(error).message, "bad");
    if (!data) return;
    rememberKey(id, data.regenerateApiKey.apiKey);
    setKey(data.regenerateApiKey.apiKey);
  }

  return (
    <Card>
      <CardHeader
        title="API key"
        description={
          <>
            Starts with <code className="font-mono">{prefix}</code>
          </>
        }
        action={
          <Button size="sm" onClick={() => setAsked(true)}>
            Make a new key …
          </Button>
        }
      />
      {key && (
        <div className="px-5 pb-5">
          <NewKey apiKey={key} number={number} />
        </div>
      )}
      <Dialog
        open={asked}
        onOpenChange={setAsked}
        title="Make a new key?"
        description="The old key stops at once. Programs that use it need the new one."
      >
        <DialogActions>
          <Button onClick={() => setAsked(false)}>Keep the old one</Button>
          <Button variant="primary" busy={regenerating.fetching} onClick={makeNew}>
            Make a new key
          </Button>
        </DialogActions>
      </Dialog>
    </Card>
  );
}
