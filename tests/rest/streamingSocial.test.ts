import { randomUUID } from 'node:crypto';
import { Timestamp } from 'firebase-admin/firestore';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveContent, setLike, shareContent, toggleLike } from '../../functions/src/domains/engagement/operations.ts';
import { blockUser, unblockUser } from '../../functions/src/domains/graph/blocks/operations.ts';
import { creatorRef } from '../../functions/src/domains/graph/creators/documents.ts';
import { followUser } from '../../functions/src/domains/graph/operations.ts';
import { banUser } from '../../functions/src/domains/identity/operations.ts';
import { reservationRef } from '../../functions/src/domains/profiles/documents.ts';
import { app as engagement } from '../../functions/src/rest/engagement/routes.ts';
import { app } from '../../functions/src/rest/streaming/routes.ts';
import type { Category } from '../../sdk/src/verbs/creators.ts';
import { between, newFace, newMember, standing } from '../circle.ts';
import { callerFor, counted, newContent, newPerson, newVisitor, type RestServer, serveContract } from '../world.ts';

type Member = Awaited<ReturnType<typeof newMember>>;

let rest: RestServer;
let likes: RestServer;
let alice: Member;
beforeAll(async () => {
  [rest, likes, alice] = await Promise.all([serveContract(app), serveContract(engagement), newMember('alice')]);
});
afterAll(() => Promise.all([rest.close(), likes.close()]));

const call = (method: string, path: string, token?: string) => rest.call(method, `/api/social/${path}`, { token });
const failure = (error: string) => ({ success: false, error });
const blockedText = failure('This action is not allowed between blocked users');
const equal = (count: number) => ({ kept: count, edges: count });

const publicOf = ({ uid, card }: Pick<Member, 'uid' | 'card'>) => ({
  id: uid,
  name: card.displayName,
  username: card.username,
  image: null,
});

async function newCreator(
  name: string,
  { createdAt = Timestamp.now(), isLive = false, categories = ['music'] as Category[] } = {},
): Promise<Member> {
  const member = await newMember(name, { isCreator: true, role: 'creator' });
  await creatorRef(member.uid).set({
    ...{ uid: member.uid, bio: 'Songs', categories, profilePicture: null, isLive, createdAt, updatedAt: createdAt },
  });
  await reservationRef(member.card.username).set({ uid: member.uid, heldUntil: null });
  return member;
}

describe('streaming S46: following', () => {
  test('answers the exact count; a second follow is a no-op', async () => {
    const carol = await newCreator('carol');
    const expected = {
      success: true,
      data: { isFollowing: true, followerCount: 1 },
      message: 'Successfully followed creator',
    };
    for (let again = 0; again < 2; again += 1) {
      const { status, body } = await call('POST', `follow/${carol.uid}`, alice.token);
      expect({ status, body }).toEqual({ status: 200, body: expected });
    }
    expect(await standing(carol.uid)).toMatchObject({ followers: equal(1) });
  });

  test('gives an account that has no card yet its card', async () => {
    const [carol, newcomer] = await Promise.all([newCreator('carol'), newPerson('newcomer')]);
    const { status, body } = await call('POST', `follow/${carol.uid}`, newcomer.token);
    expect({ status, data: body.data }).toEqual({ status: 200, data: { isFollowing: true, followerCount: 1 } });
    expect(await standing(newcomer.uid)).toMatchObject({ following: equal(1) });
    // And follows nobody who is no creator, who exists all the same.
    const other = await newPerson('other');
    expect(await call('POST', `follow/${other.uid}`, newcomer.token)).toMatchObject({ status: 400 });
  });

  test('is refused without a good token', async () => {
    const [carol, visitor, banned] = await Promise.all([newCreator('carol'), newVisitor(), newMember('banned')]);
    await banUser(banned.uid);
    expect(await call('POST', `follow/${carol.uid}`)).toMatchObject({
      status: 401,
      body: failure('Authentication required'),
    });
    for (const token of ['nonsense', visitor.token, banned.token]) {
      expect(await call('POST', `follow/${carol.uid}`, token)).toMatchObject({
        status: 401,
        body: failure('Invalid or expired token'),
      });
    }
    expect(await standing(carol.uid)).toMatchObject({ followers: equal(0) });
  });
});

test('streaming S47: unfollowing answers the exact count; a second time is a no-op', async () => {
  const carol = await newCreator('carol');
  const bob = await newFace('bob');
  await Promise.all([followUser(callerFor(alice), carol.uid), followUser(callerFor(bob), carol.uid)]);
  const expected = {
    success: true,
    data: { isFollowing: false, followerCount: 1 },
    message: 'Successfully unfollowed creator',
  };
  for (let again = 0; again < 2; again += 1) {
    const { status, body } = await call('DELETE', `follow/${carol.uid}`, alice.token);
    expect({ status, body }).toEqual({ status: 200, body: expected });
  }
  expect((await call('DELETE', `follow/${carol.uid}`)).status).toBe(401);
  expect(await call('DELETE', 'follow/nobody-at-all', alice.token)).toMatchObject({
    status: 404,
    body: failure('User not found'),
  });
});

test('streaming S48: whether the caller follows', async () => {
  const carol = await newCreator('carol');
  await followUser(callerFor(alice), carol.uid);
  const answer = async (token?: string) => (await call('GET', `follow/${carol.uid}`, token)).body;
  expect(await answer(alice.token)).toEqual({ success: true, data: { isFollowing: true } });
  expect(await answer((await newPerson()).token)).toEqual({ success: true, data: { isFollowing: false } });
  expect((await call('GET', 'follow/nobody-at-all', alice.token)).status).toBe(404);
});

describe.each([
  ['streaming S49', 'followers'],
  ['streaming S50', 'following'],
] as const)('%s: %s', (_, list) => {
  let owner: Member;
  let others: Awaited<ReturnType<typeof newFace>>[];
  beforeAll(async () => {
    owner = await newMember('owner');
    others = [];
    for (let index = 0; index < 5; index += 1) {
      const other = await newFace(`other${index}`);
      if (list === 'followers') await followUser(callerFor(other), owner.uid);
      else await followUser(callerFor(owner), other.uid);
      others.unshift(other);
    }
  });
  const page = (query = '', token?: string) => call('GET', `${list}/${owner.uid}${query}`, token);
  const idsOf = (body: { data?: unknown }) =>
    Array.isArray(body.data) ? body.data.map(({ id }: { id: string }) => id) : [];

  test('last first, in pages, with totals', async () => {
    const { status, body } = await page('?page=2&limit=2');
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      data: others
        .slice(2, 4)
        .map((other) => ({ ...publicOf(other), followedAt: expect.stringMatching(/^\d{4}-.*Z$/) })),
      count: 2,
      pagination: { page: 2, limit: 2, total: 5, totalPages: 3, hasMore: true },
    });
    expect((await page()).body).toMatchObject({
      count: 5,
      pagination: { page: 1, limit: 20, total: 5, totalPages: 1, hasMore: false },
    });
  });

  test('deep pages are empty, with right totals, and skip nothing', async () => {
    for (const query of ['?page=4&limit=2', '?page=100000', '?page=999999999&limit=100']) {
      expect((await page(query)).body).toMatchObject({ data: [], count: 0, pagination: { total: 5, hasMore: false } });
    }
  });

  test('what is no page is refused, and an unknown person is not found', async () => {
    for (const query of ['?page=0', '?page=-1', '?page=x', '?limit=0', '?limit=101', '?limit=1.5']) {
      const { status, body } = await page(query);
      expect({ status, error: body.error }).toEqual({ status: 400, error: 'Validation failed' });
      expect(body.details).toMatchObject([{ path: query.startsWith('?page') ? 'page' : 'limit' }]);
    }
    for (const unknown of ['nobody-at-all', '..%2Fa', 'a%2Fb', '__x__', '%F0%9F%92%9B', 'x'.repeat(300)]) {
      const { status, body } = await call('GET', `${list}/${unknown}`);
      expect({ unknown, status, body }).toEqual({ unknown, status: 404, body: failure('User not found') });
    }
  });

  test('people whom a block parts from a signed-in caller are left out, either way; others see all', async () => {
    const [viewer, [first, second]] = [await newMember('viewer'), others];
    if (first === undefined || second === undefined) throw new Error('There is nobody');
    await blockUser(callerFor(viewer), first.uid);
    await blockUser(callerFor(second), viewer.uid);
    const all = others.map(({ uid }) => uid);
    expect(idsOf((await page('', viewer.token)).body)).toEqual(all.slice(2));
    expect(idsOf((await page()).body)).toEqual(all);
    expect(idsOf((await page('', 'nonsense')).body)).toEqual(all);
    await banUser(viewer.uid);
    expect(idsOf((await page('', viewer.token)).body)).toEqual(all);
  });
});

describe('streaming S51, S52: blocking', () => {
  test('and unblocking, each as often as one likes', async () => {
    const bob = await newMember('bob');
    for (let again = 0; again < 2; again += 1) {
      expect((await call('POST', `block/${bob.uid}`, alice.token)).body).toEqual({
        success: true,
        data: { isBlocked: true },
        message: 'User blocked successfully',
      });
    }
    expect(await between(alice.uid, bob.uid)).toMatchObject({ blockers: [alice.uid], blocks: [alice.uid] });
    for (let again = 0; again < 2; again += 1) {
      expect((await call('DELETE', `block/${bob.uid}`, alice.token)).body).toEqual({
        success: true,
        data: { isBlocked: false },
        message: 'User unblocked successfully',
      });
    }
    expect(await between(alice.uid, bob.uid)).toEqual({ edges: [], blockers: [], blocks: [] });
  });

  test('needs a token, somebody else, and somebody who exists', async () => {
    expect((await call('POST', `block/${alice.uid}`)).status).toBe(401);
    expect(await call('POST', `block/${alice.uid}`, alice.token)).toMatchObject({
      status: 400,
      body: failure('You cannot block yourself'),
    });
    for (const method of ['POST', 'DELETE']) {
      for (const unknown of ['nobody-at-all', 'a%2Fb']) {
        const { status, body } = await call(method, `block/${unknown}`, alice.token);
        expect({ status, body }).toEqual({ status: 404, body: failure('User not found') });
      }
    }
  });
});

test('streaming S55: whom the caller blocks, last first, and nobody else can ask', async () => {
  const [dora, foes] = [await newMember('dora'), []] as [Member, Awaited<ReturnType<typeof newFace>>[]];
  for (let index = 0; index < 3; index += 1) {
    const foe = await newFace('foe');
    await blockUser(callerFor(dora), foe.uid);
    foes.unshift(foe);
  }
  const { body } = await call('GET', 'blocked?limit=2', dora.token);
  expect(body).toEqual({
    success: true,
    data: foes.slice(0, 2).map((foe) => ({ ...publicOf(foe), blockedAt: expect.stringMatching(/Z$/) })),
    pagination: { page: 1, limit: 2, total: 3, totalPages: 2, hasMore: true },
  });
  expect((await call('GET', 'blocked?page=9', dora.token)).body).toMatchObject({ data: [], pagination: { total: 3 } });
  expect((await call('GET', 'blocked')).status).toBe(401);
  expect((await call('GET', 'blocked?page=0', dora.token)).status).toBe(400);
});

test('streaming S53: approved creators, with their category, live or not', async () => {
  // Far ahead, before the creators of other tests and of earlier runs.
  const base = Date.UTC(3100, 0, 1) + Date.now();
  const at = (second: number) => Timestamp.fromMillis(base + second * 1000);
  const [painter, cook] = await Promise.all([
    newCreator('painter', { createdAt: at(2), isLive: true, categories: ['art'] }),
    newCreator('cook', { createdAt: at(1), categories: ['cooking', 'art'] }),
  ]);
  const card = (member: Member, categories: Category[], isLive: boolean) => ({
    ...publicOf(member),
    ...{ bio: 'Songs', categories, isLive, streamTitle: null, followerCount: 0 },
  });
  const cards = [card(painter, ['art'], true), card(cook, ['cooking', 'art'], false)];
  const list = async (query: string, token?: string) => (await call('GET', `creators?limit=2${query}`, token)).body;
  expect(await list('')).toMatchObject({ success: true, data: cards, pagination: { page: 1, limit: 2 } });
  for (const [query, first, matches] of [
    ['&live=true', cards[0], { isLive: true }],
    ['&live=false', cards[1], { isLive: false }],
    ['&category=cooking', cards[1], { categories: expect.arrayContaining(['cooking']) }],
    ['&category=art&live=false', cards[1], { isLive: false, categories: expect.arrayContaining(['art']) }],
  ] as const) {
    const { data } = await list(query);
    expect(data).toMatchObject(Array.from({ length: Number(data?.length) }, () => matches));
    expect(data?.[0]).toEqual(first);
  }
  await blockUser(callerFor(cook), alice.uid);
  expect((await list('', alice.token)).data).toEqual([cards[0]]);
  for (const query of ['&live=perhaps', '&category=knitting', '&page=0']) {
    expect((await call('GET', `creators?x=1${query}`)).status).toBe(400);
  }
});

test('streaming S54: a creator by username, in any letter case', async () => {
  const carol = await newCreator('carol');
  await followUser(callerFor(alice), carol.uid);
  const name = carol.card.username;
  const expected = {
    ...publicOf(carol),
    ...{ bio: 'Songs', categories: ['music'], isLive: false, streamTitle: null, followerCount: 1, followingCount: 0 },
    ...{ stream: null, createdAt: expect.stringMatching(/Z$/) },
  };
  for (const spelled of [name, name.toUpperCase()]) {
    const { status, body } = await call('GET', `creator/${spelled}`, alice.token);
    expect({ status, body }).toEqual({
      status: 200,
      body: { success: true, data: { ...expected, isFollowing: true } },
    });
  }
  expect((await call('GET', `creator/${name}`)).body).toMatchObject({ data: { isFollowing: false } });
  await reservationRef(name).update({ heldUntil: Timestamp.fromMillis(Date.now() + 86_400_000) });
  for (const unknown of [name, alice.card.username, 'nobody_at_all', 'a%2Fb', '%F0%9F%92%9B', 'x'.repeat(500)]) {
    const { status, body } = await call('GET', `creator/${unknown}`);
    expect({ unknown, status, body }).toEqual({ unknown, status: 404, body: failure('Creator not found') });
  }
});

test('streaming B1, B2: what fails says so, and gives details only of what is not valid', async () => {
  const carol = await newCreator('carol');
  const answers = await Promise.all([
    call('POST', `follow/${carol.uid}`, alice.token),
    call('POST', `follow/${carol.uid}`),
    call('GET', 'followers/nobody-at-all'),
    call('GET', `followers/${carol.uid}?page=0`),
    call('GET', 'creators'),
    call('GET', 'no-such-route'),
  ]);
  expect(
    answers.map(({ status, body }) => [status, body.success, typeof body.error, Array.isArray(body.details)]),
  ).toEqual([
    [200, true, 'undefined', false],
    [401, false, 'string', false],
    [404, false, 'string', false],
    [400, false, 'string', true],
    [200, true, 'undefined', false],
    [404, false, 'string', false],
  ]);
});

describe('streaming B57: follows', () => {
  test('go to approved creators only, not to oneself, not to nobody', async () => {
    const [carol, bob] = await Promise.all([newCreator('carol'), newMember('bob')]);
    const follow = async (uid: string, token: string) => {
      const { status, body } = await call('POST', `follow/${uid}`, token);
      return { status, body };
    };
    expect(await follow(bob.uid, alice.token)).toEqual({
      status: 400,
      body: failure('You can only follow approved creators'),
    });
    expect(await follow(carol.uid, carol.token)).toEqual({
      status: 400,
      body: failure('You cannot follow yourself'),
    });
    expect(await follow('nobody-at-all', alice.token)).toEqual({ status: 404, body: failure('User not found') });
    expect(await follow('a%2Fb', alice.token)).toEqual({ status: 404, body: failure('User not found') });
    expect(await standing(bob.uid)).toMatchObject({ followers: equal(0) });
  });

  test('32 parallel follows and unfollows over HTTP leave the counter equal to the edges', async () => {
    const carol = await newCreator('carol');
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, index) => call(index % 2 ? 'DELETE' : 'POST', `follow/${carol.uid}`, alice.token)),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const { edges } = await between(alice.uid, carol.uid);
    expect(await standing(carol.uid)).toMatchObject({ followers: equal(edges.length) });
  });
});

test('streaming B23, B58: follow status is readable without a token, and is false then', async () => {
  const carol = await newCreator('carol');
  await followUser(callerFor(alice), carol.uid);
  for (const token of [undefined, 'nonsense']) {
    const { status, body } = await call('GET', `follow/${carol.uid}`, token);
    expect({ status, body }).toEqual({ status: 200, body: { success: true, data: { isFollowing: false } } });
  }
  expect((await call('GET', 'follow/nobody-at-all')).status).toBe(404);
});

describe('streaming B59: a block', () => {
  test('ends follows both ways with their counters, prevents new ones, and its end restores nothing', async () => {
    const [carol, dora] = await Promise.all([newCreator('carol'), newCreator('dora')]);
    await call('POST', `follow/${dora.uid}`, carol.token);
    await call('POST', `follow/${carol.uid}`, dora.token);
    await call('POST', `block/${dora.uid}`, carol.token);
    const none = { followers: equal(0), following: equal(0) };
    expect([await standing(carol.uid), await standing(dora.uid)]).toEqual([none, none]);
    for (const [follower, followee] of [
      [carol, dora],
      [dora, carol],
    ] as const) {
      const { status, body } = await call('POST', `follow/${followee.uid}`, follower.token);
      expect({ status, body }).toEqual({ status: 403, body: blockedText });
    }
    await call('DELETE', `block/${dora.uid}`, carol.token);
    expect(await between(carol.uid, dora.uid)).toEqual({ edges: [], blockers: [], blocks: [] });
    expect((await call('POST', `follow/${carol.uid}`, dora.token)).status).toBe(200);
  });

  test.each(['by the maker', 'by the fan'])(
    'prevents likes, saves and shares, %s; views and other contents are as before',
    async (by) => {
      const [maker, fan] = await Promise.all([newMember('maker'), newMember('fan')]);
      const content = await newContent({ creator: { uid: maker.uid, displayName: 'Maker' } });
      const other = await newContent({ creator: { uid: alice.uid, displayName: 'Alice' } });
      const caller = callerFor(fan);
      await setLike(content, caller, true);
      const [blocker, blocked] = by === 'by the maker' ? [maker, fan] : [fan, maker];
      await blockUser(callerFor(blocker), blocked.uid);

      const like = await likes.call('POST', `/api/content/media/${content.contentId}/like`, { token: fan.token });
      expect({ status: like.status, success: like.body.success }).toEqual({ status: 403, success: false });
      for (const verb of [
        () => toggleLike(content, caller),
        () => setLike(content, caller, true),
        () => setLike(content, caller, false),
        () => saveContent(content, caller, true),
        () => saveContent(content, caller, false),
        () => shareContent(content, caller),
      ]) {
        await expect(verb()).rejects.toMatchObject({ code: 'permission-denied', reason: 'blocked' });
      }
      expect([
        await counted(content, 'likes'),
        await counted(content, 'saves'),
        await counted(content, 'shares'),
      ]).toEqual([1, 0, 0]);
      const [elsewhere, makersOwn] = await Promise.all([
        likes.call('POST', `/api/content/media/${other.contentId}/like`, { token: fan.token }),
        likes.call('POST', `/api/content/media/${content.contentId}/like`, { token: maker.token }),
      ]);
      expect([elsewhere.status, makersOwn.status]).toEqual([200, 200]);
      await unblockUser(callerFor(blocker), blocked.uid);
      expect(await toggleLike(content, caller)).toEqual({ liked: false, likeCount: 1 });
    },
  );

  test('is seen by a like that was decided before it', async () => {
    const [maker, fan] = await Promise.all([newFace('maker'), newFace('fan')]);
    for (let round = 0; round < 10; round += 1) {
      const content = await newContent({ creator: { uid: maker.uid, displayName: 'Maker' } });
      const [liked] = await Promise.allSettled([
        setLike(content, callerFor(fan), true),
        blockUser(callerFor(maker), fan.uid),
      ]);
      expect(await counted(content, 'likes')).toBe(liked.status === 'fulfilled' ? 1 : 0);
      await unblockUser(callerFor(maker), fan.uid);
    }
  });

  test('content whose maker could be no user parts nobody', async () => {
    const content = await newContent({ creator: { uid: `a/${randomUUID()}`, displayName: 'Imported' } });
    expect(await toggleLike(content, callerFor(alice))).toEqual({ liked: true, likeCount: 1 });
  });
});

test('streaming B60: creators and their pages are of approved creators only', async () => {
  const at = Timestamp.fromMillis(Date.UTC(3500, 0, 1));
  const carol = await newCreator('carol', { createdAt: at });
  const page = () => call('GET', `creator/${carol.card.username}`);
  const listed = async () => {
    const { data } = (await call('GET', 'creators?limit=1')).body;
    return Array.isArray(data) && data.some(({ id }) => id === carol.uid);
  };
  expect([(await page()).status, await listed()]).toEqual([200, true]);
  await creatorRef(carol.uid).delete();
  expect([(await page()).status, await listed()]).toEqual([404, false]);
});
