import type { User } from 'firebase/auth';
import { type DocumentReference, doc, type Firestore, getDocFromServer } from 'firebase/firestore';
import { FirecircleError, toFirecircleError } from './errors.ts';
import { type Fields, fieldsOf, time } from './fields.ts';
import type { Firecircle } from './firecircle.ts';

/** Where it is written how an account stands. Rejects where there is no cryptography, which browsers give to secure
 *  origins only. */
export async function standingRef(firestore: Firestore, uid: string): Promise<DocumentReference> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(uid));
  const key = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return doc(firestore, 'standings', key);
}

/** When the session began, in seconds since the epoch, as its tokens say. */
export async function sessionBeganAt(user: User): Promise<number> {
  const { authTime } = await user.getIdTokenResult();
  return Date.parse(authTime) / 1000;
}

/** Why the server refuses a session that began at this second; null when its account is in good standing, as all are of
 *  whom nothing is stored. */
export function refusal(standing: Fields, beganAt: number): 'banned' | 'deleted' | 'signed-out' | null {
  if (time(standing.deletedAt)) return 'deleted';
  if (time(standing.bannedAt)) return 'banned';
  // Sessions begin in whole seconds; the second of a sign-out belongs to the sessions that it ends.
  const validAfter = time(standing.tokensValidAfter);
  return validAfter && beganAt <= validAfter.seconds ? 'signed-out' : null;
}

/** Rules deny without a reason. When the viewer's own standing is the reason, the error that says so; costs 1 read. */
export async function explained(firecircle: Firecircle, thrown: unknown): Promise<FirecircleError> {
  const failure = toFirecircleError(thrown);
  const { currentUser } = firecircle.auth;
  if (failure.code !== 'permission-denied' || !currentUser) return failure;
  try {
    const ref = await standingRef(firecircle.firestore, currentUser.uid);
    const standing = fieldsOf(await getDocFromServer(ref));
    const reason = standing && refusal(standing, await sessionBeganAt(currentUser));
    if (!reason) return failure;
    return new FirecircleError('unauthenticated', `This account is ${reason}.`, { reason, cause: failure });
  } catch {
    // That the reason cannot be asked for does not change what happened.
    return failure;
  }
}
