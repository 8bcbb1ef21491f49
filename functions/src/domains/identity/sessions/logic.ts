import type { Standing } from '../documents.ts';

/** Why a session may not be gone on with; null when it may. Its begin is compared as in identity: in whole seconds. */
export type Ended = 'disabled' | 'signed-out' | 'deleted' | 'too-old';

export function endedBy(
  session: { readonly signedInAtMs: number },
  standing: Standing | undefined,
  now: number,
  maxAgeMs: number,
): Ended | null {
  if (standing?.deletedAt) return 'deleted';
  const validAfter = standing?.tokensValidAfter;
  if (validAfter && session.signedInAtMs <= validAfter.seconds * 1000) return 'signed-out';
  // After the sign-out: whoever holds a token that was ended long ago learns nothing of a ban.
  if (standing?.bannedAt) return 'disabled';
  return now - session.signedInAtMs > maxAgeMs ? 'too-old' : null;
}
