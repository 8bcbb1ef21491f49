import type { Code } from './documents.ts';

export const lifetimeMs = 300_000;
const maxTries = 3;

/** What a guess does to the code that it meets. */
export type Verdict = 'absent' | 'expired' | 'exhausted' | 'wrong' | 'right';

/** Judges a guess by its digest. A code that is expired or exhausted is not compared with anything. */
export function judge(stored: Code | undefined, guess: string, nowMs: number): Verdict {
  if (stored === undefined || stored.used) return 'absent';
  if (stored.validUntil.toMillis() <= nowMs) return 'expired';
  if (stored.tries >= maxTries) return 'exhausted';
  // Both are keyed digests: whoever times this comparison learns about digests, and of a code nothing.
  return stored.digest === guess ? 'right' : 'wrong';
}
