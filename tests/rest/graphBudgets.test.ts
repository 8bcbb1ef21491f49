import { Timestamp } from 'firebase-admin/firestore';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  approveCreator,
  rejectCreator,
  submitApplication,
  withdrawCreator,
} from '../../functions/src/domains/graph/applications/operations.ts';
import { blockUser, unblockUser } from '../../functions/src/domains/graph/blocks/operations.ts';
import { getCreator, requireCreator, updateCreator } from '../../functions/src/domains/graph/creators/operations.ts';
import { followRef } from '../../functions/src/domains/graph/documents.ts';
import { followUser, isFollowing, unfollowUser } from '../../functions/src/domains/graph/operations.ts';
import {
  listFollowers,
  pageOfBlocked,
  pageOfFollowers,
  pageOfFollowing,
} from '../../functions/src/domains/graph/people/operations.ts';
import { cardRef } from '../../functions/src/domains/profiles/documents.ts';
import type { Caller } from '../../functions/src/platform/auth.ts';
import { app as commerce } from '../../functions/src/rest/commerce/routes.ts';
import { newFace, newMember } from '../circle.ts';
import { costOf } from '../firestoreTap.ts';
import { callerFor, type RestServer, serveContract } from '../world.ts';

/** What each flow is billed, counted at the Firestore client. The standing document (ban, sign-out) is 1 of the reads; a
 *  deletion of what must not exist is a precondition. */

type Member = Awaited<ReturnType<typeof newMember>>;

let rest: RestServer;
let alice: Member;
let caller: Caller;
beforeAll(async () => {
  [rest, alice] = await Promise.all([serveContract(commerce), newMember('alice')]);
  caller = callerFor(alice);
  // The client's first call opens the connection; what is counted below is the flow alone.
  await cardRef(alice.uid).get();
});
afterAll(() => rest.close());

const limit = { writes: 1, roundTrips: 1 };

describe('following', () => {
  test('over HTTP: 5 reads, 3 writes and the precondition, 2 trips; beside them the limit, 1 write', async () => {
    const bob = await newFace('bob');
    const follow = () => rest.call('POST', `/api/users/${bob.uid}/follow`, { token: alice.token });
    expect(await costOf(follow)).toEqual({
      reads: 5,
      writes: 3 + limit.writes,
      deletes: 1,
      roundTrips: 2 + limit.roundTrips,
    });
    expect(await costOf(follow)).toEqual({
      reads: 5,
      writes: limit.writes,
      deletes: 0,
      roundTrips: 1 + limit.roundTrips,
    });
  });

  test('taken back: 4 reads, 2 writes and the edge; nothing to take back: the read alone', async () => {
    const bob = await newFace('bob');
    await followUser(caller, bob.uid);
    expect(await costOf(() => unfollowUser(caller, bob.uid))).toEqual({
      reads: 4,
      writes: 2,
      deletes: 1,
      roundTrips: 2,
    });
    expect(await costOf(() => unfollowUser(caller, bob.uid))).toEqual({
      reads: 4,
      writes: 0,
      deletes: 0,
      roundTrips: 1,
    });
  });

  test('of somebody with 8 shards: 8 reads and one trip more', async () => {
    const star = await newFace('star', { shards: 8 });
    expect(await costOf(() => followUser(caller, star.uid))).toEqual({
      reads: 5 + 8,
      writes: 3 + limit.writes,
      deletes: 1,
      roundTrips: 3 + limit.roundTrips,
    });
    expect(await costOf(() => unfollowUser(caller, star.uid))).toEqual({
      reads: 4 + 8,
      writes: 2,
      deletes: 1,
      roundTrips: 3,
    });
  });

  test('whether it is so: 3 reads, without a token 1', async () => {
    const bob = await newFace('bob');
    const read = { writes: 0, deletes: 0, roundTrips: 1 };
    expect(await costOf(() => isFollowing(caller, bob.uid))).toEqual({ reads: 3, ...read });
    expect(await costOf(() => isFollowing(null, bob.uid))).toEqual({ reads: 1, ...read });
  });
});

test('a block: 7 reads, 2 writes and 2 preconditions; 2 writes for two cards when it ends follows', async () => {
  const [bob, carol] = await Promise.all([newFace('bob'), newFace('carol')]);
  const block = (uid: string) => costOf(() => blockUser(caller, uid));
  expect(await block(bob.uid)).toEqual({ reads: 7, writes: 2, deletes: 2, roundTrips: 2 });
  expect(await block(bob.uid)).toEqual({ reads: 7, writes: 0, deletes: 0, roundTrips: 1 });
  await followUser(caller, carol.uid);
  await followUser(callerFor(carol), alice.uid);
  expect(await block(carol.uid)).toEqual({ reads: 7, writes: 4, deletes: 2, roundTrips: 2 });
  expect(await costOf(() => unblockUser(caller, bob.uid))).toEqual({ reads: 4, writes: 0, deletes: 2, roundTrips: 2 });
  await blockUser(callerFor(carol), alice.uid);
  expect(await costOf(() => unblockUser(caller, carol.uid))).toEqual({
    reads: 4,
    writes: 1,
    deletes: 1,
    roundTrips: 2,
  });
});

describe('lists', () => {
  let owner: Member;
  let viewer: Member;
  beforeAll(async () => {
    // Written as facts: a crowd that followed at once would make the owner hot, which costs more.
    const fans = await Promise.all(Array.from({ length: 24 }, () => newFace('fan')));
    const followed = fans.slice(0, 21);
    [owner, viewer] = await Promise.all([
      newMember('owner', { followers: fans.length, following: followed.length }),
      newMember('viewer'),
    ]);
    const edge = (follower: string, followee: string) =>
      followRef(follower, followee).set({ follower, followee, followedAt: Timestamp.now() });
    await Promise.all([
      ...fans.map(({ uid }) => edge(uid, owner.uid)),
      ...followed.map(({ uid }) => edge(owner.uid, uid)),
      ...followed.map(({ uid }) => blockUser(callerFor(viewer), uid)),
    ]);
  });
  const place = { page: 1, limit: 20 };
  const nothingWritten = { writes: 0, deletes: 0 };

  test('a page of 20: 20 edges, 20 cards and the owner in 2 trips', async () => {
    for (const list of [pageOfFollowers, pageOfFollowing]) {
      const cost = await costOf(() => list(owner.uid, place, null));
      expect(cost).toEqual({ reads: 20 + 20 + 1, roundTrips: 2, ...nothingWritten });
    }
  });

  test('for somebody signed in: the standing, and one query that finds whom a block parts, 3 calls', async () => {
    const stranger = callerFor(await newFace('stranger'));
    const cost = await costOf(() => pageOfFollowers(owner.uid, place, stranger));
    expect(cost).toEqual({ reads: 20 + 20 + 1 + 1 + 1, roundTrips: 3, ...nothingWritten });
    const own = await costOf(() => pageOfFollowers(owner.uid, place, callerFor(owner)));
    expect(own).toEqual({ reads: 20 + 20 + 1 + 1, roundTrips: 2, ...nothingWritten });
    // Those who are found are read instead of being guessed at one by one.
    const hiding = await costOf(() => pageOfFollowing(owner.uid, place, callerFor(viewer)));
    expect(hiding).toEqual({ reads: 20 + 20 + 1 + 1 + 20, roundTrips: 3, ...nothingWritten });
  });

  test('a page beyond the thousandth document: the owner alone', async () => {
    const cost = await costOf(() => pageOfFollowers(owner.uid, { page: 52, limit: 20 }, null));
    expect(cost).toEqual({ reads: 1, roundTrips: 1, ...nothingWritten });
  });

  test('a page by cursor: one edge more, to know whether there are more', async () => {
    const cost = await costOf(() => listFollowers(owner.uid, 20, null, null));
    expect(cost).toEqual({ reads: 21 + 20 + 1, roundTrips: 2, ...nothingWritten });
  });

  test('whom one blocks: 20 and 20, and a count when the page is full', async () => {
    const cost = await costOf(() => pageOfBlocked(callerFor(viewer), place));
    expect(cost).toEqual({ reads: 20 + 20 + 1, roundTrips: 3, ...nothingWritten });
    const last = await costOf(() => pageOfBlocked(callerFor(viewer), { page: 2, limit: 20 }));
    expect(last).toMatchObject({ roundTrips: 2, ...nothingWritten });
  });
});

test('the way of a creator: application, approval, profile, withdrawal', async () => {
  const member = await newMember('member');
  const [me, ada] = [callerFor(member), callerFor(await newFace('ada'))];
  const application = {
    identity: { idType: 'passport', idDocument: 'file-1', selfiePhoto: 'file-2' },
    financial: { accountHolderName: 'M', accountNumber: '000123456789', ifscCode: 'X1', panNumber: 'ABCDE1234F' },
    profile: { bio: 'Songs', categories: ['music'] },
  } as const;
  const input = {
    ...application,
    profile: { ...application.profile, categories: [...application.profile.categories] },
  };
  expect(await costOf(() => submitApplication(me, input))).toEqual({ reads: 2, writes: 1, deletes: 0, roundTrips: 2 });
  expect(await costOf(() => rejectCreator(ada, me.uid, 'No'))).toEqual({
    reads: 4,
    writes: 2,
    deletes: 0,
    roundTrips: 2,
  });
  await submitApplication(me, input);
  expect(await costOf(() => approveCreator(ada, me.uid))).toEqual({ reads: 4, writes: 5, deletes: 0, roundTrips: 2 });
  expect(await costOf(() => requireCreator(me))).toEqual({ reads: 2, writes: 0, deletes: 0, roundTrips: 1 });
  expect(await costOf(() => getCreator(me))).toEqual({ reads: 3, writes: 0, deletes: 0, roundTrips: 1 });
  expect(await costOf(() => updateCreator(me, { bio: 'New' }))).toEqual({
    reads: 3,
    writes: 1,
    deletes: 0,
    roundTrips: 2,
  });
  expect(await costOf(() => withdrawCreator(ada, me.uid, 'No'))).toEqual({
    ...{ reads: 4, writes: 4, deletes: 1, roundTrips: 2 },
  });
});
