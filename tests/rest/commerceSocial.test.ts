import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blockUser } from '../../functions/src/domains/graph/blocks/operations.ts';
import { followUser } from '../../functions/src/domains/graph/operations.ts';
import { banUser } from '../../functions/src/domains/identity/operations.ts';
import { app } from '../../functions/src/rest/commerce/routes.ts';
import { app as engagement } from '../../functions/src/rest/engagement/routes.ts';
import { between, newFace, newMember, standing } from '../circle.ts';
import { callerFor, newContent, type RestServer, serveContract } from '../world.ts';

type Member = Awaited<ReturnType<typeof newMember>>;

let rest: RestServer;
let likes: RestServer;
let alice: Member;
beforeAll(async () => {
  [rest, likes, alice] = await Promise.all([serveContract(app), serveContract(engagement), newMember('alice')]);
});
afterAll(() => Promise.all([rest.close(), likes.close()]));

const call = async (method: string, path: string, token?: string) => {
  const { status, body } = await rest.call(method, `/api/users/${path}`, { token });
  return { status, body };
};
const equal = (count: number) => ({ kept: count, edges: count });
const notFound = { status: 404, body: { error: 'User not found' } };

const publicOf = ({ uid, card }: Pick<Member, 'uid' | 'card'>) => ({
  ...{ _id: uid, id: uid, username: card.username, name: card.displayName, avatar: null, bio: null, role: 'user' },
  ...{ isVerified: false, followersCount: expect.any(Number), followingCount: expect.any(Number), contentCount: 0 },
  ...{ createdAt: card.createdAt.toDate().toISOString(), updatedAt: card.updatedAt.toDate().toISOString() },
});

test('commerce C8: anybody may be followed, as often as one likes', async () => {
  const bob = await newMember('bob');
  for (let again = 0; again < 2; again += 1) {
    expect(await call('POST', `${bob.uid}/follow`, alice.token)).toEqual({
      status: 200,
      body: { success: true, following: true, followersCount: 1 },
    });
  }
  // This contract's clients may send the token alone.
  const bare = await rest.call('POST', `/api/users/${bob.uid}/follow`, { headers: { Authorization: alice.token } });
  expect(bare.status).toBe(200);
  expect(await standing(bob.uid)).toMatchObject({ followers: equal(1) });
});

test.each(['unfollow', 'follow'])('commerce C9: DELETE …/%s unfollows, as often as one likes', async (word) => {
  const bob = await newMember('bob');
  await call('POST', `${bob.uid}/follow`, alice.token);
  for (let again = 0; again < 2; again += 1) {
    expect(await call('DELETE', `${bob.uid}/${word}`, alice.token)).toEqual({
      status: 200,
      body: { success: true, following: false, followersCount: 0 },
    });
  }
  expect(await call('DELETE', `nobody-at-all/${word}`, alice.token)).toEqual(notFound);
});

test.each([
  ['POST', 'follow'],
  ['DELETE', 'unfollow'],
  ['DELETE', 'follow'],
  ['POST', 'block'],
  ['DELETE', 'block'],
])('commerce C8, C9, C46, C47: %s …/%s says who may not call', async (method, word) => {
  const [bob, banned] = await Promise.all([newMember('bob'), newMember('banned')]);
  await banUser(banned.uid);
  const answers = await Promise.all([
    call(method, `${bob.uid}/${word}`),
    call(method, `${bob.uid}/${word}`, 'nonsense'),
    call(method, `${bob.uid}/${word}`, banned.token),
    call(method, `a%2Fb/${word}`, banned.token),
    call(method, `a%2Fb/${word}`, alice.token),
  ]);
  expect(answers).toEqual([
    { status: 401, body: { error: 'No token provided' } },
    { status: 401, body: { error: 'Invalid token' } },
    { status: 403, body: { error: 'Account banned' } },
    { status: 403, body: { error: 'Account banned' } },
    notFound,
  ]);
  expect(await between(banned.uid, bob.uid)).toEqual({ edges: [], blockers: [], blocks: [] });
});

describe.each([
  ['commerce C43', 'followers'],
  ['commerce C44', 'following'],
] as const)('%s: %s', (_, list) => {
  let owner: Member;
  const others: Awaited<ReturnType<typeof newFace>>[] = [];
  beforeAll(async () => {
    owner = await newMember('owner');
    for (let index = 0; index < 5; index += 1) {
      const other = await newFace(`other${index}`);
      if (list === 'followers') await followUser(callerFor(other), owner.uid);
      else await followUser(callerFor(owner), other.uid);
      others.unshift(other);
    }
  });

  test('last first, in pages', async () => {
    expect(await call('GET', `${owner.uid}/${list}?page=2&limit=2`)).toEqual({
      status: 200,
      body: { users: others.slice(2, 4).map(publicOf), pagination: { page: 2, limit: 2, total: 5, pages: 3 } },
    });
    expect(await call('GET', `nobody-at-all/${list}`)).toEqual(notFound);
    expect(await call('GET', `a%2Fb/${list}`)).toEqual(notFound);
  });

  test.each([
    ['', { page: 1, limit: 20, pages: 1 }],
    ['?page=abc&limit=abc', { page: 1, limit: 20, pages: 1 }],
    ['?page=-1', { page: 1, limit: 20, pages: 1 }],
    ['?page=1.5&limit=', { page: 1, limit: 20, pages: 1 }],
    ['?limit=0', { page: 1, limit: 1, pages: 5 }],
    ['?limit=1000', { page: 1, limit: 100, pages: 1 }],
    ['?page=2&page=3', { page: 2, limit: 20, pages: 1 }],
    ['?page=400&limit=3', { page: 400, limit: 3, pages: 2 }],
  ])('commerce B4: a page%s', async (query, { page, limit, pages }) => {
    const { status, body } = await call('GET', `${owner.uid}/${list}${query}`);
    expect(status).toBe(200);
    expect(body.pagination).toEqual({ page, limit, total: 5, pages });
    expect(body.users).toHaveLength(page > 1 ? 0 : Math.min(limit, 5));
  });

  test('commerce B21: people whom a block parts from the caller are left out, either way', async () => {
    const [viewer, [first, second]] = [await newMember('viewer'), others];
    if (first === undefined || second === undefined) throw new Error('There is nobody');
    await blockUser(callerFor(viewer), first.uid);
    await blockUser(callerFor(second), viewer.uid);
    const seen = async (token?: string) => {
      const { users } = (await call('GET', `${owner.uid}/${list}`, token)).body;
      return Array.isArray(users) ? users.map(({ id }) => id) : [];
    };
    const all = others.map(({ uid }) => uid);
    expect(await seen(viewer.token)).toEqual(all.slice(2));
    expect(await seen()).toEqual(all);
    expect(await seen('nonsense')).toEqual(all);
  });
});

test('commerce C46, C47: blocking and its end, as often as one likes', async () => {
  const bob = await newMember('bob');
  for (const method of ['POST', 'POST', 'DELETE', 'DELETE']) {
    const blocked = method === 'POST';
    expect(await call(method, `${bob.uid}/block`, alice.token)).toEqual({
      status: 200,
      body: { success: true, blocked },
    });
    expect((await between(alice.uid, bob.uid)).blocks).toEqual(blocked ? [alice.uid] : []);
  }
  expect(await call('POST', `${alice.uid}/block`, alice.token)).toEqual({
    status: 400,
    body: { error: 'You cannot block yourself' },
  });
});

test('commerce B6: an id is told twice', async () => {
  const bob = await newMember('bob');
  await call('POST', `${bob.uid}/follow`, alice.token);
  const { users } = (await call('GET', `${bob.uid}/followers`)).body;
  expect(users).toMatchObject([{ _id: alice.uid, id: alice.uid }]);
});

test("commerce B20: follow and unfollow change both users' counters by one; not oneself, and nobody unknown", async () => {
  const [bob, carol] = await Promise.all([newMember('bob'), newMember('carol')]);
  const counters = async () => {
    const users = await Promise.all([bob, carol].map(({ uid }) => call('GET', uid)));
    return users.map(({ body }) => [body.user?.followersCount, body.user?.followingCount]);
  };
  for (const expected of [1, 1]) {
    await call('POST', `${carol.uid}/follow`, bob.token);
    expect(await counters()).toEqual([
      [0, expected],
      [expected, 0],
    ]);
  }
  expect((await call('GET', carol.uid, bob.token)).body).toMatchObject({ isFollowing: true });
  for (let again = 0; again < 2; again += 1) {
    await call('DELETE', `${carol.uid}/unfollow`, bob.token);
    expect(await counters()).toEqual([
      [0, 0],
      [0, 0],
    ]);
  }
  expect(await call('POST', `${bob.uid}/follow`, bob.token)).toEqual({
    status: 400,
    body: { error: 'You cannot follow yourself' },
  });
  expect(await call('POST', 'nobody-at-all/follow', bob.token)).toEqual(notFound);
});

test.each(['the one', 'the other'])(
  'commerce B21: while %s blocks, neither follows or likes the other',
  async (which) => {
    const [one, other] = await Promise.all([newMember('one'), newMember('other')]);
    await call('POST', `${other.uid}/follow`, one.token);
    await call('POST', `${one.uid}/follow`, other.token);
    const [blocker, blocked] = which === 'the one' ? [one, other] : [other, one];
    await call('POST', `${blocked.uid}/block`, blocker.token);
    const none = { followers: equal(0), following: equal(0) };
    expect([await standing(one.uid), await standing(other.uid)]).toEqual([none, none]);
    for (const [me, them] of [
      [one, other],
      [other, one],
    ] as const) {
      expect(await call('POST', `${them.uid}/follow`, me.token)).toEqual({
        status: 403,
        body: { error: 'User is blocked' },
      });
      const content = await newContent({ creator: { uid: them.uid, displayName: 'Maker' } });
      const like = await likes.call('POST', `/api/content/media/${content.contentId}/like`, { token: me.token });
      expect(like.status).toBe(403);
    }
  },
);
