import { randomUUID } from 'node:crypto';
import { getAuth } from 'firebase-admin/auth';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { followUser } from '../../functions/src/domains/graph/operations.ts';
import { banUser, setRole } from '../../functions/src/domains/identity/operations.ts';
import { ensureCard } from '../../functions/src/domains/profiles/operations.ts';
import { firebaseApp } from '../../functions/src/platform/firebase.ts';
import { app } from '../../functions/src/rest/commerce/routes.ts';
import { type Answer, callerFor, newPerson, newVisitor, type RestServer, serveContract } from '../world.ts';
import { mailsTo } from './mailbox.ts';

const shift = vi.hoisted(() => ({ ms: 0 }));
vi.mock('../../functions/src/platform/clock.ts', () => ({ nowMs: () => Date.now() + shift.ms }));
afterEach(() => {
  shift.ms = 0;
});

const password = 'Password123!';

let rest: RestServer;
beforeAll(async () => {
  rest = await serveContract(app);
});
afterAll(() => rest.close());

const unique = (name = 'u') => `${name}${randomUUID().replaceAll('-', '').slice(0, 20)}`;
const newEmail = () => `${randomUUID()}@example.com`;
const post = (path: string, body?: unknown, token?: string) => rest.call('POST', `/api/auth/${path}`, { body, token });
const me = (token: string) => rest.call('GET', '/api/users/me', { token });

interface Registered {
  readonly email: string;
  readonly uid: string;
  readonly username: string;
  readonly token: string;
  readonly refreshToken: string;
}

async function register(fields: Record<string, unknown> = {}): Promise<Registered> {
  const email = newEmail();
  const username = unique();
  const { status, body } = await post('register', { username, email, password, ...fields });
  expect(status).toBe(201);
  return {
    email,
    uid: String(body.user?.id),
    username,
    token: String(body.token),
    refreshToken: String(body.refreshToken),
  };
}

const publicUser = {
  _id: expect.any(String),
  id: expect.any(String),
  username: expect.any(String),
  name: expect.any(String),
  avatar: null,
  bio: null,
  role: 'user',
  isVerified: false,
  followersCount: 0,
  followingCount: 0,
  contentCount: 0,
  createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  updatedAt: expect.stringMatching(/Z$/),
};
const user = {
  ...publicUser,
  email: expect.any(String),
  sellerStatus: 'none',
  isBanned: false,
  banReason: null,
};

describe('commerce: sessions', () => {
  test('commerce C1 and B7 register answers 201 with a user and a token that works at once', async () => {
    const [email, username] = [newEmail(), unique('a.b_')];
    const answer = await post('register', { username, email, password, name: 'Ann' });
    expect([answer.status, answer.body]).toEqual([
      201,
      { user: { ...user, username, email, name: 'Ann' }, token: expect.any(String), refreshToken: expect.any(String) },
    ]);
    expect(answer.body.user?._id).toBe(answer.body.user?.id);
    const own = await me(String(answer.body.token));
    expect([own.status, own.body]).toEqual([200, { user: answer.body.user }]);
    expect(await mailsTo(email)).toHaveLength(1);
  });

  test('commerce C1 takes the sample of the contract: three fields are enough', async () => {
    const answer = await post('register', {
      username: unique('testuser'),
      email: newEmail(),
      password: 'Password123!',
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toHaveProperty('user');
    expect(answer.body).toHaveProperty('token');
  });

  test.each([
    [{}, 3],
    [{ username: 'a', email: 'x', password: 'short' }, 3],
    [{ username: unique(), email: newEmail(), password, name: 'x'.repeat(101) }, 1],
    [{ username: unique(), email: newEmail(), password, role: 'admin' }, 1],
    [{ username: { $gt: '' }, email: { $gt: '' }, password: { $gt: '' } }, 3],
    ['[]', 1],
  ])('commerce C1 refuses %j with a sentence for each field', async (body, sentences) => {
    const answer = await post('register', body);
    expect([answer.status, answer.body]).toEqual([400, { error: 'Validation failed', details: expect.any(Array) }]);
    expect(JSON.parse(answer.text).details).toHaveLength(sentences);
  });

  test('commerce B3 malformed JSON is a validation error too', async () => {
    const answer = await post('login', '{"email":');
    expect([answer.status, answer.body.error]).toEqual([400, 'Validation failed']);
  });

  test('commerce B8 a second register with the same e-mail or username is a duplicate of that field', async () => {
    const { email, username } = await register();
    const duplicate = (field: string) => [400, { error: 'Duplicate entry', field }];
    const sameEmail = await post('register', { username: unique(), email: email.toUpperCase(), password });
    expect([sameEmail.status, sameEmail.body]).toEqual(duplicate('email'));
    const sameName = await post('register', { username: username.toUpperCase(), email: newEmail(), password });
    expect([sameName.status, sameName.body]).toEqual(duplicate('username'));
    const both = await post('register', { username, email, password });
    expect([both.status, both.body]).toEqual(duplicate('email'));
  });

  test('commerce B8 registers at once leave one account', async () => {
    const body = { username: unique(), email: newEmail(), password };
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('register', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(400)]);
  });

  test('commerce C2 and B10 login answers access and refresh token', async () => {
    const { email, uid } = await register();
    const answer = await post('login', { email: ` ${email.toUpperCase()} `, password });
    expect([answer.status, answer.body]).toEqual([
      200,
      { user: { ...user, id: uid }, token: expect.any(String), refreshToken: expect.any(String) },
    ]);
    const claims = JSON.parse(Buffer.from(String(answer.body.token).split('.')[1] ?? '', 'base64url').toString());
    expect(claims.exp - claims.iat).toBe(3600);
  });

  test('commerce C2 answers a wrong password and an unknown e-mail alike', async () => {
    const { email } = await register();
    const wrong = await post('login', { email, password: 'not-the-password' });
    const unknown = await post('login', { email: newEmail(), password });
    expect([wrong.status, wrong.text]).toEqual([401, '{"error":"Invalid credentials"}']);
    expect([unknown.status, unknown.text]).toEqual([wrong.status, wrong.text]);
  });

  test('commerce C2 refuses a banned or disabled account', async () => {
    const [banned, disabled] = [await register(), await register()];
    await banUser(banned.uid, 'spam');
    await getAuth(firebaseApp()).updateUser(disabled.uid, { disabled: true });
    for (const { email } of [banned, disabled]) {
      const answer = await post('login', { email, password });
      expect([answer.status, answer.body]).toEqual([403, { error: 'Account banned' }]);
    }
  });

  test('commerce C3 and B11 refresh gives a new access token', async () => {
    const { refreshToken, uid } = await register();
    const answer = await post('refresh', { refreshToken });
    expect([answer.status, answer.body]).toEqual([
      200,
      { token: expect.any(String), refreshToken: expect.any(String) },
    ]);
    expect((await me(String(answer.body.token))).body.user?.id).toBe(uid);
    expect((await post('refresh', { refreshToken: answer.body.refreshToken })).status).toBe(200);
  });

  test('commerce B11 an unknown token is invalid, one past 7 days expired, one of a banned account banned', async () => {
    const { refreshToken, uid } = await register();
    for (const bad of ['unknown', refreshToken.slice(1), `${refreshToken}AAAA`]) {
      const answer = await post('refresh', { refreshToken: bad });
      expect([answer.status, answer.body]).toEqual([401, { error: 'Invalid token' }]);
    }
    const week = 7 * 24 * 3_600_000;
    shift.ms = week - 60_000;
    const last = await post('refresh', { refreshToken });
    expect(last.status).toBe(200);
    // Refreshing makes a session no younger.
    shift.ms = week + 1000;
    for (const old of [refreshToken, last.body.refreshToken]) {
      const answer = await post('refresh', { refreshToken: old });
      expect([answer.status, answer.body]).toEqual([401, { error: 'Token expired' }]);
    }
    shift.ms = 0;
    await banUser(uid);
    const banned = await post('refresh', { refreshToken });
    expect([banned.status, banned.body]).toEqual([403, { error: 'Account banned' }]);
  });

  test('commerce C4 and B12 logout ends token and refresh token at once', async () => {
    const { email, token, refreshToken } = await register();
    const answer = await post('logout', { refreshToken }, token);
    expect([answer.status, answer.body]).toEqual([200, { success: true, message: 'Logged out' }]);
    const after = await me(token);
    expect([after.status, after.body]).toEqual([401, { error: 'Invalid token' }]);
    expect((await post('logout', undefined, token)).status).toBe(401);
    const refreshed = await post('refresh', { refreshToken });
    expect([refreshed.status, refreshed.body]).toEqual([401, { error: 'Invalid token' }]);
    const next = await post('login', { email, password });
    expect((await me(String(next.body.token))).status).toBe(200);
    expect((await post('refresh', { refreshToken })).status).toBe(401);
    // Without a body, too.
    expect((await post('logout', undefined, String(next.body.token))).status).toBe(200);
  });

  test('commerce B15 register records the wish to sell and grants nothing', async () => {
    const { token, uid } = await register({ role: 'seller' });
    expect((await me(token)).body.user).toMatchObject({ role: 'user', sellerStatus: 'pending' });
    await setRole(uid, 'seller');
    expect((await me(token)).body.user).toMatchObject({ role: 'seller', sellerStatus: 'approved' });
  });

  test('commerce B14 the role is the stored one, whatever the token says', async () => {
    const { token, uid } = await register();
    await setRole(uid, 'admin');
    expect((await me(token)).body.user?.role).toBe('admin');
    await setRole(uid, 'user');
    expect((await me(token)).body.user?.role).toBe('user');
  });

  test('commerce B9 no answer holds a password or a hash', async () => {
    const secret = `secret-${randomUUID()}`;
    const email = newEmail();
    const answers: Answer[] = [await post('register', { username: unique(), email, password: secret })];
    answers.push(
      await post('login', { email, password: secret }),
      await post('login', { email, password: `${secret}x` }),
    );
    answers.push(await me(String(answers[0]?.body.token)));
    for (const { text } of answers) {
      expect(text).not.toContain(secret);
      expect(text).not.toMatch(/hash|salt/i);
    }
  });
});

describe('commerce: users', () => {
  test('commerce C5 and B18 /me needs a token', async () => {
    const answer = await rest.call('GET', '/api/users/me');
    expect([answer.status, answer.body]).toEqual([401, { error: 'No token provided' }]);
    const { token, username } = await register();
    expect((await me(token)).body).toEqual({ user: { ...user, username } });
  });

  test('commerce C6 and B18 PUT changes profile fields and ignores all others', async () => {
    const { token, uid, email } = await register();
    const put = (body: unknown) => rest.call('PUT', '/api/users/me', { token, body });
    const username = unique('New.');
    const fields = { username, name: 'Ann B', bio: 'Sells.', avatar: 'https://example.com/a.webp', isPrivate: true };
    const forged = {
      role: 'admin',
      email: 'x@example.com',
      isBanned: true,
      followersCount: 9,
      sellerStatus: 'approved',
      _id: 'x',
    };
    const answer = await put({ ...fields, ...forged });
    const { isPrivate: _, ...shown } = fields;
    expect([answer.status, answer.body]).toEqual([200, { user: { ...user, ...shown, id: uid, _id: uid, email } }]);
    expect((await me(token)).body).toEqual(answer.body);
    for (const body of [
      forged,
      {},
      { username: 'a b' },
      { avatar: 'javascript:alert(1)' },
      { isPrivate: 'yes' },
      '7',
    ]) {
      expect([body, (await put(body)).status]).toEqual([body, 400]);
    }
  });

  test('commerce C6 a username that is taken is a duplicate', async () => {
    const [ann, ben] = [await register(), await register()];
    const answer = await rest.call('PUT', '/api/users/me', { token: ben.token, body: { username: ann.username } });
    expect([answer.status, answer.body]).toEqual([400, { error: 'Duplicate entry', field: 'username' }]);
  });

  test('commerce B5 an update moves updatedAt alone', async () => {
    const { token } = await register();
    const before = (await me(token)).body.user;
    const after = (await rest.call('PUT', '/api/users/me', { token, body: { bio: 'x' } })).body.user;
    expect(after?.createdAt).toBe(before?.createdAt);
    expect(Date.parse(String(after?.updatedAt))).toBeGreaterThan(Date.parse(String(before?.updatedAt)));
  });

  test('commerce C7 and B19 a profile is public, without the e-mail', async () => {
    const { uid, username, email } = await register();
    const answer = await rest.call('GET', `/api/users/${uid}`);
    expect([answer.status, answer.body]).toEqual([
      200,
      { user: { ...publicUser, id: uid, username }, isFollowing: false },
    ]);
    expect(answer.text).not.toContain(email);
    const [follower, bad] = [await newPerson(), 'garbage'];
    await ensureCard(follower.uid);
    await followUser(callerFor(follower), uid);
    const followed = await rest.call('GET', `/api/users/${uid}`, { token: follower.token });
    expect([followed.body.isFollowing, followed.body.user?.followersCount]).toEqual([true, 1]);
    expect((await rest.call('GET', `/api/users/${uid}`, { token: bad })).body.isFollowing).toBe(false);
  });

  test.each(['unknown', '..%2F..', 'a%2Fb', '%00', '__x__', '.', '%F0%9F%A6%8A', 'x'.repeat(1600), '%ED%A0%80', '%'])(
    'commerce B2 a user called %j is not found',
    async (id) => {
      const answer = await rest.call('GET', `/api/users/${id}`);
      expect([answer.status, answer.body.error]).toEqual([404, id === '.' ? 'Not found' : 'User not found']);
    },
  );

  test('commerce B1 /me is never a user called me', async () => {
    expect((await rest.call('GET', '/api/users/me')).status).toBe(401);
  });
});

describe('commerce: who is refused', () => {
  const guarded = [
    ['POST', '/api/auth/logout'],
    ['GET', '/api/users/me'],
    ['PUT', '/api/users/me'],
  ] as const;

  test.each(guarded)(
    'commerce B13 %s %s tells a missing, a bad, an old token and one of a removed account apart',
    async (method, path) => {
      const call = (authorization?: string) =>
        rest.call(method, path, {
          body: method === 'GET' ? undefined : {},
          headers: authorization === undefined ? {} : { Authorization: authorization },
        });
      expect((await call()).body).toEqual({ error: 'No token provided' });
      for (const bad of ['garbage', 'Bearer garbage', 'Bearer a.b.c', 'Basic abc', `Bearer ${'x'.repeat(9000)}`]) {
        const answer = await call(bad);
        expect([bad.slice(0, 20), answer.status, answer.body]).toEqual([
          bad.slice(0, 20),
          401,
          { error: 'Invalid token' },
        ]);
      }
      const { token, uid } = await register();
      const old = await call(`Bearer ${aged(token)}`);
      expect([old.status, old.body]).toEqual([401, { error: 'Token expired' }]);
      expect((await me((await newVisitor()).token)).body).toEqual({ error: 'Invalid token' });
      await getAuth(firebaseApp()).deleteUser(uid);
      const gone = await call(token);
      expect([gone.status, gone.body]).toEqual([401, { error: 'User not found' }]);
    },
  );

  test.each(guarded)('commerce B13 %s %s takes a token without "Bearer"', async (method, path) => {
    const { token } = await register();
    const body = method === 'PUT' ? { bio: 'x' } : method === 'POST' ? {} : undefined;
    expect((await rest.call(method, path, { body, headers: { Authorization: token } })).status).toBe(200);
  });

  test.each(guarded)('commerce B13 %s %s refuses a banned account as such', async (method, path) => {
    const { token, uid } = await register();
    await banUser(uid);
    const answer = await rest.call(method, path, { token, body: method === 'GET' ? undefined : {} });
    expect([answer.status, answer.body]).toEqual([403, { error: 'Account banned' }]);
  });
});

/** The same token as it will be an hour on. The emulator's tokens carry no signature. */
function aged(token: string): string {
  const [header, body = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  const old = { ...claims, iat: claims.iat - 7200, exp: claims.exp - 7200 };
  return `${header}.${Buffer.from(JSON.stringify(old)).toString('base64url')}.`;
}
