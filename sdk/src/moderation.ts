import { type CallOptions, verbsOf } from './calls.ts';
import type { Firecircle } from './firecircle.ts';
import { identityVerbs, type Role } from './verbs/identity.ts';

const call = verbsOf('identity', identityVerbs);

/**
 * Gives an account its role, in force from its next request; for administrators. May be repeated.
 *
 * @throws FirecircleError `permission-denied` (`not-admin`); `not-found` (`user-not-found`); `invalid-argument`;
 *   `unauthenticated`; `unavailable`; `cancelled`
 */
export async function setRole(firecircle: Firecircle, uid: string, role: Role, options?: CallOptions): Promise<void> {
  await call(firecircle, 'setRole', { uid, role }, options);
}

/** Refuses an account everything from its next request on, with a reason that its user may read. Otherwise as `setRole`. */
export async function banUser(
  firecircle: Firecircle,
  uid: string,
  reason?: string,
  options?: CallOptions,
): Promise<void> {
  await call(firecircle, 'banUser', { uid, reason }, options);
}

/** Lifts a ban. Otherwise as `setRole`. */
export async function unbanUser(firecircle: Firecircle, uid: string, options?: CallOptions): Promise<void> {
  await call(firecircle, 'unbanUser', { uid }, options);
}
