import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  banUser,
  changePassword,
  checkCode,
  type Firecircle,
  FirecircleError,
  followUser,
  getAccount,
  listLiked,
  type OwnStanding,
  resetPassword,
  sendCode,
  setRole,
  signIn,
  signInWithCode,
  signOut,
  signOutEverywhere,
  signUp,
  unbanUser,
  verifyEmail,
  watchStanding,
} from '../../sdk/src/index.ts';
import {
  adminFirestore,
  collect,
  eventually,
  newClient,
  newDevice,
  newPerson,
  password,
  standingDoc,
  uidOf,
} from './world.ts';

const failure = (code: string, reason: string) => expect.objectContaining({ name: 'FirecircleError', code, reason });

function newAddress(): string {
  return `${randomUUID()}@example.com`;
}

/** The codes that were mailed to an address, the last one first. */
async function codesFor(email: string): Promise<string[]> {
  const mails = await adminFirestore.collection('mail').where('to', '==', email).get();
  const newestFirst = mails.docs.toSorted((a, b) => b.get('createdAt').toMillis() - a.get('createdAt').toMillis());
  return newestFirst.flatMap((mail) => /\b\d{6}\b/.exec(mail.get('message.text'))?.[0] ?? []);
}

async function codeFor(email: string, number = 1): Promise<string> {
  await eventually(async () => (await codesFor(email)).length).toBe(number);
  return (await codesFor(email))[0] ?? '';
}

const standings = (client: Firecircle) =>
  collect<OwnStanding | null>((onNext, onError) => watchStanding(client, onNext, onError));

// The emulator starts a process for a function's first call, on a busy machine slowly.
describe('accounts', { timeout: 90_000 }, () => {
  test('signs up, in and out; the address is proved by the code that came', async () => {
    const client = newDevice();
    const email = newAddress();
    const { uid, username } = await signUp(client, { email, password, displayName: 'Ada Lovelace' });
    expect(uidOf(client)).toBe(uid);
    expect(await getAccount(client)).toMatchObject({
      ...{ email, emailVerified: false, hasPassword: true },
      profile: { uid, username, displayName: 'Ada Lovelace', followers: 0 },
    });
    await verifyEmail(client, email, await codeFor(email));
    expect(client.auth.currentUser?.emailVerified).toBe(true);
    expect(await getAccount(client)).toMatchObject({ emailVerified: true });
    await signOut(client);
    expect(client.auth.currentUser).toBeNull();
    expect(await signIn(client, ` ${email} `, password)).toEqual({ uid });
    await expect(signUp(newDevice(), { email, password })).rejects.toEqual(failure('already-exists', 'email-taken'));
    const another = { email: newAddress(), password, username };
    await expect(signUp(newDevice(), another)).rejects.toEqual(failure('already-exists', 'username-taken'));
  });

  test('wrong passwords and unknown addresses are one error, and every error is ours', async () => {
    const { email } = await newPerson();
    const device = newDevice();
    await expect(signIn(device, email, 'wrong-password')).rejects.toEqual(
      failure('unauthenticated', 'bad-credentials'),
    );
    await expect(signIn(device, newAddress(), password)).rejects.toEqual(failure('unauthenticated', 'bad-credentials'));
    await expect(signIn(device, 'no address', password)).rejects.toEqual(failure('invalid-argument', 'invalid-input'));
    await expect(signIn(device, email, '')).rejects.toEqual(failure('invalid-argument', 'invalid-input'));
    await expect(signUp(device, { email: 'no address', password })).rejects.toEqual(
      failure('invalid-argument', 'invalid-input'),
    );
    await expect(signUp(device, { email: newAddress(), password: 'short' })).rejects.toThrow(
      'password: must have at least 8 characters',
    );
    expect(device.auth.currentUser).toBeNull();
  });

  test('signs in with a code, and makes the account when there is none', async () => {
    const email = newAddress();
    const client = newDevice();
    await sendCode(client, email, 'sign-in');
    const code = await codeFor(email);
    const wrong = code === '000000' ? '111111' : '000000';
    await expect(signInWithCode(client, email, wrong)).rejects.toEqual(failure('invalid-argument', 'code-invalid'));
    await checkCode(client, email, code, 'sign-in');
    const { uid, created } = await signInWithCode(client, email, code);
    expect(created).toBe(true);
    expect(uidOf(client)).toBe(uid);
    await expect(signInWithCode(newDevice(), email, code)).rejects.toBeInstanceOf(FirecircleError);
    await sendCode(client, email, 'sign-in');
    const again = newDevice();
    expect(await signInWithCode(again, email, await codeFor(email, 2))).toEqual({ uid, created: false });
  });

  test('a forgotten password is replaced, and every session ends', async () => {
    const person = await newPerson();
    const [client, other] = [newDevice(), await newClient(person)];
    await sendCode(client, person.email, 'forget-password');
    await resetPassword(client, person.email, await codeFor(person.email), 'another-password');
    await expect(signIn(client, person.email, password)).rejects.toEqual(failure('unauthenticated', 'bad-credentials'));
    await signIn(client, person.email, 'another-password');
    expect(await listLiked(client)).toEqual({ items: [], hasMore: false });
    await expect(listLiked(other)).rejects.toEqual(failure('unauthenticated', 'signed-out'));
  });

  test('a changed password ends the other sessions, and this device goes on', async () => {
    const person = await newPerson();
    const [client, other] = [await newClient(person), await newClient(person)];
    const refused = changePassword(client, 'not-my-password', 'another-password');
    await expect(refused).rejects.toMatchObject({ name: 'FirecircleError', reason: 'wrong-password' });
    await changePassword(client, password, 'another-password');
    expect(await listLiked(client)).toEqual({ items: [], hasMore: false });
    expect(await getAccount(client)).toMatchObject({ email: person.email });
    await expect(listLiked(other)).rejects.toEqual(failure('unauthenticated', 'signed-out'));
    await signIn(other, person.email, 'another-password');
  });

  test('signed out everywhere, no device is let in; each is told why and signs in anew', async () => {
    const person = await newPerson();
    const [client, other] = [await newClient(person), await newClient(person)];
    const told = standings(other);
    await eventually(() => told.last()).toMatchObject({ uid: person.uid, role: 'user', refusal: null });
    await signOutEverywhere(client);
    expect(client.auth.currentUser).toBeNull();
    await eventually(() => told.last()).toMatchObject({ refusal: 'signed-out' });
    await expect(listLiked(other)).rejects.toEqual(failure('unauthenticated', 'signed-out'));
    await expect(followUser(other, 'somebody')).rejects.toMatchObject({ code: 'unauthenticated' });
    await signIn(client, person.email, password);
    await signIn(other, person.email, password);
    expect(await listLiked(client)).toEqual({ items: [], hasMore: false });
    expect(await listLiked(other)).toEqual({ items: [], hasMore: false });
    expect(told.errors).toEqual([]);
  });
});

describe('moderation', { timeout: 90_000 }, () => {
  test('a ban is told with its reason, refuses everything, and is lifted; a role is told too', async () => {
    const admin = await newClient(await newPerson('ada', 'admin'));
    const client = await newClient();
    const uid = uidOf(client);
    const told = standings(client);
    await eventually(() => told.last()).toEqual({ uid, role: 'user', refusal: null, banReason: null });
    await banUser(admin, uid, 'Spam in every comment');
    await eventually(() => told.last()).toEqual({
      ...{ uid, role: 'user', refusal: 'banned', banReason: 'Spam in every comment' },
    });
    await expect(listLiked(client)).rejects.toEqual(failure('unauthenticated', 'banned'));
    await expect(getAccount(client)).rejects.toEqual(failure('unauthenticated', 'banned'));
    await unbanUser(admin, uid);
    expect(await listLiked(client)).toEqual({ items: [], hasMore: false });
    await setRole(admin, uid, 'moderator');
    await eventually(() => told.last()).toEqual({ uid, role: 'moderator', refusal: null, banReason: null });
    await signOut(client);
    await eventually(() => told.last()).toBeNull();
    expect(told.errors).toEqual([]);
  });

  test('nobody else may', async () => {
    const client = await newClient();
    await expect(banUser(client, 'somebody')).rejects.toEqual(failure('permission-denied', 'not-admin'));
    await expect(setRole(client, uidOf(client), 'admin')).rejects.toEqual(failure('permission-denied', 'not-admin'));
    expect((await standingDoc(uidOf(client)).get()).get('role')).toBeUndefined();
  });
});
