const day = 86_400_000;

/** How far a warm-up is: its day, from 1, and the share from 0 to 1 that is over. */
export function warmedUp(linkedAt: string, endsAt: string, now = Date.now()) {
  const start = Date.parse(linkedAt);
  const whole = Math.max(1, Date.parse(endsAt) - start);
  const past = Math.min(Math.max(0, now - start), whole);
  return { day: Math.floor(past / day) + 1, share: past / whole };
}
