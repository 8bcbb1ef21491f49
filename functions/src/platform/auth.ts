import { getAuth } from 'firebase-admin/auth';
import { unauthenticated } from './failure.ts';
import { firebaseApp } from './firebase.ts';

/** Who a verified ID token says is calling. Role, ban and sign-out are not decided here: see identity's standing. */
export interface Caller {
  readonly uid: string;
  /** Signed in with Firebase's anonymous provider: may look and count as a viewer, may not like. */
  readonly anonymous: boolean;
  /** When the session behind the token began, milliseconds since the epoch. */
  readonly signedInAtMs: number;
}

const bearer = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;
/** Firebase's ID tokens are about 1 kB; this leaves room for a kilobyte of claims and bounds what is parsed. */
const maxHeaderLength = 8192;

/** The caller behind an Authorization header; null when there is no header.
 *  @throws unauthenticated for a header that is not a valid, unexpired token of this project */
export async function callerOf(authorization: string | undefined): Promise<Caller | null> {
  if (authorization === undefined || authorization === '') return null;
  const token = authorization.length <= maxHeaderLength ? bearer.exec(authorization)?.[1] : undefined;
  if (token === undefined) throw unauthenticated('malformed-token');
  try {
    const claims = await getAuth(firebaseApp()).verifyIdToken(token);
    return {
      uid: claims.uid,
      anonymous: claims.firebase.sign_in_provider === 'anonymous',
      signedInAtMs: claims.auth_time * 1000,
    };
  } catch (error) {
    throw unauthenticated('invalid-token', error);
  }
}
