export function Logo({ className }: { className?: string }) {
  return (
    <span className={className}>
      <span className="flex items-center gap-2.5">
        <img src="/favicon.svg" alt="" width={30} height={30} />
        <span className="text-lg font-semibold tracking-tight">Switchboard</span>
      </span>
    </span>
  );
}
