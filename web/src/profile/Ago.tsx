import { useEffect, useState } from 'react';

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const full = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const units = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

function ago(at: Date, nowMs: number): string {
  const pastMs = nowMs - at.getTime();
  for (const [unit, unitMs] of units) {
    if (Math.abs(pastMs) >= unitMs) return relative.format(-Math.round(pastMs / unitMs), unit);
  }
  return 'just now';
}

/** How long something is past, kept true while it is looked at; the exact time is told on hovering. */
export function Ago({ at }: { at: Date }) {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const clock = setInterval(() => setNowMs(Date.now()), 30_000);
    return () => clearInterval(clock);
  }, []);
  return (
    <time dateTime={at.toISOString()} title={full.format(at)}>
      {ago(at, Math.max(nowMs, at.getTime()))}
    </time>
  );
}
