import { randomUUID } from 'node:crypto';
import { getAuth } from 'firebase-admin/auth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { submitApplication } from '../../functions/src/domains/graph/applications/operations.ts';
import { followUser } from '../../functions/src/domains/graph/operations.ts';
import { banUser, setRole } from '../../functions/src/domains/identity/operations.ts';
import { cardRef, reservationRef } from '../../functions/src/domains/profiles/documents.ts';
import { firebaseApp } from '../../functions/src/platform/firebase.ts';
import { app, reference } from '../../functions/src/rest/streaming/routes.ts';
import { type Answer, callerFor, newPerson, newVisitor, type RestServer, serveContract } from '../world.ts';
import { endpointsOf } from './contracts.ts';
import { mailsTo } from './mailbox.ts';

const password = 'firecircle-demo';
const invalid = { success: false, error: 'Invalid or expired token' };

let rest: RestServer;
beforeAll(async () => {
  rest = await serveContract(app);
});
afterAll(() => rest.close());

/** At most 30 characters, as a username is to be. */
const unique = (name = 'u') => `${name}${randomUUID().replaceAll('-', '').slice(0, 20)}`;
const newEmail = (local = 'person') => `${local}.${randomUUID()}@example.com`;

interface Newcomer {
  readonly email: string;
  readonly token: string;
  readonly refreshToken: string;
  readonly user: Answer['body'];
}

async function signUp(fields: Record<string, unknown> = {}): Promise<Newcomer> {
  const email = newEmail();
  const answer = await post('signup/email', { name: 'Somebody', email, password, ...fields });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  const { token, refreshToken, user } = answer.body.data ?? {};
  return { email: String(user?.email), token: String(token), refreshToken: String(refreshToken), user: user ?? {} };
}

const post = (path: string, body?: unknown, token?: string) => rest.call('POST', `/api/auth/${path}`, { body, token });
const me = (token: string | undefined) => rest.call('GET', '/api/viewer/me', { token });
const session = (token?: string) => rest.call('GET', '/api/auth/get-session', { token });

const tokenAnswer = {
  token: expect.any(String),
  refreshToken: expect.any(String),
  expiresIn: 3600,
};

const userSelf = {
  id: expect.any(String),
  name: 'Somebody',
  username: expect.any(String),
  image: null,
  email: expect.any(String),
  emailVerified: false,
  bio: null,
  role: 'USER',
  isCreator: false,
  createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  updatedAt: expect.stringMatching(/Z$/),
};

describe('streaming: signing up', () => {
  test('streaming S1 makes an account and its first session', async () => {
    const email = newEmail('Al.Bo');
    const username = unique();
    const answer = await post('signup/email', { name: ' Somebody ', email: ` ${email} `, password, username });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      success: true,
      data: { ...tokenAnswer, user: { ...userSelf, email: email.toLowerCase(), username } },
      message: 'Account created successfully',
    });
    expect(answer.headers.get('Cache-Control')).toBe('private, no-store');
  });

  test('streaming S1 says everything that is wrong with a sign-up', async () => {
    const answer = await post('signup/email', { name: '', email: 'nobody', password: 'short', username: 'a b' });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ success: false, error: 'Validation failed', details: expect.any(Array) });
    const paths = JSON.parse(answer.text).details.map(({ path }: { path: string }) => path);
    expect(new Set(paths)).toEqual(new Set(['name', 'email', 'password', 'username']));
  });

  test.each([
    ['no object', '[]'],
    ['a number', '7'],
    ['nothing', 'null'],
    ['a deep one', `{"email":${'['.repeat(500)}${']'.repeat(500)}}`],
    ['other types', { name: {}, email: [], password: 12345678, username: true }],
    [
      'lone surrogates',
      '{"name":"\\ud800","email":"a@example.com","password":"\\ud800\\ud800\\ud800\\ud800\\ud800\\ud800\\ud800\\ud800"}',
    ],
    ['a password of 129', { name: 'A', email: 'a@example.com', password: 'x'.repeat(129) }],
    ['an endless e-mail', { name: 'A', email: `${'a'.repeat(400)}@example.com`, password }],
  ])('streaming S1 refuses %s as invalid, never with a 500', async (_, body) => {
    const answer = await post('signup/email', body);
    expect([answer.status, answer.body.error]).toEqual([400, 'Validation failed']);
  });

  test('streaming B6 gives the token in the header too, and it works as Bearer', async () => {
    const email = newEmail();
    const answers = [
      await post('signup/email', { name: 'A', email, password }),
      await post('signin/email', { email, password }),
    ];
    answers.push(await post('refresh', { refreshToken: answers[1]?.body.data?.refreshToken }));
    for (const { headers, body } of answers) {
      const token = headers.get('set-auth-token') ?? '';
      expect(token).toBe(body.data?.token);
      expect(headers.get('Access-Control-Expose-Headers')).toContain('set-auth-token');
      expect((await me(token)).status).toBe(200);
    }
  });

  test('streaming B7 refuses an address or username that is taken, in any letter case', async () => {
    const username = unique('Case');
    const { email } = await signUp({ username });
    const again = await post('signup/email', { name: 'A', email: email.toUpperCase(), password });
    expect([again.status, again.body]).toEqual([
      409,
      { success: false, error: 'User already exists. Use another email.' },
    ]);
    const other = await post('signup/email', {
      name: 'A',
      email: newEmail(),
      password,
      username: username.toUpperCase(),
    });
    expect([other.status, other.body]).toEqual([409, { success: false, error: 'Username is already taken' }]);
  });

  test('streaming B7 leaves exactly one account when many sign up for one username at once', async () => {
    const username = unique();
    const emails = Array.from({ length: 8 }, () => newEmail());
    const answers = await Promise.all(
      emails.map((email) => post('signup/email', { name: 'A', email, password, username })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    const left = await Promise.all(
      emails.map((email) =>
        getAuth(firebaseApp())
          .getUserByEmail(email)
          .then(({ uid }) => uid)
          .catch(() => null),
      ),
    );
    const [winner, ...others] = left.filter((uid) => uid !== null);
    expect(others).toEqual([]);
    expect((await reservationRef(username).get()).data()).toEqual({ uid: winner, heldUntil: null });
    // The addresses of those who lost are free again.
    const loser = emails[left.indexOf(null)];
    expect((await post('signup/email', { name: 'A', email: loser, password })).status).toBe(201);
  });

  test('streaming B7 leaves exactly one account when one address signs up many times at once', async () => {
    const email = newEmail();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post('signup/email', { name: 'A', email, password, username: unique() })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    const won = answers.find(({ status }) => status === 201)?.body.data?.user;
    const { uid } = await getAuth(firebaseApp()).getUserByEmail(email);
    expect(won?.id).toBe(uid);
    expect((await cardRef(uid).get()).data()?.username).toBe(won?.username);
  });

  test('streaming B8 makes the card and mails a code that verifies the address', async () => {
    const { email, user } = await signUp();
    expect((await cardRef(String(user.id)).get()).data()).toMatchObject({ uid: user.id, username: user.username });
    const subjects = (await mailsTo(email)).map(({ message }) => message?.subject);
    expect(subjects).toEqual([expect.stringMatching(/^\d{6} confirms your e-mail address$/)]);
  });

  test('streaming B9 derives a username from the address, with a number when it is taken', async () => {
    const local = unique('der');
    const first = await signUp({ email: `${local}@example.com` });
    const second = await signUp({ email: `${local}@example.org` });
    expect(first.user.username).toBe(local.slice(0, 22));
    expect(second.user.username).toMatch(new RegExp(`^${local.slice(0, 22)}\\d+$`));
    const short = await signUp({ email: `a@${randomUUID()}.example` });
    expect(String(short.user.username)).toMatch(/^usera\d*$/);
    const odd = await signUp({ email: `---@${randomUUID()}.example` });
    expect(String(odd.user.username)).toMatch(/^user\d+$/);
  });

  test.each(['admin', 'Support', 'TOP', 'feed', 'root', '__me__', '____'])(
    'streaming S1 keeps the username %s for itself',
    async (username) => {
      const answer = await post('signup/email', { name: 'A', email: newEmail(), password, username });
      expect([answer.status, answer.body.error]).toEqual([409, 'Username is already taken']);
    },
  );
});

describe('streaming: signing in', () => {
  test('streaming S2 begins a session', async () => {
    const { email } = await signUp();
    const answer = await post('signin/email', { email: email.toUpperCase(), password, rememberMe: true });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ success: true, data: { ...tokenAnswer, user: { ...userSelf, email } } });
  });

  test('streaming B11 answers a wrong password and an unknown address alike', async () => {
    const { email } = await signUp();
    const wrong = await post('signin/email', { email, password: 'another-password' });
    const unknown = await post('signin/email', { email: newEmail(), password });
    expect(wrong.status).toBe(401);
    expect(wrong.text).toBe('{"success":false,"error":"Invalid email or password"}');
    expect([unknown.status, unknown.text]).toEqual([wrong.status, wrong.text]);
  });

  test('streaming S2 refuses an account that is disabled or banned', async () => {
    const disabled = await signUp();
    await getAuth(firebaseApp()).updateUser(String(disabled.user.id), { disabled: true });
    const banned = await signUp();
    await banUser(String(banned.user.id));
    for (const { email } of [disabled, banned]) {
      const answer = await post('signin/email', { email, password });
      expect([answer.status, answer.body]).toEqual([403, { success: false, error: 'Account disabled' }]);
    }
  });

  test('streaming S2 makes the card of an account that was made elsewhere', async () => {
    const person = await newPerson();
    const answer = await post('signin/email', { email: person.email, password });
    expect(answer.body.data?.user).toMatchObject({ id: person.uid, email: person.email, emailVerified: true });
    expect((await cardRef(person.uid).get()).exists).toBe(true);
  });
});

describe('streaming: sessions', () => {
  test('streaming S9 shows the session, mirrored beside data', async () => {
    const { token, user } = await signUp();
    const answer = await rest.call('GET', '/api/auth/get-session', { token, headers: { 'User-Agent': 'a test' } });
    const shown = {
      session: {
        id: expect.any(String),
        userId: user.id,
        token,
        expiresAt: expect.stringMatching(/Z$/),
        createdAt: expect.stringMatching(/Z$/),
        updatedAt: expect.stringMatching(/Z$/),
        ipAddress: expect.any(String),
        userAgent: 'a test',
      },
      user: { ...userSelf, id: user.id },
    };
    expect([answer.status, answer.body]).toEqual([200, { success: true, data: shown, ...shown }]);
    const { createdAt, expiresAt } = answer.body.session ?? {};
    expect(Date.parse(String(expiresAt)) - Date.parse(String(createdAt))).toBe(3_600_000);
  });

  test('streaming B20 never answers 401 there', async () => {
    const { token } = await signUp();
    for (const bad of [undefined, 'garbage', `${token}x`, 'a.b.c']) {
      const answer = await session(bad);
      expect([answer.status, answer.body]).toEqual([200, { success: true, data: null }]);
    }
    const odd = await rest.call('GET', '/api/auth/get-session', { headers: { Authorization: 'Basic abc' } });
    expect(odd.body).toEqual({ success: true, data: null });
  });

  test('streaming S10 signs out', async () => {
    const { token } = await signUp();
    const answer = await post('sign-out', undefined, token);
    expect([answer.status, answer.body]).toEqual([200, { success: true, message: 'Signed out' }]);
    expect(answer.headers.get('set-auth-token')).toBeNull();
    for (const other of [undefined, 'garbage', token]) {
      expect((await post('sign-out', { any: 'thing' }, other)).status).toBe(200);
    }
  });

  test('streaming B21 refuses the token at once and lets the refresh token go no further', async () => {
    const { email, token, refreshToken } = await signUp();
    expect((await me(token)).status).toBe(200);
    await post('sign-out', undefined, token);
    expect([(await me(token)).status, (await me(token)).body]).toEqual([401, invalid]);
    expect((await session(token)).body).toEqual({ success: true, data: null });
    const refreshed = await post('refresh', { refreshToken });
    expect([refreshed.status, refreshed.body]).toEqual([401, invalid]);
    // A new session begins as ever, and the old one stays ended.
    const next = await post('signin/email', { email, password });
    expect((await me(String(next.body.data?.token))).status).toBe(200);
    expect((await me(token)).status).toBe(401);
    expect((await post('refresh', { refreshToken })).status).toBe(401);
  });

  test('streaming B21 holds for a sign-in during the sign-out too: it comes through or is refused, never half', async () => {
    const { email, token } = await signUp();
    const [, next] = await Promise.all([post('sign-out', undefined, token), post('signin/email', { email, password })]);
    expect(next.status).toBe(200);
    expect((await me(token)).status).toBe(401);
    const last = await post('signin/email', { email, password });
    expect((await me(String(last.body.data?.token))).status).toBe(200);
  });

  test('streaming S9 a session cookie of Firebase is as good as a token, as long as the session is', async () => {
    const { token, user } = await signUp();
    const cookie = await getAuth(firebaseApp()).createSessionCookie(token, { expiresIn: 14 * 24 * 3_600_000 });
    expect((await me(cookie)).body.data?.id).toBe(user.id);
    const shown = (await session(cookie)).body.session;
    expect(Date.parse(String(shown?.expiresAt)) - Date.now()).toBeGreaterThan(13 * 24 * 3_600_000);
    await post('sign-out', undefined, cookie);
    for (const ended of [cookie, token]) expect((await me(ended)).status).toBe(401);
    expect((await me(`${cookie}x`)).status).toBe(401);
  });

  test('streaming S9 a session cookie opens every route that a token opens, and is seen where one may be sent', async () => {
    const { token, user } = await signUp();
    const cookie = await getAuth(firebaseApp()).createSessionCookie(token, { expiresIn: 3_600_000 });
    const guarded = endpointsOf({ app, reference }).filter((endpoint) => endpoint.token === 'needed');
    expect(guarded.length).toBeGreaterThan(10);
    for (const { method, path } of guarded) {
      const at = path.replace(/\{[^}]+\}/g, 'something');
      const { status } = await rest.call(method, at, { token: cookie, ...(method === 'GET' ? {} : { body: {} }) });
      expect([method, path, status]).not.toEqual([method, path, 401]);
    }
    const creator = (await signUp()).user;
    await followUser(callerFor({ uid: String(user.id) }), String(creator.id));
    const seen = await rest.call('GET', `/api/social/follow/${creator.id}`, { token: cookie });
    expect(seen.body.data).toEqual({ isFollowing: true });
  });

  test('streaming S11 gives a new token, any number of times', async () => {
    const { refreshToken, user } = await signUp();
    const first = await post('refresh', { refreshToken });
    expect([first.status, first.body]).toEqual([200, { success: true, data: tokenAnswer }]);
    const second = await post('refresh', { refreshToken: first.body.data?.refreshToken });
    expect((await me(String(second.body.data?.token))).body.data?.id).toBe(user.id);
  });

  test('streaming S11 refuses a token that is not ours, is altered, or whose account is gone', async () => {
    const { refreshToken, user } = await signUp();
    const altered = `${refreshToken.startsWith('A') ? 'B' : 'A'}${refreshToken.slice(1)}`;
    for (const bad of ['x', 'A'.repeat(8000), altered, refreshToken.slice(0, -2)]) {
      const answer = await post('refresh', { refreshToken: bad });
      expect([answer.status, answer.body]).toEqual([401, invalid]);
    }
    expect((await post('refresh', {})).status).toBe(400);
    await getAuth(firebaseApp()).deleteUser(String(user.id));
    expect((await post('refresh', { refreshToken })).status).toBe(401);
  });

  test('streaming S11 refuses a disabled or banned account', async () => {
    const disabled = await signUp();
    await getAuth(firebaseApp()).updateUser(String(disabled.user.id), { disabled: true });
    const banned = await signUp();
    await banUser(String(banned.user.id));
    for (const { refreshToken } of [disabled, banned]) {
      const answer = await post('refresh', { refreshToken });
      expect([answer.status, answer.body]).toEqual([403, { success: false, error: 'Account disabled' }]);
    }
  });
});

describe('streaming: the own profile', () => {
  test('streaming S35 says who the caller is', async () => {
    const { token, email, user } = await signUp();
    const answer = await me(token);
    expect([answer.status, answer.body]).toEqual([200, { success: true, data: { ...userSelf, id: user.id, email } }]);
  });

  test('streaming S36 adds counts', async () => {
    const { token, user } = await signUp();
    const answer = await rest.call('GET', '/api/viewer/profile', { token });
    const counts = { followersCount: 0, followingCount: 0, postsCount: 0, creatorStatus: null, hasPassword: true };
    expect([answer.status, answer.body]).toEqual([
      200,
      { success: true, data: { ...userSelf, id: user.id, ...counts } },
    ]);
  });

  test('streaming S36 shows how far an application to become a creator is', async () => {
    const { token, user } = await signUp();
    await submitApplication(callerFor({ uid: String(user.id) }), {
      identity: { idType: 'passport', idDocument: 'file-1', selfiePhoto: 'file-2' },
      financial: {
        accountHolderName: 'Somebody',
        accountNumber: '123456789',
        ifscCode: 'ABCD0123456',
        panNumber: 'ABCDE1234F',
      },
      profile: { bio: 'Sings.', categories: ['music'] },
    });
    const answer = await rest.call('GET', '/api/viewer/profile', { token });
    expect(answer.body.data?.creatorStatus).toBe('PENDING');
  });

  test('streaming S37 changes name, username and bio', async () => {
    const { token } = await signUp();
    const username = unique('New');
    const change = (body: unknown) => rest.call('PATCH', '/api/viewer/profile', { token, body });
    const answer = await change({ name: 'Other', username, bio: 'Writes.' });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({ name: 'Other', username, bio: 'Writes.' });
    expect(answer.body.message).toBe('Profile updated successfully');
    expect((await me(token)).body.data).toMatchObject({ name: 'Other', username, bio: 'Writes.' });
    expect((await change({ bio: null })).body.data?.bio).toBeNull();
    for (const body of [{}, { role: 'ADMIN' }, { name: '' }, { username: 'a.b.c' }, { bio: 'x'.repeat(501) }, '[]']) {
      expect((await change(body)).status).toBe(400);
    }
  });

  test('streaming S37 ignores what is not the caller’s to set', async () => {
    const { token, user } = await signUp();
    const forged = { bio: 'x', role: 'ADMIN', isCreator: true, email: 'other@example.com', id: 'other', followers: 9 };
    const answer = await rest.call('PATCH', '/api/viewer/profile', { token, body: forged });
    expect(answer.body.data).toMatchObject({ id: user.id, role: 'USER', isCreator: false, followersCount: 0 });
  });

  test('streaming S37 refuses a username that somebody has, or had within 30 days', async () => {
    const [ann, ben] = [await signUp(), await signUp()];
    const change = (token: string, username: string) =>
      rest.call('PATCH', '/api/viewer/profile', { token, body: { username } });
    const old = String(ann.user.username);
    expect((await change(ben.token, old.toUpperCase())).status).toBe(409);
    expect((await change(ann.token, unique())).status).toBe(200);
    const held = await change(ben.token, old);
    expect([held.status, held.body]).toEqual([409, { success: false, error: 'Username is already taken' }]);
    // It waits for its own user; and that was the second change in 30 days.
    expect((await change(ann.token, old)).status).toBe(200);
    const third = await change(ann.token, unique());
    expect([third.status, third.body]).toEqual([
      429,
      { success: false, error: 'Too many requests. Please try again later.' },
    ]);
    expect(Number(third.headers.get('Retry-After'))).toBeGreaterThan(29 * 24 * 3600);
    // Another spelling of the same name is no rename.
    expect((await change(ann.token, old.toUpperCase())).body.data?.username).toBe(old.toUpperCase());
  });

  test('streaming S37 gives a username to one of many who want it at once', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => signUp()));
    const username = unique();
    const answers = await Promise.all(
      people.map(({ token }) => rest.call('PATCH', '/api/viewer/profile', { token, body: { username } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(5).fill(409)]);
    const winner = answers.find(({ status }) => status === 200)?.body.data?.id;
    expect((await reservationRef(username).get()).data()?.uid).toBe(winner);
  });

  test('streaming S39 and B19: the password changes, the old token dies, the returned one works', async () => {
    const { email, token, refreshToken } = await signUp();
    const change = (body: unknown, with_ = token) => rest.call('PATCH', '/api/viewer/password', { token: with_, body });
    const wrong = await change({ currentPassword: 'not-the-password', newPassword: 'new-password' });
    expect([wrong.status, wrong.body]).toEqual([400, { success: false, error: 'Invalid password' }]);
    expect((await change({ currentPassword: password, newPassword: 'short' })).status).toBe(400);
    const answer = await change({ currentPassword: password, newPassword: 'new-password' });
    expect([answer.status, answer.body]).toEqual([
      200,
      { success: true, data: tokenAnswer, message: 'Password changed successfully' },
    ]);
    expect(answer.headers.get('set-auth-token')).toBe(answer.body.data?.token);
    expect((await me(token)).status).toBe(401);
    expect((await post('refresh', { refreshToken })).status).toBe(401);
    expect((await me(String(answer.body.data?.token))).status).toBe(200);
    expect((await post('signin/email', { email, password })).status).toBe(401);
    expect((await post('signin/email', { email, password: 'new-password' })).status).toBe(200);
    expect((await mailsTo(email)).map(({ message }) => message?.subject)).toContain(
      'Your Firecircle password was changed',
    );
  });
});

describe('streaming: who is refused', () => {
  const guarded = [
    ['GET', '/api/viewer/me'],
    ['GET', '/api/viewer/profile'],
    ['PATCH', '/api/viewer/profile'],
    ['PATCH', '/api/viewer/password'],
  ] as const;

  test.each(guarded)('streaming B22 %s %s asks for a token before it looks at anything else', async (method, path) => {
    const body = method === 'GET' ? undefined : '{"name":';
    const without = await rest.call(method, path, { body: method === 'GET' ? undefined : {} });
    expect([without.status, without.body]).toEqual([401, { success: false, error: 'Authentication required' }]);
    for (const token of ['garbage', 'a.b.c', 'x'.repeat(9000)]) {
      const answer = await rest.call(method, path, { token, body });
      expect([answer.status, answer.body]).toEqual([401, invalid]);
    }
  });

  test.each(guarded)(
    'streaming B22 %s %s refuses who was banned, signed out, disabled, removed or is anonymous',
    async (method, path) => {
      const tokens = new Map<string, string>();
      for (const fate of ['banned', 'signed out', 'disabled', 'removed']) {
        const { token, user } = await signUp();
        const uid = String(user.id);
        if (fate === 'banned') await banUser(uid);
        if (fate === 'signed out') await post('sign-out', undefined, token);
        if (fate === 'disabled') await getAuth(firebaseApp()).updateUser(uid, { disabled: true });
        if (fate === 'removed') await getAuth(firebaseApp()).deleteUser(uid);
        tokens.set(fate, token);
      }
      tokens.set('anonymous', (await newVisitor()).token);
      for (const [fate, token] of tokens) {
        const answer = await rest.call(method, path, { token, body: method === 'GET' ? undefined : {} });
        expect([fate, answer.status, answer.body]).toEqual([fate, 401, invalid]);
      }
    },
  );

  test('streaming B23 treats a banned caller as anonymous where a token need not be sent', async () => {
    const { token, user } = await signUp();
    await banUser(String(user.id));
    expect((await session(token)).body).toEqual({ success: true, data: null });
  });

  test('streaming S35 shows a role from the next request on, with the same token', async () => {
    const { token, user } = await signUp();
    await setRole(String(user.id), 'admin');
    expect((await me(token)).body.data?.role).toBe('ADMIN');
    await setRole(String(user.id), 'user');
    expect((await me(token)).body.data?.role).toBe('USER');
  });

  test('streaming B10 no answer holds a password or a hash', async () => {
    const secret = `secret-${randomUUID()}`;
    const email = newEmail();
    const answers = [
      await post('signup/email', { name: 'A', email, password: secret }),
      await post('signin/email', { email, password: secret }),
      await post('signin/email', { email, password: `${secret}x` }),
    ];
    const token = String(answers[1]?.body.data?.token);
    answers.push(await me(token), await session(token), await rest.call('GET', '/api/viewer/profile', { token }));
    for (const { text } of answers) {
      expect(text).not.toContain(secret);
      expect(text).not.toMatch(/hash|salt/i);
    }
  });
});
