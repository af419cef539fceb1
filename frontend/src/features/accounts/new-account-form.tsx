import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import * as z from "zod/mini";
import { graphql } from "@/gql";
import { describe, fieldError } from "@/lib/errors";
import { rememberKey } from "@/lib/fresh-keys";
import { Button } from "@/ui/button";
import { Field, Input } from "@/ui/field";
import { Notice } from "@/ui/notice";

const CreateAccount = graphql(`
  mutation CreateAccount($input: CreateAccountInput!) {
    createAccount(input: $input) {
      apiKey
      account {
        id
        ...AccountLine
      }
    }
  }
`);

const schema = z.object({
  name: z
    .string()
    .check(
      z.trim(),
      z.minLength(1, "Give the account a name."),
      z.maxLength(255, "At most 255 characters."),
    ),
  description: z.string().check(z.trim(), z.maxLength(1000, "At most 1000 characters.")),
});

export function NewAccountForm() {
  const navigate = useNavigate();
  const [creating, create] = useMutation(CreateAccount);
  const { register, handleSubmit, setError, formState } = useForm({
    resolver: standardSchemaResolver(schema),
    defaultValues: { name: "My WhatsApp", description: "" },
  });
  const { errors } = formState;

  const submit = handleSubmit(async ({ name, description }) => {
    const result = await create({ input: { name, description: description || null } });
    const problem = result.error && fieldError(result.error);
    if (problem?.field === "name" || problem?.field === "description") {
      return setError(problem.field, { message: problem.message }, { shouldFocus: true });
    }
    const payload = result.data?.createAccount;
    if (!payload) return;
    const { id } = payload.account;
    rememberKey(id, payload.apiKey);
    await navigate({ to: "/accounts/$id/pair", params: { id } });
  });

  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      {creating.error && !fieldError(creating.error) && (
        <Notice tone="bad" title="The account was not created.">
          {describe(creating.error).message}
        </Notice>
      )}
      <Field
        label="Name"
        error={errors.name?.message}
        hint="For you and your colleagues; the phone shows it under Linked devices."
      >
        {(wiring) => (
          <Input
            {...wiring}
            {...register("name")}
            autoComplete="off"
            // The page has one question.
            autoFocus
            onFocus={(event) => event.target.select()}
          />
        )}
      </Field>
      <Field label="Description (optional)" error={errors.description?.message}>
        {(wiring) => <Input {...wiring} {...register("description")} autoComplete="off" />}
      </Field>
      <div>
        <Button type="submit" variant="primary" busy={creating.fetching}>
          Create and show the code
        </Button>
      </div>
    </form>
  );
}
