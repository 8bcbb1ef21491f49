import { getAuth, type UserRecord } from 'firebase-admin/auth';
import * as z from 'zod';
import { type Failure, unauthenticated } from './failure.ts';
import { firebaseApp } from './firebase.ts';

/** Who a verified ID token says is calling. Role, ban and sign-out are not decided here: see identity's standing. */
export interface Caller {
  readonly uid: string;
  /** Signed in with Firebase's anonymous provider: may look and count as a viewer, may not like. */
  readonly anonymous: boolean;
  /** When the session behind the token began, milliseconds since the epoch. */
  readonly signedInAtMs: number;
}

export interface TokenOptions {
  /** The header may carry the token alone, without "Bearer ". */
  readonly bare?: boolean;
  /** Asks Firebase Auth whether the session was revoked and the account still exists: one call more. For money, roles
   *  and sign-in itself; elsewhere the standing, which is read anyway, says the same. */
  readonly askAuth?: boolean;
  /** A session cookie of Firebase, which lives for up to two weeks, counts as a token: for callers who cannot refresh. */
  readonly cookies?: boolean;
}

const bearer = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;
const bareToken = /^(?:Bearer +)?([A-Za-z0-9\-._~+/]+=*)$/i;
/** Firebase's ID tokens are about 1 kB; this leaves room for a kilobyte of claims and bounds what is parsed. */
const maxHeaderLength = 8192;

/** Why the Admin SDK refused a token, in our words. */
const reasons: Readonly<Record<string, string>> = {
  'auth/id-token-expired': 'expired-token',
  'auth/id-token-revoked': 'signed-out',
  'auth/session-cookie-expired': 'expired-token',
  'auth/session-cookie-revoked': 'signed-out',
  'auth/user-disabled': 'disabled',
  'auth/user-not-found': 'no-such-user',
};

/** The caller behind an Authorization header; null when there is no header.
 *  @throws unauthenticated for a header that is not a valid, unexpired token of this project; its `reason` is
 *  malformed-token, expired-token, signed-out, disabled, no-such-user or invalid-token */
export async function callerOf(
  authorization: string | undefined,
  { bare = false, askAuth = false, cookies = false }: TokenOptions = {},
): Promise<Caller | null> {
  if (authorization === undefined || authorization === '') return null;
  const token = tokenIn(authorization, bare);
  if (token === undefined) throw unauthenticated('malformed-token');
  try {
    const auth = getAuth(firebaseApp());
    const claims =
      cookies && isCookie(token)
        ? await auth.verifySessionCookie(token, askAuth)
        : await auth.verifyIdToken(token, askAuth);
    return {
      uid: claims.uid,
      anonymous: claims.firebase.sign_in_provider === 'anonymous',
      signedInAtMs: claims.auth_time * 1000,
    };
  } catch (error) {
    throw refusedToken(error);
  }
}

/** Only says by whom a token wants to be verified. */
const isCookie = (token: string): boolean => /"iss":"https:\/\/session\.firebase\.google\.com\//.test(payloadOf(token));

const payloadOf = (token: string): string => Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');

/** The token that a header carries; undefined when it has not the form of one. */
export function tokenIn(authorization: string, bare = false): string | undefined {
  const form = bare ? bareToken : bearer;
  return authorization.length <= maxHeaderLength ? form.exec(authorization)?.[1] : undefined;
}

const claims = z.object({
  iat: z.number(),
  exp: z.number(),
  auth_time: z.number(),
  email: z.string().optional(),
  email_verified: z.boolean().default(false),
});

/** What a token says, without looking at its signature: for tokens that were verified or came from Firebase itself. */
export function claimsIn(token: string) {
  const { iat, exp, auth_time, email, email_verified } = claims.parse(JSON.parse(payloadOf(token)));
  return {
    issuedAtMs: iat * 1000,
    expiresAtMs: exp * 1000,
    signedInAtMs: auth_time * 1000,
    email: email ?? null,
    emailVerified: email_verified,
  };
}

function refusedToken(error: unknown): Failure {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  const reason = typeof code === 'string' ? reasons[code] : undefined;
  return unauthenticated(reason ?? 'invalid-token', error);
}

/** Somebody as Firebase Auth knows them; null when it does not. 1 call. */
export const userById = (uid: string): Promise<UserRecord | null> => found(getAuth(firebaseApp()).getUser(uid));

/** The same by e-mail. */
export const userByEmail = (email: string): Promise<UserRecord | null> =>
  found(getAuth(firebaseApp()).getUserByEmail(email));

async function found(user: Promise<UserRecord>): Promise<UserRecord | null> {
  try {
    return await user;
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'auth/user-not-found') return null;
    throw error;
  }
}
