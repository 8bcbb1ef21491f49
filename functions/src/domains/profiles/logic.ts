import type { Account } from './documents.ts';

const dayMs = 24 * 3_600_000;
const renamesPerPeriod = 2;
const renamePeriodMs = 30 * dayMs;

/** When the next rename is possible; null = now. */
export function nextRenameMs(renamedAt: Account['renamedAt'], nowMs: number): number | null {
  const oldest = renamedAt[renamesPerPeriod - 1];
  if (oldest === undefined) return null;
  const freeMs = oldest.toMillis() + renamePeriodMs;
  return freeMs > nowMs ? freeMs : null;
}

/** The times of renames to keep after one more. */
export const renamesAfter = <Time>(renamedAt: readonly Time[], now: Time): Time[] =>
  [now, ...renamedAt].slice(0, renamesPerPeriod);

const activityMs = 3_600_000;

/** Whether it is worth noting that somebody is here. */
export const isNewlyActive = (lastActiveMs: number | undefined, nowMs: number): boolean =>
  lastActiveMs === undefined || nowMs - lastActiveMs >= activityMs;
