import type { Caller } from '../../platform/auth.ts';
import type { Standing } from './documents.ts';

/** Why a token that is itself valid must be refused; null when it must not. Ordinary users have no standing document. */
export function refusal(caller: Caller, standing: Standing | undefined): 'banned' | 'signed-out' | null {
  if (standing === undefined) return null;
  if (standing.bannedAt) return 'banned';
  // A token carries the start of its session in whole seconds, so the comparison is made in whole seconds too:
  // a session begun in the second of the sign-out itself counts as a new one.
  const validAfter = standing.tokensValidAfter;
  return validAfter && caller.signedInAtMs < validAfter.seconds * 1000 ? 'signed-out' : null;
}
