/**
 * How sessions begin, go on and end, over Firebase Auth. A session is what Firebase Auth calls one: an ID token for an hour
 * and a refresh token. Our refresh token is Firebase's own one, sealed together with when its session began. So a sign-out
 * and a session's greatest age hold for it whatever Firebase says, and who finds one cannot take it past us to Firebase.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type CreateRequest, getAuth, type UserRecord } from 'firebase-admin/auth';
import * as z from 'zod';
import { networkOf } from '../../../platform/address.ts';
import { claimsIn, userByEmail } from '../../../platform/auth.ts';
import { nowMs } from '../../../platform/clock.ts';
import { isDemoProject, wholeNumber } from '../../../platform/config.ts';
import { Failure, unauthenticated } from '../../../platform/failure.ts';
import { firebaseApp } from '../../../platform/firebase.ts';
import {
  type AuthTokens,
  badCredentials,
  refreshSession,
  signInDisabled,
  signInWithCustomToken,
  signInWithPassword,
} from '../../../platform/identityToolkit.ts';
import { assertWithin, type Limit, takeFrom } from '../../../platform/rateLimit.ts';
import { seal, unseal } from '../../../platform/secrets.ts';
import { makeCard, noteSignIn, type Person, personData as profileData, readPerson } from '../../profiles/operations.ts';
import { assertNameIsFree } from '../../profiles/usernames/operations.ts';
import { greetCreator } from '../../socialsync/creatorprofiles/operations.ts';
import { addCode } from '../codes/operations.ts';
import { standingRef } from '../documents.ts';
import { endedBy } from './logic.ts';

const perTenSeconds = wholeNumber('FIRECIRCLE_SIGN_INS_PER_10_SECONDS', isDemoProject ? 10_000 : 3);
const triesByAddress: Limit = { scope: 'sign-in-address', max: perTenSeconds, windowMs: 10_000 };
const triesByEmail: Limit = { scope: 'sign-in-email', max: perTenSeconds, windowMs: 10_000 };
const failuresByEmail: Limit = {
  scope: 'sign-in-failures',
  max: wholeNumber('FIRECIRCLE_FAILED_SIGN_INS', 10),
  windowMs: 15 * 60_000,
};
const refreshesByAddress: Limit = {
  scope: 'refresh-address',
  max: wholeNumber('FIRECIRCLE_REFRESHES_PER_MINUTE', isDemoProject ? 10_000 : 60),
  windowMs: 60_000,
};

/** Where a try comes from, and what counts against it: every try at this address and e-mail, or wrong passwords of this
 *  e-mail alone (for callers who limit addresses themselves). */
export interface Origin {
  readonly address: string;
  readonly counts: 'every-try' | 'failures';
}

export interface Session {
  readonly uid: string;
  /** An ID token of Firebase. */
  readonly token: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
}

/** Who signed in, and the session that this began. */
export interface SignedIn {
  readonly session: Session;
  readonly person: Person;
}

export interface SignUp {
  readonly email: string;
  readonly password: string;
  readonly displayName?: string | undefined;
  /** Absent = one that the e-mail suggests. */
  readonly username?: string | undefined;
  /** Records the wish to sell; an admin grants it. */
  readonly wantsToSell?: boolean;
}

/**
 * Makes an account with its card, and mails the code that verifies its address. NOT to be repeated: the second call says
 * that the address is taken. Of any number of calls at once for one address or username one gets through; the others
 * leave nothing. When a call is cut off the account may be there without its card, which then is made at first use, and
 * its username is not taken. 5 reads, 8 writes, 1 call of Firebase Auth.
 * @throws already-exists (email-taken, username-taken), resource-exhausted, invalid-argument, unavailable
 */
export async function signUp(input: SignUp, { address, counts }: Origin): Promise<{ uid: string; username: string }> {
  const { email, password, displayName, username, wantsToSell = false } = input;
  if (counts === 'every-try') await assertMayTry(email, address);
  await assertIsFree(email, username);
  const { uid } = await newAuthUser({ email, password, ...(displayName === undefined ? {} : { displayName }) });
  const newcomer = {
    ...{ uid, email, displayName, username, emailVerified: false, hasPassword: true },
    ...(wantsToSell ? { sellerStatus: 'pending' as const } : {}),
  };
  try {
    const card = await makeCard(newcomer, (batch) => addCode(batch, email, 'email-verification'));
    await greetCreator(uid);
    return { uid, username: card.username };
  } catch (error) {
    // Only now is it certain that nothing was made. After any other failure the account stays: its owner has the password.
    if (error instanceof Failure && error.reason === 'username-taken') await removeUnfinished(uid);
    throw error;
  }
}

/** Before anything is made. When both are taken the address is what is told. Only a hint: what follows decides. */
async function assertIsFree(email: string, username: string | undefined): Promise<void> {
  if (username === undefined) return;
  try {
    await assertNameIsFree(username);
  } catch (error) {
    if ((await userByEmail(email)) !== null) throw emailTaken();
    throw error;
  }
}

async function removeUnfinished(uid: string): Promise<void> {
  await getAuth(firebaseApp()).deleteUser(uid);
  // A trigger may have been quick to make it a card.
  await profileData.erase(uid);
}

const emailTaken = (): Failure => new Failure('already-exists', 'Email is already taken', { reason: 'email-taken' });

const refusedByAuth: Readonly<Record<string, () => Failure>> = {
  'auth/email-already-exists': emailTaken,
  'auth/invalid-email': () => invalidField('email', 'must be an e-mail address'),
  'auth/invalid-password': () => invalidField('password', 'is not accepted'),
  'auth/password-does-not-meet-requirements': () => invalidField('password', 'does not meet the rules of this project'),
};

const invalidField = (path: string, message: string): Failure =>
  new Failure('invalid-argument', `${path}: ${message}`, { reason: 'invalid-input', issues: [{ path, message }] });

/** A user of Firebase Auth, without a card. @throws already-exists (email-taken), invalid-argument */
export async function newAuthUser(request: CreateRequest): Promise<UserRecord> {
  try {
    return await getAuth(firebaseApp()).createUser(request);
  } catch (error) {
    throw refusalOfAuth(error);
  }
}

/** What the Admin SDK says against an e-mail or a password, in our words. */
export function refusalOfAuth(error: unknown): unknown {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return (typeof code === 'string' ? refusedByAuth[code]?.() : undefined) ?? error;
}

async function assertMayTry(email: string, address: string): Promise<void> {
  await Promise.all([assertWithin(triesByAddress, networkOf(address)), assertWithin(triesByEmail, email)]);
}

/** Begins a session by password. The same calls and the same answer for a wrong password and an unknown e-mail. May be
 *  repeated. 3 reads, 1 to 2 writes (limits), 1 call of Firebase Auth.
 *  @throws unauthenticated (bad-credentials), permission-denied (sign-in-disabled), resource-exhausted, unavailable */
export async function signIn(email: string, password: string, { address, counts }: Origin): Promise<SignedIn> {
  if (counts === 'every-try') {
    await assertMayTry(email, address);
    return beginByPassword(email, password);
  }
  // Counted before it is known to be wrong, and given back when it was right: else a crowd of guesses at once would all
  // find the door open.
  await assertWithin(failuresByEmail, email);
  const signedIn = await beginByPassword(email, password);
  await takeFrom(failuresByEmail, email, -1);
  return signedIn;
}

/** Begins a session by password without asking any limit. @throws as `signIn` */
export const beginByPassword = (email: string, password: string): Promise<SignedIn> =>
  begin(() => signInWithPassword(email, password), { hasPassword: true });

/** Begins a session for somebody whose right to it was proved otherwise. 3 reads, 1 call of Firebase Auth.
 *  @throws permission-denied (sign-in-disabled), unavailable */
export const beginSession = (uid: string): Promise<SignedIn> =>
  begin(async () => signInWithCustomToken(uid, await customToken(uid)), {});

/** A token with which an app begins the session itself, by `signInWithCustomToken`. No call, where a signing key is at
 *  hand. */
export const customToken = (uid: string): Promise<string> => getAuth(firebaseApp()).createCustomToken(uid);

async function begin(start: () => Promise<AuthTokens>, known: { hasPassword?: true }): Promise<SignedIn> {
  for (let attempt = 1; ; attempt += 1) {
    const tokens = await start();
    const { signedInAtMs, email, emailVerified } = claimsIn(tokens.idToken);
    const person = await readPerson(tokens.uid);
    const ended = endedBy({ signedInAtMs }, person.standing, nowMs(), Number.POSITIVE_INFINITY);
    if (ended === 'disabled') throw signInDisabled();
    if (ended === 'deleted') throw badCredentials();
    if (ended === 'signed-out' && attempt < 3) {
      // Somebody signed out everywhere in this very second, which ends the sessions that begin in it.
      await delay(1000 - (nowMs() % 1000));
      continue;
    }
    const { account } = person;
    const stale = { email, emailVerified, ...known };
    const isStale =
      account.email !== email || account.emailVerified !== emailVerified || (known.hasPassword && !account.hasPassword);
    if (isStale) await noteSignIn(tokens.uid, stale);
    return {
      session: sessionOf(tokens, signedInAtMs),
      person: isStale ? { ...person, account: { ...account, ...stale } } : person,
    };
  }
}

/** What is sealed in our refresh token: whose it is, when the session began, and Firebase's own. */
const sealedSession = z.tuple([z.string(), z.number(), z.string()]);

const sessionOf = ({ uid, idToken, refreshToken, expiresInSeconds }: AuthTokens, signedInAtMs: number): Session => ({
  uid,
  token: idToken,
  refreshToken: seal('refresh-token', JSON.stringify([uid, signedInAtMs, refreshToken])),
  expiresInSeconds,
});

function unsealSession(refreshToken: string): z.output<typeof sealedSession> {
  try {
    return sealedSession.parse(JSON.parse(unseal('refresh-token', refreshToken)));
  } catch (cause) {
    throw unauthenticated('invalid-token', cause);
  }
}

/** A new ID token for a session that is neither ended nor older than `maxAgeMs`. May be repeated. 1 read, 1 write (limit),
 *  1 call of Firebase Auth.
 *  @throws unauthenticated (invalid-token, expired-token when too old, signed-out), permission-denied (sign-in-disabled),
 *  resource-exhausted, unavailable */
export async function refresh(
  refreshToken: string,
  { address, maxAgeMs = Number.POSITIVE_INFINITY }: { address: string; maxAgeMs?: number },
): Promise<Session> {
  await assertWithin(refreshesByAddress, networkOf(address));
  const [uid, signedInAtMs, ours] = unsealSession(refreshToken);
  const standing = (await standingRef(uid).get()).data();
  const ended = endedBy({ signedInAtMs }, standing, nowMs(), maxAgeMs);
  if (ended === 'disabled') throw signInDisabled();
  if (ended === 'too-old') throw unauthenticated('expired-token');
  if (ended !== null) throw unauthenticated('signed-out');
  return sessionOf(await refreshSession(ours), signedInAtMs);
}
