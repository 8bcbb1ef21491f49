import { beforeAll, describe, expect, test } from 'vitest';
import { blockUser, unblockUser } from '../../functions/src/domains/graph/blocks/operations.ts';
import { followRef } from '../../functions/src/domains/graph/documents.ts';
import { followUser, personData, unfollowUser } from '../../functions/src/domains/graph/operations.ts';
import { cardRef } from '../../functions/src/domains/profiles/documents.ts';
import { Failure } from '../../functions/src/platform/failure.ts';
import { fold } from '../../functions/src/platform/hotNumber.ts';
import { between, newFace, standing } from '../circle.ts';
import { type Fault, type FaultPlan, tapFirestore } from '../firestoreTap.ts';
import { callerFor } from '../world.ts';
import { randomFrom } from './storm.ts';

type Face = Awaited<ReturnType<typeof newFace>>;

const equal = (count: number) => ({ kept: count, edges: count });

/** What a call came to: its answer, or the reason of its refusal. */
const outcomeOf = async (call: Promise<unknown>): Promise<unknown> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Failure) return error.reason ?? error.code;
    throw error;
  }
};

/** The limiter's commits have one write. */
const isLimiter = (request: unknown): boolean => {
  const writes: unknown = request !== null && typeof request === 'object' ? Reflect.get(request, 'writes') : undefined;
  return Array.isArray(writes) && writes.length === 1;
};

async function withFaults<Result>(plan: FaultPlan, run: () => Promise<Result>): Promise<Result> {
  const tap = tapFirestore();
  tap.plan = plan;
  try {
    return await run();
  } finally {
    tap.remove();
  }
}

describe.each([0, 4])('with %i shards', (shards) => {
  let star: Face;
  let fan: Face;
  beforeAll(async () => {
    [star, fan] = await Promise.all([newFace('star', { shards }), newFace('fan')]);
  });

  test('64 parallel follows and unfollows of one pair: the counters equal the edges', async () => {
    const caller = callerFor(fan);
    for (let round = 0; round < 3; round += 1) {
      const calls = Array.from({ length: 64 }, (_, index) =>
        index % 2 === 0 ? followUser(caller, star.uid) : unfollowUser(caller, star.uid),
      );
      const answers = await Promise.all(calls);
      answers.forEach(({ following, followerCount }, index) => {
        expect(following).toBe(index % 2 === 0);
        // Nobody else follows: the count right after the call's own commit is known.
        expect([0, 1]).toContain(followerCount);
      });
      const { edges } = await between(fan.uid, star.uid);
      expect(await standing(star.uid)).toMatchObject({ followers: equal(edges.length) });
      expect(await standing(fan.uid)).toMatchObject({ following: equal(edges.length) });
    }
    await unfollowUser(caller, star.uid);
  });

  test('a crowd that follows at once: every answer is a count of its own', async () => {
    const crowd = await Promise.all(Array.from({ length: 24 }, () => newFace('crowd')));
    const answers = await Promise.all(crowd.map((one) => followUser(callerFor(one), star.uid)));
    expect(answers.map(({ followerCount }) => followerCount).toSorted((a, b) => a - b)).toEqual(
      crowd.map((_, index) => index + 1),
    );
    await fold(cardRef(star.uid), ['followers']);
    expect(await standing(star.uid)).toMatchObject({ followers: equal(24) });
    const left = await Promise.all(crowd.map((one) => unfollowUser(callerFor(one), star.uid)));
    expect(Math.min(...left.map(({ followerCount }) => followerCount))).toBe(0);
    expect(await standing(star.uid)).toMatchObject({ followers: equal(0) });
  });

  test.each(['before', 'after'] as const)(
    'a commit whose call broke %s it was carried out is settled',
    async (fault) => {
      const caller = callerFor(fan);
      const once = () => {
        let broken = false;
        return (method: string, request: unknown): Fault => {
          if (method !== 'commit' || broken || isLimiter(request)) return null;
          broken = true;
          return fault;
        };
      };
      expect(await withFaults(once(), () => followUser(caller, star.uid))).toEqual({
        following: true,
        followerCount: 1,
      });
      expect(await standing(star.uid)).toMatchObject({ followers: equal(1) });
      expect(await withFaults(once(), () => unfollowUser(caller, star.uid))).toEqual({
        following: false,
        followerCount: 0,
      });
      expect(await standing(star.uid)).toMatchObject({ followers: equal(0) });
      await withFaults(once(), () => blockUser(caller, star.uid));
      expect(await between(fan.uid, star.uid)).toEqual({ edges: [], blockers: [fan.uid], blocks: [fan.uid] });
      await withFaults(once(), () => unblockUser(caller, star.uid));
      expect(await between(fan.uid, star.uid)).toEqual({ edges: [], blockers: [], blocks: [] });
    },
  );
});

test('a block ends the follows both ways, with their counters, and is taken back without them', async () => {
  const [alice, bob] = await Promise.all([newFace('alice'), newFace('bob', { shards: 3 })]);
  await followUser(callerFor(alice), bob.uid);
  await followUser(callerFor(bob), alice.uid);
  await blockUser(callerFor(alice), bob.uid);
  const none = { followers: equal(0), following: equal(0) };
  expect(await between(alice.uid, bob.uid)).toEqual({ edges: [], blockers: [alice.uid], blocks: [alice.uid] });
  expect([await standing(alice.uid), await standing(bob.uid)]).toEqual([none, none]);

  await blockUser(callerFor(bob), alice.uid);
  await unblockUser(callerFor(alice), bob.uid);
  expect(await between(alice.uid, bob.uid)).toEqual({ edges: [], blockers: [bob.uid], blocks: [bob.uid] });
  expect(await outcomeOf(followUser(callerFor(alice), bob.uid))).toBe('blocked');
  await unblockUser(callerFor(bob), alice.uid);
  expect(await between(alice.uid, bob.uid)).toEqual({ edges: [], blockers: [], blocks: [] });
  expect([await standing(alice.uid), await standing(bob.uid)]).toEqual([none, none]);
});

test('a follow that was decided before a block and committed after it does not come to be', async () => {
  for (let round = 0; round < 10; round += 1) {
    const [alice, bob] = await Promise.all([newFace('alice'), newFace('bob')]);
    let blocked: Promise<void> | undefined;
    const tap = tapFirestore();
    // The follow has read that nobody blocks; then the block goes through, and the follow's commit comes last.
    tap.hold = (method) => {
      if (method !== 'commit' || blocked !== undefined) return null;
      blocked = blockUser(callerFor(bob), alice.uid);
      return blocked;
    };
    try {
      expect(await outcomeOf(followUser(callerFor(alice), bob.uid))).toBe('blocked');
      await blocked;
    } finally {
      tap.remove();
    }
    expect(await between(alice.uid, bob.uid)).toEqual({ edges: [], blockers: [bob.uid], blocks: [bob.uid] });
    expect(await standing(bob.uid)).toMatchObject({ followers: equal(0) });
  }
});

describe('follows and blocks of a few people in random order, at once and over a wire that breaks', () => {
  test.each([1, 2, 3, 4])('seed %i: counters equal edges, and no edge survives a block', async (seed) => {
    const random = randomFrom(seed);
    const people = await Promise.all(
      Array.from({ length: 5 }, (_, index) => newFace(`p${index}`, { shards: index === 0 ? 2 : 0 })),
    );
    const some = () => people[Math.floor(random() * people.length)] ?? fail();
    const tap = tapFirestore();
    tap.plan = (method) => {
      const dice = random();
      return method === 'commit' ? (dice < 0.03 ? 'before' : dice < 0.08 ? 'after' : null) : null;
    };
    try {
      for (let wave = 0; wave < 25; wave += 1) {
        await Promise.all(
          Array.from({ length: 16 }, () => {
            const caller = callerFor(some());
            const other = some().uid;
            const dice = random();
            const verb = dice < 0.5 ? followUser : dice < 0.6 ? unfollowUser : dice < 0.75 ? blockUser : unblockUser;
            return outcomeOf(verb(caller, other));
          }),
        );
        for (const [index, one] of people.entries()) {
          for (const other of people.slice(index + 1)) {
            const { edges, blockers, blocks } = await between(one.uid, other.uid);
            expect(blockers).toEqual(blocks);
            if (blockers.length > 0) expect(edges).toEqual([]);
          }
        }
      }
    } finally {
      tap.remove();
    }
    for (const { uid } of people) {
      const { followers, following } = await standing(uid);
      expect(followers.kept).toBe(followers.edges);
      expect(following.kept).toBe(following.edges);
    }
  });
});

function fail(): never {
  throw new Error('There is nobody');
}

describe('the data of a person', () => {
  test('is given out: own follows, followers and blocks, and not who blocks the person', async () => {
    const [me, friend, foe, hater] = await Promise.all([newFace('me'), newFace(), newFace(), newFace()]);
    await followUser(callerFor(me), friend.uid);
    await followUser(callerFor(friend), me.uid);
    await blockUser(callerFor(me), foe.uid);
    await blockUser(callerFor(hater), me.uid);
    const paths = [];
    for await (const { path } of personData.exportOf(me.uid)) paths.push(path);
    expect(paths).toEqual([
      followRef(me.uid, friend.uid).path,
      followRef(friend.uid, me.uid).path,
      `users/${me.uid}/blocked/${foe.uid}`,
    ]);
  });

  test('is let go: edges both ways with the counters of the others, and blocks both ways; also twice and at once', async () => {
    const [me, ...others] = await Promise.all(Array.from({ length: 30 }, () => newFace()));
    if (me === undefined) throw new Error('There is nobody');
    for (const [index, other] of others.entries()) {
      if (index % 3 === 0) await followUser(callerFor(me), other.uid);
      if (index % 3 <= 1) await followUser(callerFor(other), me.uid);
      if (index % 3 === 2) await blockUser(callerFor(index % 2 ? me : other), index % 2 ? other.uid : me.uid);
    }
    await Promise.all([personData.erase(me.uid), personData.erase(me.uid)]);
    await personData.erase(me.uid);
    for (const other of others) {
      expect(await between(me.uid, other.uid)).toEqual({ edges: [], blockers: [], blocks: [] });
      expect(await standing(other.uid)).toEqual({ followers: equal(0), following: equal(0) });
    }
    expect(await standing(me.uid)).toEqual({ followers: equal(0), following: equal(0) });
  });

  test('is let go when the other card is gone already', async () => {
    const [me, gone] = await Promise.all([newFace(), newFace()]);
    await followUser(callerFor(me), gone.uid);
    await followUser(callerFor(gone), me.uid);
    await cardRef(gone.uid).delete();
    await personData.erase(gone.uid);
    expect(await standing(me.uid)).toEqual({ followers: equal(0), following: equal(0) });
  });
});
