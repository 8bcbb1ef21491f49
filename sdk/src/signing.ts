import { signInWithCustomToken, signInWithEmailAndPassword, signOut as signOutOfAuth } from 'firebase/auth';
import { type ErrorCode, FirecircleError, toFirecircleError } from './errors.ts';
import type { Firecircle } from './firecircle.ts';

export interface SignedIn {
  uid: string;
}

/**
 * Signs this device in with e-mail and password, by Firebase Auth. Whether an address has an account does not show.
 *
 * @throws FirecircleError `unauthenticated` (`bad-credentials`, `disabled`); `resource-exhausted`
 *   (`rate-limited-sign-in`); `failed-precondition` (`sign-in-disabled`); `invalid-argument`; `unavailable`
 */
export async function signIn(firecircle: Firecircle, email: string, password: string): Promise<SignedIn> {
  const { user } = await byAuth(() => signInWithEmailAndPassword(firecircle.auth, email.trim(), password));
  return { uid: user.uid };
}

/** Signs this device out. What was changed offline waits until its user signs in again. */
export async function signOut(firecircle: Firecircle): Promise<void> {
  await byAuth(() => signOutOfAuth(firecircle.auth));
}

/** Signs this device in with a token that the backend made. */
export async function beginSession(firecircle: Firecircle, customToken: string): Promise<void> {
  await byAuth(() => signInWithCustomToken(firecircle.auth, customToken));
}

const badCredentials = ['unauthenticated', 'bad-credentials', 'The e-mail address or the password is wrong.'] as const;
const badInput = ['invalid-argument', 'invalid-input'] as const;

/** Firebase Auth has an error vocabulary of its own: the code, reason and sentence in ours. An unknown address and a
 *  wrong password are one error, so that nobody can ask who has an account. */
const authErrors: Readonly<Record<string, readonly [ErrorCode, reason: string, sentence: string]>> = {
  'auth/invalid-credential': badCredentials,
  'auth/invalid-login-credentials': badCredentials,
  'auth/user-not-found': badCredentials,
  'auth/wrong-password': badCredentials,
  'auth/invalid-email': [...badInput, 'email: must be an e-mail address'],
  'auth/missing-email': [...badInput, 'email: must be an e-mail address'],
  'auth/missing-password': [...badInput, 'password: is required'],
  'auth/user-disabled': ['unauthenticated', 'disabled', 'This account is disabled.'],
  'auth/user-token-expired': ['unauthenticated', 'signed-out', 'This session has ended. Sign in again.'],
  'auth/too-many-requests': ['resource-exhausted', 'rate-limited-sign-in', 'Too many tries. Try again later.'],
  'auth/operation-not-allowed': ['failed-precondition', 'sign-in-disabled', 'This way to sign in is switched off.'],
};

/** Runs a call of Firebase Auth, and throws its errors as ours. */
export async function byAuth<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    const known = Object.hasOwn(authErrors, code) ? authErrors[code] : undefined;
    if (known === undefined) throw toFirecircleError(thrown);
    const [errorCode, reason, sentence] = known;
    throw new FirecircleError(errorCode, sentence, { reason, cause: thrown });
  }
}
