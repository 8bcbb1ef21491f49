import type { User } from 'firebase/auth';
import { type DocumentReference, doc, type Firestore } from 'firebase/firestore';
import { readStanding, type StoredStanding } from './documents.ts';
import { FirecircleError, toFirecircleError } from './errors.ts';
import type { Firecircle } from './firecircle.ts';
import { readServer } from './known.ts';

/** Where it is written how an account stands. Null where a page has no cryptography, which browsers give to secure
 *  origins only. */
export async function standingRef(firestore: Firestore, uid: string): Promise<DocumentReference | null> {
  if (globalThis.crypto?.subtle === undefined) return null;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(uid));
  const key = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return doc(firestore, 'standings', key);
}

/** When the session began, in seconds since the epoch, as its tokens say. */
export async function sessionBeganAt(user: User): Promise<number> {
  const { authTime } = await user.getIdTokenResult();
  return Math.floor(Date.parse(authTime) / 1000);
}

/** Why the server refuses a session that began at this second; null when its account is in good standing. */
export function refusal(standing: StoredStanding, beganAt: number): 'banned' | 'deleted' | 'signed-out' | null {
  if (standing.deletedAt !== null) return 'deleted';
  if (standing.bannedAt !== null) return 'banned';
  // Sessions begin in whole seconds; the second of a sign-out belongs to the sessions that it ends.
  return standing.tokensValidAfter !== null && beganAt <= standing.tokensValidAfter.seconds ? 'signed-out' : null;
}

const sentences = {
  banned: 'This account is banned.',
  deleted: 'This account no longer exists.',
  'signed-out': 'This session has ended. Sign in again.',
} as const;

/** Rules deny without a reason. When the viewer's own standing is the reason, the error that says so; costs 1 read. */
export async function explained(firecircle: Firecircle, thrown: unknown): Promise<FirecircleError> {
  const failure = toFirecircleError(thrown);
  const { currentUser } = firecircle.auth;
  if (failure.code !== 'permission-denied' || failure.reason !== undefined || currentUser === null) return failure;
  try {
    const ref = await standingRef(firecircle.firestore, currentUser.uid);
    if (ref === null) return failure;
    const read = await readServer(ref);
    if (read instanceof FirecircleError) return failure;
    const reason = refusal(readStanding(read), await sessionBeganAt(currentUser));
    return reason === null
      ? failure
      : new FirecircleError('unauthenticated', sentences[reason], { reason, cause: failure });
  } catch {
    // That the reason cannot be asked for does not change what happened.
    return failure;
  }
}
