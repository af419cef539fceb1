import { Link } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { type ReactNode, useDeferredValue, useState } from "react";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Input } from "@/ui/field";
import { Empty, Loading, Skeleton } from "@/ui/states";

const pageSize = 50;

type RowProps = { id: string; name: string; line: string; state?: ReactNode };

/** A row that opens what it is about beside the list. */
export function Row({ id, name, line, state }: RowProps) {
  return (
    <li>
      <Link
        to="."
        search={(search) => ({ ...search, item: id })}
        replace
        className="flex min-h-16 items-center gap-3 px-5 py-2.5 hover:bg-hover"
      >
        <Avatar name={name} />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">
            <bdi>{name}</bdi>
          </span>
          <span className="block truncate text-sm text-muted tabular">{line}</span>
        </span>
        {state && <span className="flex flex-wrap justify-end gap-1">{state}</span>}
      </Link>
    </li>
  );
}

type SearchProps = { value: string; onChange: (value: string) => void; label: string };

export function SearchField({ value, onChange, label }: SearchProps) {
  return (
    <search className="block px-5 pb-4">
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </search>
  );
}

type ListProps<T> = {
  label: string;
  all: readonly T[];
  fits: (one: T) => boolean;
  query: string;
  onClear: () => void;
  row: (one: T) => ReactNode;
};

/** What fits, a page at a time: thousands of rows at once would be slow. */
export function FilteredList<T>({ label, all, fits, query, onClear, row }: ListProps<T>) {
  const [shown, setShown] = useState({ query, count: pageSize });
  const count = shown.query === query ? shown.count : pageSize;
  const found = useDeferredValue(all.filter(fits));
  if (found.length === 0) {
    return (
      <Empty
        icon={<SearchX />}
        title="Nothing matches"
        action={<Button onClick={onClear}>Clear the search</Button>}
      />
    );
  }
  return (
    <>
      <ul aria-label={label} className="divide-y divide-line">
        {found.slice(0, count).map(row)}
      </ul>
      {found.length > count && (
        <div className="border-t border-line p-3 text-center">
          <Button size="sm" onClick={() => setShown({ query, count: count + pageSize })}>
            Show more of {found.length}
          </Button>
        </div>
      )}
    </>
  );
}

export function ListSkeleton({ what }: { what: string }) {
  return (
    <Loading what={what}>
      <div className="grid gap-3 p-5">
        <Skeleton className="h-12" />
        <Skeleton className="h-12" />
        <Skeleton className="h-12" />
      </div>
    </Loading>
  );
}
