import { type CallOptions, verbsOf } from './calls.ts';
import type { Firecircle } from './firecircle.ts';
import { type OwnAccount, type Profile, type ProfileEdit, profileVerbs } from './verbs/profiles.ts';

const call = verbsOf('profiles', profileVerbs);

/** An account by its uid, or by its username in any letter case. */
export type PersonName = { uid: string } | { username: string };

/**
 * The public profile of an account. May be repeated.
 *
 * @throws FirecircleError `not-found` (`user-not-found`); `invalid-argument`; `unavailable`; `cancelled`
 */
export async function getProfile(firecircle: Firecircle, name: PersonName, options?: CallOptions): Promise<Profile> {
  return call(firecircle, 'getProfile', name, options);
}

/**
 * The signed-in account as only its user sees it; its public profile is made when there is none yet. May be repeated.
 *
 * @throws FirecircleError `unauthenticated`; `unavailable`; `cancelled`
 */
export async function getAccount(firecircle: Firecircle, options?: CallOptions): Promise<OwnAccount> {
  return call(firecircle, 'getAccount', {}, options);
}

/**
 * Changes the own profile; a field that is absent stays, `null` empties one. A username can be changed twice in 30 days.
 * May be repeated.
 *
 * @throws FirecircleError `already-exists` (`username-taken`); `resource-exhausted` with `retryAfterMs`;
 *   `invalid-argument`; `unauthenticated`; `unavailable`; `cancelled`
 */
export async function updateProfile(
  firecircle: Firecircle,
  edit: ProfileEdit,
  options?: CallOptions,
): Promise<OwnAccount> {
  return call(firecircle, 'updateProfile', edit, options);
}
