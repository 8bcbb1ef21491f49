import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { contentRef } from '../../functions/src/domains/content/documents.ts';
import { setRole } from '../../functions/src/domains/identity/operations.ts';
import { signInWithCustomToken } from '../../functions/src/platform/identityToolkit.ts';
import { type Answer, callAt, newContent, newPerson, newVisitor, type Person, signIn } from '../world.ts';
import { codeFor, mailsTo, otherThan } from './mailbox.ts';

/** The callable functions `identity` and `profiles`, as the SDK calls them, in the running suite. */

const password = 'firecircle-demo';
const unique = (name = 'u') => `${name}${randomUUID().replaceAll('-', '').slice(0, 20)}`;
const newEmail = () => `${unique()}@example.com`;

const callTo = (name: string) => (verb: string, input: unknown, token?: string) =>
  callAt(`${process.env.FIRECIRCLE_FUNCTIONS_URL}`, 'POST', `/${name}`, { token, body: { data: { verb, input } } });
const identity = callTo('identity');
const profiles = callTo('profiles');

const result = ({ body, text }: Answer) => body.result ?? text;
const refusal = ({ status, body }: Answer) => [status, body.error?.details?.reason];

async function signUp(): Promise<{ email: string; uid: string; username: string; token: string }> {
  const email = newEmail();
  const { result: made } = (await identity('signUp', { email, password, displayName: 'Ann' })).body;
  return { email, uid: String(made?.uid), username: String(made?.username), token: await signIn({ email }) };
}

const tokenFrom = async (uid: string, answer: Answer): Promise<string> =>
  (await signInWithCustomToken(uid, String(answer.body.result?.customToken))).idToken;

describe('identity', () => {
  test('signUp makes an account that signs in, and tells what is taken', async () => {
    const { email, username, token } = await signUp();
    expect(result(await profiles('getAccount', {}, token))).toMatchObject({
      profile: { username, displayName: 'Ann' },
      ...{ email, emailVerified: false, hasPassword: true, role: 'user', sellerStatus: 'none' },
    });
    expect(refusal(await identity('signUp', { email, password }))).toEqual([409, 'email-taken']);
    expect(refusal(await identity('signUp', { email: newEmail(), password, username }))).toEqual([
      409,
      'username-taken',
    ]);
    expect(refusal(await identity('signUp', { email, password: 'short' }))).toEqual([400, 'invalid-input']);
  });

  test('codes are sent, checked and sign in', async () => {
    const email = newEmail();
    expect(result(await identity('sendCode', { email, type: 'sign-in' }))).toEqual({ sent: true });
    const code = await codeFor(email, 'sign-in');
    expect(refusal(await identity('checkCode', { email, type: 'sign-in', code: otherThan(code) }))).toEqual([
      400,
      'code-invalid',
    ]);
    expect(result(await identity('checkCode', { email, type: 'sign-in', code }))).toEqual({ valid: true });
    const first = await identity('signInWithCode', { email, code });
    expect(result(first)).toMatchObject({ created: true, customToken: expect.any(String) });
    const uid = String(first.body.result?.uid);
    const account = await profiles('getAccount', {}, await tokenFrom(uid, first));
    expect(result(account)).toMatchObject({ email, emailVerified: true, hasPassword: false });
    expect(refusal(await identity('signInWithCode', { email, code }))).toEqual([400, 'code-invalid']);
    await identity('sendCode', { email, type: 'sign-in' });
    const second = await identity('signInWithCode', { email, code: await codeFor(email, 'sign-in') });
    expect(result(second)).toMatchObject({ created: false, uid });
  });

  test('a mail goes out by itself, and one that nobody is to get is dropped', async () => {
    const [known, unknown] = [(await newPerson()).email, newEmail()];
    for (const email of [known, unknown]) await identity('sendCode', { email, type: 'forget-password' });
    const states = async (email: string) => (await mailsTo(email)).map(({ delivery }) => delivery.state);
    await expect.poll(() => states(known), { timeout: 20_000 }).toEqual(['SUCCESS']);
    await expect.poll(() => states(unknown), { timeout: 20_000 }).toEqual([]);
  });

  test('verifyEmail of the own account goes on with its session and begins a fresh one', async () => {
    const { email, uid, token } = await signUp();
    const code = await codeFor(email, 'email-verification');
    const answer = await identity('verifyEmail', { email, code }, token);
    expect(result(answer)).toEqual({ emailVerified: true, customToken: expect.any(String) });
    for (const each of [token, await tokenFrom(uid, answer)]) {
      expect(result(await profiles('getAccount', {}, each))).toMatchObject({ emailVerified: true, hasPassword: true });
    }
  });

  test('verifyEmail by somebody else ends what was set up before', async () => {
    const { email, token } = await signUp();
    const answer = await identity('verifyEmail', { email, code: await codeFor(email, 'email-verification') });
    expect(result(answer)).toEqual({ emailVerified: true, customToken: null });
    expect(refusal(await profiles('getAccount', {}, token))).toEqual([401, 'signed-out']);
  });

  test('resetPassword and changePassword end every session', async () => {
    const { email, uid, token } = await signUp();
    const change = (currentPassword: string, newPassword: string, with_: string) =>
      identity('changePassword', { currentPassword, newPassword }, with_);
    expect(refusal(await change('not-the-password', 'second-password', token))).toEqual([400, 'wrong-password']);
    const changed = await change(password, 'second-password', token);
    expect(refusal(await profiles('getAccount', {}, token))).toEqual([401, 'signed-out']);
    const next = await tokenFrom(uid, changed);
    expect((await profiles('getAccount', {}, next)).status).toBe(200);
    await identity('sendCode', { email, type: 'forget-password' });
    const code = await codeFor(email, 'forget-password');
    expect(result(await identity('resetPassword', { email, code, password }))).toEqual({ reset: true });
    expect(refusal(await profiles('getAccount', {}, next))).toEqual([401, 'signed-out']);
    expect((await profiles('getAccount', {}, await signIn({ email }))).status).toBe(200);
  });

  test('signOutEverywhere ends the caller’s sessions', async () => {
    const { token } = await signUp();
    expect(result(await identity('signOutEverywhere', {}, token))).toEqual({ signedOut: true });
    expect(refusal(await identity('signOutEverywhere', {}, token))).toEqual([401, 'signed-out']);
  });

  describe('for admins', () => {
    let ada: Person;
    beforeAll(async () => {
      ada = await newPerson('ada');
      await setRole(ada.uid, 'admin');
    });

    test('roles and bans are in force from the next call', async () => {
      const { uid, token } = await signUp();
      expect(result(await identity('setRole', { uid, role: 'moderator' }, ada.token))).toEqual({
        uid,
        role: 'moderator',
      });
      expect(result(await profiles('getAccount', {}, token))).toMatchObject({ role: 'moderator' });
      expect(result(await identity('banUser', { uid, reason: 'spam' }, ada.token))).toEqual({ uid, banned: true });
      expect(refusal(await profiles('getAccount', {}, token))).toEqual([401, 'banned']);
      expect(result(await identity('unbanUser', { uid }, ada.token))).toEqual({ uid, banned: false });
      expect((await profiles('getAccount', {}, token)).status).toBe(200);
      expect(refusal(await identity('setRole', { uid: randomUUID(), role: 'admin' }, ada.token))).toEqual([
        404,
        'user-not-found',
      ]);
      expect(refusal(await identity('setRole', { uid, role: 'emperor' }, ada.token))).toEqual([400, 'invalid-input']);
      expect(refusal(await identity('setRole', { uid: 'a/b', role: 'admin' }, ada.token))).toEqual([
        400,
        'invalid-input',
      ]);
    });

    test.each(['setRole', 'banUser', 'unbanUser'])('%s is refused to everybody else', async (verb) => {
      const [{ token }, visitor] = [await signUp(), await newVisitor()];
      const input = { uid: ada.uid, role: 'user' };
      expect(refusal(await identity(verb, input))).toEqual([401, 'missing-token']);
      for (const other of [token, visitor.token]) {
        expect(refusal(await identity(verb, input, other))).toEqual([403, 'not-admin']);
      }
    });
  });
});

describe('profiles', () => {
  test('getProfile finds a person by uid and by username, for everybody, without what is private', async () => {
    const { uid, username, email } = await signUp();
    const shown = {
      uid,
      username,
      displayName: 'Ann',
      followers: 0,
      following: 0,
      posts: 0,
      avatarUrl: null,
      bio: null,
    };
    for (const who of [{ uid }, { username: username.toUpperCase() }]) {
      const answer = await profiles('getProfile', who);
      expect(result(answer)).toMatchObject(shown);
      expect(answer.text).not.toContain(email);
    }
    for (const who of [{ uid: randomUUID() }, { username: unique() }]) {
      expect(refusal(await profiles('getProfile', who))).toEqual([404, 'user-not-found']);
    }
    for (const who of [{}, { uid: 'a/b' }, { uid: '..' }, { username: 'a b' }, { uid: 7 }, null]) {
      expect(refusal(await profiles('getProfile', who))).toEqual([400, 'invalid-input']);
    }
  });

  test('updateProfile changes what is named and nothing else', async () => {
    const { token, username } = await signUp();
    const update = (edit: unknown) => profiles('updateProfile', edit, token);
    const avatarUrl = 'https://example.com/a.webp';
    expect(result(await update({ bio: 'Sings.', avatarUrl, phone: '+4915112345678', isPrivate: true }))).toMatchObject({
      profile: { username, displayName: 'Ann', bio: 'Sings.', avatarUrl },
      ...{ phone: '+4915112345678', isPrivate: true, role: 'user' },
    });
    const renamed = unique('Ann.');
    expect(result(await update({ username: renamed, bio: null }))).toMatchObject({
      profile: { username: renamed, bio: null, avatarUrl },
    });
    expect(result(await update({ role: 'admin', displayName: 'Ann B' }))).toMatchObject({ role: 'user' });
    for (const edit of [{}, { username: 'x' }, { avatarUrl: 'javascript:alert(1)' }, { phone: '123' }, { bio: 7 }]) {
      expect(refusal(await update(edit))).toEqual([400, 'invalid-input']);
    }
  });

  test('a changed card is shown in the contents of its user soon after', async () => {
    const { uid, token } = await signUp();
    const content = await newContent({ creator: { uid, displayName: 'Before' } });
    await profiles('updateProfile', { displayName: 'After', avatarUrl: 'https://example.com/a.webp' }, token);
    await expect
      .poll(async () => (await contentRef(content).get()).data()?.creator, { timeout: 20_000 })
      .toEqual({ uid, displayName: 'After', avatarUrl: 'https://example.com/a.webp' });
  });

  test.each(['updateProfile', 'getAccount'])('%s is for who signed up', async (verb) => {
    const input = verb === 'getAccount' ? {} : { bio: 'x' };
    expect(refusal(await profiles(verb, input))).toEqual([401, 'missing-token']);
    expect(refusal(await profiles(verb, input, (await newVisitor()).token))).toEqual([401, 'anonymous']);
  });

  test('getAccount makes the card of an account that was made elsewhere', async () => {
    const { uid, email, token } = await newPerson();
    expect(result(await profiles('getAccount', {}, token))).toMatchObject({
      profile: { uid },
      email,
      emailVerified: true,
    });
    expect((await profiles('getProfile', { uid })).status).toBe(200);
  });
});
