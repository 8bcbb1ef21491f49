/**
 * What the Admin SDK cannot do: sign in with a password or a custom token, and refresh a session. These are the REST
 * endpoints that Firebase's client libraries call, here called with the project's web API key.
 */
import * as z from 'zod';
import { isDemoProject, setting } from './config.ts';
import { Failure } from './failure.ts';

/** A session as Firebase Auth gives it. */
export interface AuthTokens {
  readonly uid: string;
  readonly idToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
}

const deadlineMs = 10_000;

const signedIn = z
  .object({
    localId: z.string().optional(),
    idToken: z.string(),
    refreshToken: z.string(),
    expiresIn: z.coerce.number(),
  })
  .transform((body) => ({ ...body, expiresInSeconds: body.expiresIn }));

const secondFactor = z.object({ mfaPendingCredential: z.string() });

const refreshed = z.object({
  user_id: z.string(),
  id_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.coerce.number(),
});

const failed = z.object({ error: z.object({ message: z.string() }) });

const firebaseConfig = z.object({ apiKey: z.string().optional() });

/** The web API key is no secret: every app of the project carries it. It tells Google whose users are meant. */
function webApiKey(): string {
  const named = setting('FIRECIRCLE_WEB_API_KEY');
  if (named !== undefined) return named;
  const config = setting('FIREBASE_CONFIG');
  if (config?.startsWith('{')) {
    const { apiKey } = firebaseConfig.catch({}).parse(parsed(config));
    if (apiKey !== undefined) return apiKey;
  }
  if (isDemoProject) return 'demo';
  throw new Error('FIRECIRCLE_WEB_API_KEY must be set to the web API key of the project');
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** The emulator serves both services below paths that begin with their host names. */
function addressOf(service: 'identitytoolkit' | 'securetoken', path: string): string {
  const emulator = setting('FIREBASE_AUTH_EMULATOR_HOST');
  const host = `${service}.googleapis.com`;
  const base = emulator === undefined ? `https://${host}` : `http://${emulator}/${host}`;
  return `${base}/v1/${path}?key=${encodeURIComponent(webApiKey())}`;
}

/** Firebase's words for what went wrong, in ours. A word that is not here is a fault of ours or theirs. */
const failures: Readonly<Record<string, () => Failure>> = {
  EMAIL_NOT_FOUND: badCredentials,
  INVALID_PASSWORD: badCredentials,
  INVALID_LOGIN_CREDENTIALS: badCredentials,
  INVALID_EMAIL: badCredentials,
  USER_DISABLED: () => signInDisabled(),
  TOKEN_EXPIRED: () => badToken('signed-out'),
  USER_NOT_FOUND: () => badToken('no-such-user'),
  INVALID_REFRESH_TOKEN: () => badToken('invalid-token'),
  MISSING_REFRESH_TOKEN: () => badToken('invalid-token'),
  INVALID_GRANT_TYPE: () => badToken('invalid-token'),
  TOO_MANY_ATTEMPTS_TRY_LATER: () =>
    new Failure('resource-exhausted', 'Too many requests', { reason: 'rate-limited-sign-in', retryAfterMs: 60_000 }),
};

export function badCredentials(): Failure {
  return new Failure('unauthenticated', 'Invalid email or password', { reason: 'bad-credentials' });
}

const badToken = (reason: string): Failure => new Failure('unauthenticated', 'Unauthorized', { reason });

/** The account may not sign in: it was disabled or banned. */
export const signInDisabled = (): Failure =>
  new Failure('permission-denied', 'Account disabled', { reason: 'sign-in-disabled' });

/** The account has a second factor, which nothing here can ask for. */
export const secondFactorNeeded = (): Failure =>
  new Failure('permission-denied', 'This account signs in with a second factor', { reason: 'second-factor' });

async function ask(address: string, body: object): Promise<unknown> {
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(deadlineMs),
    });
    answer = await response.json();
  } catch (cause) {
    throw new Failure('unavailable', 'Signing in is not possible at the moment', { cause, retryAfterMs: 5000 });
  }
  if (response.ok) return answer;
  const message = failed.safeParse(answer).data?.error.message ?? `HTTP ${response.status}`;
  // Some carry an explanation: "WEAK_PASSWORD : Password should be at least 6 characters".
  const known = failures[message.split(' ')[0] ?? ''];
  if (known !== undefined) throw known();
  if (response.status >= 500 || response.status === 429) {
    throw new Failure('unavailable', 'Signing in is not possible at the moment', {
      cause: new Error(message),
      retryAfterMs: 5000,
    });
  }
  throw new Error(`Firebase Auth refused: ${message}`);
}

/** @throws unauthenticated (bad-credentials), permission-denied (sign-in-disabled), resource-exhausted, unavailable */
export async function signInWithPassword(email: string, password: string): Promise<AuthTokens> {
  const answer = await ask(addressOf('identitytoolkit', 'accounts:signInWithPassword'), {
    email,
    password,
    returnSecureToken: true,
  });
  // Its client libraries go on from here; there is no such step in a REST contract.
  if (secondFactor.safeParse(answer).success) {
    throw secondFactorNeeded();
  }
  const { localId, ...tokens } = signedIn.parse(answer);
  if (localId === undefined) throw new Error('Firebase Auth signed somebody in without saying whom');
  return { uid: localId, ...tokens };
}

/** Begins a session for `uid` with a token that the Admin SDK made for it.
 *  @throws permission-denied (sign-in-disabled), unavailable */
export async function signInWithCustomToken(uid: string, token: string): Promise<AuthTokens> {
  const answer = await ask(addressOf('identitytoolkit', 'accounts:signInWithCustomToken'), {
    token,
    returnSecureToken: true,
  });
  return { uid, ...signedIn.parse(answer) };
}

/** @throws unauthenticated, permission-denied (sign-in-disabled), unavailable */
export async function refreshSession(refreshToken: string): Promise<AuthTokens> {
  const answer = refreshed.parse(
    await ask(addressOf('securetoken', 'token'), { grantType: 'refresh_token', refreshToken }),
  );
  return {
    uid: answer.user_id,
    idToken: answer.id_token,
    refreshToken: answer.refresh_token,
    expiresInSeconds: answer.expires_in,
  };
}
