import { BookOpen, FileUp, Plus } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import type { CombinedError } from "urql";
import type { AddAiDocumentInput, AiDocumentPartsFragment } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { integer } from "@/lib/format";
import { problemOf } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Field, Input, Textarea } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { RelativeTime } from "@/ui/relative-time";
import { Empty, Failure, Loading, Skeleton } from "@/ui/states";
import { toast } from "@/ui/toast";
import { useAddDocument, useDeleteDocument, useDocuments } from "./tools-data";

const largest = 10 * 1024 * 1024;
const kinds = ".txt,.md,.html,.htm,.pdf";

/** Why a file cannot be taken; null when it can. */
export function fileProblem({ name, size }: Pick<File, "name" | "size">): string | null {
  if (!/\.(txt|md|markdown|html?|pdf)$/i.test(name)) {
    return `${name}: only txt, md, html and pdf can be read.`;
  }
  if (size > largest) return `${name}: it is larger than 10 MB.`;
  return size === 0 ? `${name}: it is empty.` : null;
}

type PasteProps = {
  open: boolean;
  onClose: () => void;
  onAdd: (name: string, text: string) => Promise<CombinedError | undefined>;
};

function PasteText({ open, onClose, onAdd }: PasteProps) {
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title="Paste a text"
      description="Such as opening hours, prices, or questions with their answers."
      action="Add the text"
      start={{ name: "", text: "" }}
      ready={({ name, text }) => name.trim() !== "" && text.trim() !== ""}
      onSubmit={async ({ name, text }) => {
        const error = await onAdd(name.trim(), text);
        if (!error) onClose();
        return problemOf(error, ["text", "name"]);
      }}
    >
      {({ of, error }) => (
        <>
          <Field label="What it is called" error={error("name")}>
            {(wiring) => (
              <Input {...wiring} {...of("name")} maxLength={200} placeholder="Opening hours" />
            )}
          </Field>
          <Field label="Text" error={error("text")}>
            {(wiring) => <Textarea {...wiring} {...of("text")} rows={8} />}
          </Field>
        </>
      )}
    </FormDialog>
  );
}

/** What the model can look up: files and texts, of which it is told the passages that fit. */
export function KnowledgePart({ accountId }: { accountId: string }) {
  const { documents, error, refetch } = useDocuments(accountId);
  const [adding, add] = useAddDocument();
  const [deleting, remove] = useDeleteDocument();
  const [pasting, setPasting] = useState(false);
  const [doomed, setDoomed] = useState<AiDocumentPartsFragment | null>(null);
  const picker = useRef<HTMLInputElement>(null);

  async function put(input: Omit<AddAiDocumentInput, "accountId">) {
    const { error } = await add({ input: { accountId, ...input } });
    if (!error) toast(`${input.name} is known now.`);
    return error;
  }

  async function upload(files: Iterable<File>) {
    for (const file of files) {
      const problem = fileProblem(file);
      const error = problem ? undefined : await put({ name: file.name, file });
      if (problem) toast(problem, "bad");
      else if (error) toast(describe(error).message, "bad");
    }
  }

  async function confirmed() {
    if (!doomed) return;
    const { error } = await remove({ id: doomed.id });
    setDoomed(null);
    if (error) return toast(describe(error).message, "bad");
    toast(`${doomed.name} is forgotten.`);
  }

  function onDrop(event: DragEvent) {
    event.preventDefault();
    void upload([...event.dataTransfer.files]);
  }

  const actions = (
    <div className="flex flex-wrap justify-center gap-2">
      <Button size="sm" onClick={() => setPasting(true)}>
        <Plus aria-hidden="true" />
        Paste a text
      </Button>
      <Button
        size="sm"
        variant="primary"
        busy={adding.fetching}
        onClick={() => picker.current?.click()}
      >
        <FileUp aria-hidden="true" />
        Upload a file
      </Button>
    </div>
  );
  return (
    <Card onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
      <CardHeader
        title="Knowledge"
        description="txt, md, html and pdf up to 10 MB. The model is told the passages that fit a question."
        action={documents && documents.length > 0 && actions}
      />
      <input
        ref={picker}
        type="file"
        hidden
        multiple
        accept={kinds}
        aria-label="Files the AI shall know"
        onChange={(event) => {
          void upload([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <div className="border-t border-line">
        {!documents ? (
          error ? (
            <Failure {...describe(error)} onRetry={refetch} />
          ) : (
            <Loading what="the knowledge">
              <Skeleton className="m-5 h-16" />
            </Loading>
          )
        ) : documents.length === 0 ? (
          <Empty icon={<BookOpen />} title="It knows nothing of you yet" action={actions}>
            Give it your price list, opening hours or handbook. You can drop files here too.
          </Empty>
        ) : (
          <ul className="divide-y divide-line">
            {documents.map((document) => (
              <li key={document.id} className="flex flex-wrap items-center gap-x-4 px-5 py-2">
                <div className="min-w-0 flex-1 basis-40">
                  <p className="truncate font-medium">{document.name}</p>
                  <p className="text-sm text-muted tabular">
                    {integer(document.characters)} characters ·{" "}
                    <RelativeTime iso={document.createdAt} />
                  </p>
                </div>
                <Button
                  size="sm"
                  variant="danger"
                  aria-label={`Delete ${document.name}`}
                  onClick={() => setDoomed(document)}
                >
                  Delete
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <PasteText
        open={pasting}
        onClose={() => setPasting(false)}
        onAdd={(name, text) => put({ name, text })}
      />
      <Confirm
        open={doomed !== null}
        onClose={() => setDoomed(null)}
        title={`Delete ${doomed?.name ?? ""}?`}
        description="The model cannot answer from it any more."
        confirm="Delete it"
        danger
        busy={deleting.fetching}
        onConfirm={confirmed}
      />
    </Card>
  );
}
