import { type CallOptions, verbsOf } from './calls.ts';
import type { Firecircle } from './firecircle.ts';
import { unrepeatable } from './retry.ts';
import { beginSession, byAuth, type SignedIn, signIn, signOut } from './signing.ts';
import { type CodeType, identityVerbs } from './verbs/identity.ts';

/** A code is used up by the call that it opens, so nothing here is repeated on its own but the sign-out. */
const callOnce = verbsOf('identity', identityVerbs, unrepeatable);
const call = verbsOf('identity', identityVerbs);

export interface NewAccount {
  email: string;
  /** 8 to 128 characters. */
  password: string;
  /** 1 to 100 characters. */
  displayName?: string | undefined;
  /** 3 to 30 letters, digits, underscores or dots. Default: one made from the display name or the e-mail address. */
  username?: string | undefined;
}

export interface SignedUp extends SignedIn {
  username: string;
}

export interface SignedInByCode extends SignedIn {
  /** Whether the address had no account before. */
  created: boolean;
}

/**
 * Makes an account with its public profile and signs this device in; a code that verifies the address is on its way by
 * mail. Not to be repeated after `unavailable`: `signIn` tells whether the account was made.
 *
 * @throws FirecircleError `already-exists` (`email-taken`, `username-taken`); `invalid-argument`; `resource-exhausted`;
 *   `unavailable`; `cancelled`
 */
export async function signUp(firecircle: Firecircle, account: NewAccount, options?: CallOptions): Promise<SignedUp> {
  const { uid, username } = await callOnce(firecircle, 'signUp', account, options);
  await signIn(firecircle, account.email, account.password);
  return { uid, username };
}

/**
 * Ends every session of the signed-in account, on every device, from the next request on, and signs this device out. May
 * be repeated.
 *
 * @throws FirecircleError `unauthenticated`; `unavailable`; `cancelled`
 */
export async function signOutEverywhere(firecircle: Firecircle, options?: CallOptions): Promise<void> {
  await call(firecircle, 'signOutEverywhere', {}, options);
  await signOut(firecircle);
}

/**
 * Mails a code of six digits, which lives for 5 minutes and replaces the one before. Answers the same whether or not the
 * address has an account.
 *
 * @throws FirecircleError `resource-exhausted` with `retryAfterMs`; `invalid-argument`; `unavailable`; `cancelled`
 */
export async function sendCode(
  firecircle: Firecircle,
  email: string,
  type: CodeType,
  options?: CallOptions,
): Promise<void> {
  await callOnce(firecircle, 'sendCode', { email, type }, options);
}

/**
 * Whether a code is right; resolves when it is, and leaves it usable. A wrong one counts as a try: the third destroys the
 * code.
 *
 * @throws FirecircleError `invalid-argument` (`code-invalid`, `code-expired`); `permission-denied` (`code-exhausted`);
 *   `resource-exhausted` with `retryAfterMs`; `unavailable`; `cancelled`
 */
export async function checkCode(
  firecircle: Firecircle,
  email: string,
  code: string,
  type: CodeType,
  options?: CallOptions,
): Promise<void> {
  await callOnce(firecircle, 'checkCode', { email, code, type }, options);
}

/** Signs this device in with a code of type `sign-in`; an address without an account gets one. Errors as `checkCode`. */
export async function signInWithCode(
  firecircle: Firecircle,
  email: string,
  code: string,
  options?: CallOptions,
): Promise<SignedInByCode> {
  const { customToken, uid, created } = await callOnce(firecircle, 'signInWithCode', { email, code }, options);
  await beginSession(firecircle, customToken);
  return { uid, created };
}

/**
 * Proves the address with a code of type `email-verification`. Called by somebody else than the account itself, it ends
 * that account's sessions, takes away a password that may be a stranger's and signs this device in. Errors as `checkCode`.
 */
export async function verifyEmail(
  firecircle: Firecircle,
  email: string,
  code: string,
  options?: CallOptions,
): Promise<void> {
  const { customToken } = await callOnce(firecircle, 'verifyEmail', { email, code }, options);
  if (customToken !== null) return beginSession(firecircle, customToken);
  // The token still says that the address is unproved.
  await byAuth(async () => firecircle.auth.currentUser?.reload());
}

/** Sets a new password with a code of type `forget-password` and ends every session; then `signIn`. Errors as
 *  `checkCode`. */
export async function resetPassword(
  firecircle: Firecircle,
  email: string,
  code: string,
  password: string,
  options?: CallOptions,
): Promise<void> {
  await callOnce(firecircle, 'resetPassword', { email, code, password }, options);
}

/**
 * Sets a new password and ends every session; this device begins a new one.
 *
 * @throws FirecircleError `wrong-password`, `no-password` as its reason; `unauthenticated`; `invalid-argument`;
 *   `resource-exhausted`; `unavailable`; `cancelled`
 */
export async function changePassword(
  firecircle: Firecircle,
  currentPassword: string,
  newPassword: string,
  options?: CallOptions,
): Promise<void> {
  const { customToken } = await callOnce(firecircle, 'changePassword', { currentPassword, newPassword }, options);
  await beginSession(firecircle, customToken);
}
