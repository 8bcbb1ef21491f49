import { beforeAll, describe, expect, test } from 'vitest';
import { submitApplication } from '../../functions/src/domains/graph/applications/operations.ts';
import { setRole } from '../../functions/src/domains/identity/operations.ts';
import { encodeCursor } from '../../functions/src/platform/http/cursor.ts';
import { graphVerbs } from '../../sdk/src/verbs/graph.ts';
import { between, newFace, newMember } from '../circle.ts';
import { callAt, callerFor } from '../world.ts';

/** The callable functions `graph` and `creators`, as the SDK calls them, in the running suite. */

type Member = Awaited<ReturnType<typeof newMember>>;

let alice: Member;
let ada: Member;
beforeAll(async () => {
  [alice, ada] = await Promise.all([newMember('alice'), newMember('ada')]);
  await setRole(ada.uid, 'admin');
});

const call = async (name: 'graph' | 'creators', verb: string, input: unknown, token?: string) => {
  const { status, body } = await callAt(`${process.env.FIRECIRCLE_FUNCTIONS_URL}`, 'POST', `/${name}`, {
    token,
    body: { data: { verb, input } },
  });
  return { status, result: body.result, reason: body.error?.details?.reason };
};
const graph = (verb: keyof typeof graphVerbs, input: unknown, token?: string) => call('graph', verb, input, token);

test('following, asking and unfollowing; anybody may be followed', async () => {
  const bob = await newFace('bob');
  const { uid } = bob;
  expect(await graph('followUser', { uid }, alice.token)).toMatchObject({
    status: 200,
    result: { uid, following: true, followerCount: 1 },
  });
  expect((await graph('isFollowing', { uid }, alice.token)).result).toEqual({ uid, following: true });
  expect((await graph('unfollowUser', { uid }, alice.token)).result).toEqual({
    ...{ uid, following: false, followerCount: 0 },
  });
  expect((await graph('isFollowing', { uid }, alice.token)).result).toEqual({ uid, following: false });
});

test('blocking and unblocking; between the two nothing goes', async () => {
  const bob = await newMember('bob');
  expect((await graph('blockUser', { uid: bob.uid }, alice.token)).result).toEqual({ uid: bob.uid, blocked: true });
  expect(await graph('followUser', { uid: alice.uid }, bob.token)).toMatchObject({ status: 403, reason: 'blocked' });
  expect((await graph('listBlocked', {}, alice.token)).result).toMatchObject({
    ...{ items: [{ uid: bob.uid, username: bob.card.username, avatarUrl: null }], hasMore: false },
  });
  expect((await graph('unblockUser', { uid: bob.uid }, alice.token)).result).toEqual({ uid: bob.uid, blocked: false });
  expect(await between(alice.uid, bob.uid)).toEqual({ edges: [], blockers: [], blocks: [] });
});

test.each([
  ['listFollowers', true],
  ['listFollowing', false],
] as const)('%s goes page by page, last first, for everybody', async (verb, byFollowers) => {
  const owner = await newMember('owner');
  const others = [];
  for (let index = 0; index < 5; index += 1) {
    const other = await newMember('other');
    const [from, to] = byFollowers ? [other, owner] : [owner, other];
    await graph('followUser', { uid: to.uid }, from.token);
    others.unshift(other.uid);
  }
  const seen: unknown[] = [];
  let cursor: unknown;
  for (let pages = 0; pages < 5; pages += 1) {
    const { status, result } = await graph(verb, { uid: owner.uid, limit: 2, ...(cursor ? { cursor } : {}) });
    expect(status).toBe(200);
    const items = Array.isArray(result?.items) ? result.items : [];
    seen.push(...items.map(({ uid }) => uid));
    cursor = result?.nextCursor;
    expect(result?.hasMore).toBe(cursor !== undefined);
    if (cursor === undefined) break;
  }
  expect(seen).toEqual(others);
  for (const wrong of ['nonsense', encodeCursor([0, 0, '__a__']), encodeCursor([0, 0, '..'])]) {
    expect(await graph(verb, { uid: owner.uid, cursor: wrong })).toMatchObject({ status: 400 });
  }
  expect(await graph(verb, { uid: 'nobody-at-all' })).toMatchObject({ status: 404, reason: 'user-not-found' });
});

describe('who may', () => {
  const open = ['listFollowers', 'listFollowing'];
  test.each(Object.keys(graphVerbs).filter((verb) => !open.includes(verb)))('%s needs a token', async (verb) => {
    const answer = await call('graph', verb, verb === 'listBlocked' ? {} : { uid: alice.uid });
    expect(answer).toMatchObject({ status: 401, reason: 'missing-token' });
  });

  test.each([{}, { uid: '' }, { uid: 'a/b' }, { uid: '..' }, { uid: 'x'.repeat(129) }, { uid: 7 }])(
    'what is no user id is refused: %j',
    async (input) => {
      expect(await graph('followUser', input, alice.token)).toMatchObject({ status: 400, reason: 'invalid-input' });
    },
  );
});

const application = {
  identity: { idType: 'passport', idDocument: 'file-1', selfiePhoto: 'file-2' },
  financial: { accountHolderName: 'Carol', accountNumber: '000123456789', ifscCode: 'X1', panNumber: 'ABCDE1234F' },
  profile: { bio: 'Songs', categories: ['music' as const] },
} as const;

test('an application from the first draft to the approval and back', async () => {
  const carol = await newMember('carol');
  const creators = (verb: string, input: unknown, token = carol.token) => call('creators', verb, input, token);
  expect((await creators('getCreatorApplication', {})).result).toEqual({ application: null });
  expect((await creators('submitCreatorApplication', { application, draft: true })).result).toMatchObject({
    ...{ uid: carol.uid, status: 'DRAFT', submittedAt: null, financial: { accountNumberLast4: '6789' } },
  });
  expect((await creators('updateCreatorApplication', { changes: { profile: { bio: 'New' } } })).result).toMatchObject({
    ...{ status: 'DRAFT', profile: { bio: 'New', categories: ['music'] } },
  });
  expect((await creators('submitCreatorApplication', { application })).result).toMatchObject({ status: 'PENDING' });
  expect(await creators('submitCreatorApplication', { application })).toMatchObject({
    ...{ status: 409, reason: 'application-submitted' },
  });
  expect(await creators('updateCreator', { changes: { bio: 'New' } })).toMatchObject({
    ...{ status: 403, reason: 'not-creator' },
  });
  const { result } = await creators('listCreatorApplications', { status: 'PENDING', limit: 100 }, ada.token);
  expect(result?.items).toContainEqual(expect.objectContaining({ uid: carol.uid }));
  expect((await creators('rejectCreator', { uid: carol.uid, reason: 'Blurred' }, ada.token)).result).toMatchObject({
    ...{ status: 'REJECTED', rejectionReason: 'Blurred' },
  });
  expect((await creators('submitCreatorApplication', { application })).result).toMatchObject({ status: 'PENDING' });
  expect((await creators('approveCreator', { uid: carol.uid }, ada.token)).result).toMatchObject({
    status: 'APPROVED',
  });
  expect((await creators('updateCreator', { changes: { bio: 'New' } })).result).toMatchObject({
    ...{ uid: carol.uid, bio: 'New', followerCount: 0 },
  });
  expect((await creators('withdrawCreator', { uid: carol.uid, reason: 'Rules' }, ada.token)).result).toMatchObject({
    ...{ status: 'REJECTED', rejectionReason: 'Rules' },
  });
  expect(await creators('updateCreator', { changes: { bio: 'Newer' } })).toMatchObject({ status: 403 });
});

test.each([
  ['listCreatorApplications', () => ({})],
  ['approveCreator', () => ({ uid: alice.uid })],
  ['rejectCreator', () => ({ uid: alice.uid, reason: 'No' })],
  ['withdrawCreator', () => ({ uid: alice.uid, reason: 'No' })],
])('%s is for admins by the stored role', async (verb, input) => {
  await submitApplication(callerFor(await newMember('carol')), {
    ...application,
    profile: { ...application.profile, categories: ['music'] },
  });
  expect(await call('creators', verb, input())).toMatchObject({ status: 401, reason: 'missing-token' });
  expect(await call('creators', verb, input(), alice.token)).toMatchObject({ status: 403, reason: 'not-admin' });
});
