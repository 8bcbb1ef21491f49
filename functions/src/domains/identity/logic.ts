import type { Caller } from '../../platform/auth.ts';
import type { Standing } from './documents.ts';

export type Refusal = 'banned' | 'signed-out' | 'deleted';

/** Why a token that is itself valid must be refused; null when it must not. Ordinary users have no standing document. */
export function refusal(caller: Caller, standing: Standing | undefined): Refusal | null {
  if (standing === undefined) return null;
  if (standing.deletedAt) return 'deleted';
  if (standing.bannedAt) return 'banned';
  // A token carries the start of its session in whole seconds, so the comparison is made in whole seconds too. The second
  // of the sign-out belongs to the sessions that it ends; signing out everywhere takes until the next one.
  const validAfter = standing.tokensValidAfter;
  return validAfter && caller.signedInAtMs <= validAfter.seconds * 1000 ? 'signed-out' : null;
}
