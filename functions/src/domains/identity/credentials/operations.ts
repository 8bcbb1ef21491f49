/** How somebody proves an address and changes a password. */
import { randomBytes } from 'node:crypto';
import { getAuth, type UpdateRequest, type UserRecord } from 'firebase-admin/auth';
import { type Caller, userByEmail, userById } from '../../../platform/auth.ts';
import { isDemoProject, wholeNumber } from '../../../platform/config.ts';
import { Failure, unauthenticated } from '../../../platform/failure.ts';
import { firebaseApp } from '../../../platform/firebase.ts';
import { secondFactorNeeded, signInDisabled, signInWithPassword } from '../../../platform/identityToolkit.ts';
import { appName } from '../../../platform/mail/carriers.ts';
import { assertWithin, type Limit } from '../../../platform/rateLimit.ts';
import { type Notice, noticeMail } from '../../mail/logic.ts';
import { sendMail } from '../../mail/operations.ts';
import { ensureCard, makeCard, newcomerFrom, noteSignIn, readPerson } from '../../profiles/operations.ts';
import { greetCreator } from '../../socialsync/creatorprofiles/operations.ts';
import { codeInvalid, consumeCode } from '../codes/operations.ts';
import { standingRef } from '../documents.ts';
import { signOutEverywhere } from '../operations.ts';
import { newAuthUser, refusalOfAuth } from '../sessions/operations.ts';

const changesByUser: Limit = {
  scope: 'password-change',
  max: wholeNumber('FIRECIRCLE_SIGN_INS_PER_10_SECONDS', isDemoProject ? 10_000 : 3),
  windowMs: 10_000,
};

async function updateUser(uid: string, change: UpdateRequest): Promise<void> {
  try {
    await getAuth(firebaseApp()).updateUser(uid, change);
  } catch (error) {
    throw refusalOfAuth(error);
  }
}

const notify = (email: string, notice: Notice): Promise<void> => sendMail(email, noticeMail(appName(), notice));

/**
 * Whose address a `sign-in` code proves; an address without an account gets one. The code is used up, so NOT to be
 * repeated. Its caller begins the session.
 * @throws invalid-argument (code-invalid, code-expired), permission-denied (code-exhausted, sign-in-disabled, second-factor),
 * resource-exhausted, unavailable
 */
export async function signInWithCode(
  email: string,
  code: string,
  address: string,
): Promise<{ uid: string; created: boolean }> {
  await consumeCode(email, 'sign-in', code, address);
  const user = await userByEmail(email);
  if (user === null) return { uid: await newcomerByCode(email), created: true };
  const banned = (await standingRef(user.uid).get()).data()?.bannedAt;
  if (user.disabled || banned) throw signInDisabled();
  // A code proves the address alone. Factors of an address that nobody had proved go with all the rest of it.
  if (user.emailVerified && user.multiFactor?.enrolledFactors.length) throw secondFactorNeeded();
  if (!user.emailVerified) await proveAddress(user);
  else await ensureCard(user.uid);
  return { uid: user.uid, created: false };
}

async function newcomerByCode(email: string): Promise<string> {
  try {
    const user = await newAuthUser({ email, emailVerified: true });
    await makeCard(newcomerFrom(user));
    await greetCreator(user.uid);
    return user.uid;
  } catch (error) {
    // Somebody signed up with this address a moment ago: then it is theirs to prove, and the code was for that.
    const user = error instanceof Failure && error.reason === 'email-taken' ? await userByEmail(email) : null;
    if (user === null) throw error;
    if (!user.emailVerified) await proveAddress(user);
    return user.uid;
  }
}

/** Proves an address with an `email-verification` code. `caller` is whoever is signed in. When that is the account itself,
 *  its sessions and its password stay, as their owner holds both proofs; else they may be a stranger's and are removed.
 *  The code is used up, so NOT to be repeated. Answers whose address it is and whether the caller is that account.
 *  @throws as `signInWithCode` */
export async function verifyEmail(
  email: string,
  code: string,
  caller: Caller | null,
  address: string,
): Promise<{ uid: string; own: boolean }> {
  await consumeCode(email, 'email-verification', code, address);
  const user = await userByEmail(email);
  if (user === null) throw codeInvalid();
  const own = caller?.uid === user.uid;
  await ensureCard(user.uid);
  if (!user.emailVerified && !own) await proveAddress(user);
  else if (!user.emailVerified) await updateUser(user.uid, { emailVerified: true });
  await noteSignIn(user.uid, { email: user.email ?? null, emailVerified: true });
  return { uid: user.uid, own };
}

/** Sets a new password with a `forget-password` code and ends every session. The code is used up, so NOT to be repeated:
 *  when the call fails after that, ask for another code.
 *  @throws as `signInWithCode` */
export async function resetPassword(email: string, code: string, password: string, address: string): Promise<void> {
  await consumeCode(email, 'forget-password', code, address);
  const user = await userByEmail(email);
  if (user === null) throw codeInvalid();
  if (!user.emailVerified) return proveAddress(user, password);
  await ensureCard(user.uid);
  await updateUser(user.uid, { password });
  await signOutEverywhere(user.uid);
  await noteSignIn(user.uid, { hasPassword: true });
  await notify(email, 'password-changed');
}

/** Changes the caller's own password and ends every session, the caller's too: its caller begins a new one. May be
 *  repeated: the second call finds the current password to be another. Takes up to a second.
 *  @throws invalid-argument (wrong-password, no-password), resource-exhausted, unavailable */
export async function changePassword(caller: Caller, currentPassword: string, newPassword: string): Promise<void> {
  await assertWithin(changesByUser, caller.uid);
  const user = await userById(caller.uid);
  if (user === null) throw unauthenticated('no-such-user');
  const { account } = await readPerson(user.uid);
  const { email } = user;
  if (email === undefined || !hasPassword(user)) throw noPassword();
  try {
    await signInWithPassword(email, currentPassword);
  } catch (error) {
    if (!(error instanceof Failure && error.reason === 'bad-credentials')) throw error;
    // One that nobody knows stands in for a password that was removed.
    if (!account.hasPassword) throw noPassword();
    throw new Failure('invalid-argument', 'Invalid password', { reason: 'wrong-password' });
  }
  await updateUser(user.uid, { password: newPassword });
  await signOutEverywhere(user.uid);
  await noteSignIn(user.uid, { hasPassword: true });
  await notify(email, 'password-changed');
}

const noPassword = (): Failure =>
  new Failure('invalid-argument', 'Credential account not found', { reason: 'no-password' });

const hasPassword = ({ providerData }: UserRecord): boolean =>
  providerData.some(({ providerId }) => providerId === 'password');

/**
 * Hands an account to whoever proved its address for the first time. Anybody could have signed up with that address, so
 * every way in that was set up before is closed: the password, linked providers, the phone, second factors and all sessions.
 *
 * The address counts as proved last. When this is cut off the account is still unproved, and the next proof does all of
 * it again. Firebase Auth takes an account's address away with its password, so an unguessable password takes its place.
 */
async function proveAddress(user: UserRecord, password?: string): Promise<void> {
  const { uid, email, providerData } = user;
  await updateUser(uid, {
    ...(hasPassword(user) || password !== undefined
      ? { password: password ?? randomBytes(48).toString('base64url') }
      : {}),
    providersToUnlink: providerData
      .map(({ providerId }) => providerId)
      .filter((providerId) => !['password', 'phone'].includes(providerId)),
    phoneNumber: null,
    multiFactor: { enrolledFactors: null },
  });
  await signOutEverywhere(uid);
  await ensureCard(uid);
  await noteSignIn(uid, { email: email ?? null, emailVerified: true, hasPassword: password !== undefined });
  await updateUser(uid, { emailVerified: true });
  if (email !== undefined) await notify(email, 'address-proved');
}
