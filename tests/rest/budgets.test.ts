import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listContents } from '../../functions/src/domains/content/operations.ts';
import {
  batchMetadata,
  getMetadata,
  readFlags,
  recordView,
  saveContent,
  setLike,
  shareContent,
  toggleLike,
} from '../../functions/src/domains/engagement/operations.ts';
import type { Caller } from '../../functions/src/platform/auth.ts';
import { typedDocument } from '../../functions/src/platform/firestore.ts';
import { fold, type HotFields, shardRef } from '../../functions/src/platform/hotNumber.ts';
import { costOf } from '../firestoreTap.ts';
import {
  callerFor,
  newContent,
  newPerson,
  type Person,
  type RestServer,
  serveEngagement,
  setContent,
} from '../world.ts';

/** What each flow is billed, counted at the Firestore client. The standing document (ban, sign-out) is 1 of the reads. */

let alice: Person;
let caller: Caller;
let rest: RestServer;

beforeAll(async () => {
  [alice, rest] = await Promise.all([newPerson('alice'), serveEngagement()]);
  caller = callerFor(alice);
  // The client's first call opens the connection; what is counted below is the flow alone.
  await getMetadata(await newContent(), caller);
});
afterAll(() => rest.close());

const standing = 1;
const shards = 8;

async function hotContent() {
  const content = await newContent();
  await setContent(content, { shards });
  return content;
}

describe('cold content', () => {
  test('a like over HTTP: 2 reads + standing, 2 writes, 2 round trips; taking it back the same', async () => {
    const { contentId } = await newContent();
    const like = () => rest.call('POST', `/api/content/media/${contentId}/like`, { token: alice.token });
    const budget = { reads: 2 + standing, writes: 2, deletes: 0, roundTrips: 2 };
    expect(await costOf(like)).toEqual(budget);
    expect(await costOf(like)).toEqual(budget);
  });

  test('a like that is already set: no write, 1 round trip', async () => {
    const content = await newContent();
    await setLike(content, caller, true);
    expect(await costOf(() => setLike(content, caller, true))).toEqual({
      reads: 3,
      writes: 0,
      deletes: 0,
      roundTrips: 1,
    });
  });

  test('a save and a share cost as a like', async () => {
    const content = await newContent();
    const budget = { reads: 2 + standing, writes: 2, deletes: 0, roundTrips: 2 };
    expect(await costOf(() => saveContent(content, caller, true))).toEqual(budget);
    expect(await costOf(() => shareContent(content, caller))).toEqual(budget);
  });

  test('a view that counts: 2 reads + standing, 2 writes; one that does not: no write', async () => {
    const content = await newContent();
    expect(await costOf(() => recordView(content, caller))).toEqual({
      reads: 2 + standing,
      writes: 2,
      deletes: 0,
      roundTrips: 2,
    });
    expect(await costOf(() => recordView(content, caller))).toEqual({
      reads: 2 + standing,
      writes: 0,
      deletes: 0,
      roundTrips: 1,
    });
  });

  test('a refused like: the read alone', async () => {
    const cost = await costOf(() =>
      setLike({ contentType: 'media', contentId: 'nothing' }, caller, true).catch(() => null),
    );
    expect(cost).toEqual({ reads: 3, writes: 0, deletes: 0, roundTrips: 1 });
  });

  test('batch metadata of 50 ids: 100 reads + standing, 1 round trip; 50 without a token', async () => {
    const { contentType } = await newContent();
    const names = Array.from({ length: 50 }, (_, index) => ({ contentType, contentId: `none-${index}` }));
    expect(await costOf(() => batchMetadata(names, caller))).toEqual({
      reads: 100 + standing,
      writes: 0,
      deletes: 0,
      roundTrips: 1,
    });
    expect(await costOf(() => batchMetadata(names, null))).toEqual({ reads: 50, writes: 0, deletes: 0, roundTrips: 1 });
  });

  test('a page of 20: 21 reads and 1 round trip without a token, 20 flags + standing and 1 trip more with one', async () => {
    // Of long ago, behind all that other tests make.
    const seconds = Date.UTC(1940, 0, 1) / 1000;
    const createdAt = new Date(seconds * 1000).toISOString();
    const after = { createdAt: { seconds: seconds + 1, nanoseconds: 0 }, key: 'podcast_' };
    await Promise.all(Array.from({ length: 21 }, () => newContent({ contentType: 'podcast', createdAt })));
    let page: Awaited<ReturnType<typeof listContents>> | undefined;
    const anonymous = await costOf(async () => {
      page = await listContents(['podcast'], 20, after);
    });
    expect(anonymous).toEqual({ reads: 21, writes: 0, deletes: 0, roundTrips: 1 });
    const names = page?.items.map(({ content }) => content) ?? [];
    expect(await costOf(() => readFlags(names, caller))).toEqual({
      reads: 20 + standing,
      writes: 0,
      deletes: 0,
      roundTrips: 1,
    });
  });
});

describe('content that somebody else made, whom a block may part from the caller', () => {
  const creator = { uid: 'carol', displayName: 'Carol' };

  test('a like, a save and a share: one precondition more, which is billed as a delete and reads nothing', async () => {
    const content = await newContent({ creator });
    const like = () => rest.call('POST', `/api/content/media/${content.contentId}/like`, { token: alice.token });
    const budget = { reads: 2 + standing, writes: 2, deletes: 1, roundTrips: 2 };
    expect(await costOf(like)).toEqual(budget);
    expect(await costOf(like)).toEqual(budget);
    expect(await costOf(() => saveContent(content, caller, true))).toEqual(budget);
    expect(await costOf(() => shareContent(content, caller))).toEqual(budget);
  });

  test('a like that is already set: 1 read and one trip more', async () => {
    const content = await newContent({ creator });
    await setLike(content, caller, true);
    const cost = await costOf(() => setLike(content, caller, true));
    expect(cost).toEqual({ reads: 3 + standing, writes: 0, deletes: 0, roundTrips: 2 });
  });

  test('of the caller, and a view: nothing more', async () => {
    const own = await newContent({ creator: { uid: caller.uid, displayName: 'Alice' } });
    const budget = { reads: 2 + standing, writes: 2, deletes: 0, roundTrips: 2 };
    expect(await costOf(() => setLike(own, caller, true))).toEqual(budget);
    expect(await costOf(async () => recordView(await newContent({ creator }), caller))).toMatchObject({ deletes: 0 });
  });
});

describe(`hot content, ${shards} shards`, () => {
  test('a like: N reads and one round trip more', async () => {
    const content = await hotContent();
    const budget = { reads: 2 + standing + shards, writes: 2, deletes: 0, roundTrips: 3 };
    expect(await costOf(() => toggleLike(content, caller))).toEqual(budget);
    expect(await costOf(() => toggleLike(content, caller))).toEqual(budget);
  });

  test('batch metadata: N reads per hot id, all in one round trip more', async () => {
    const names = [await hotContent(), await newContent(), await hotContent()];
    const cost = await costOf(() => batchMetadata(names, caller));
    expect(cost).toEqual({ reads: 6 + standing + 2 * shards, writes: 0, deletes: 0, roundTrips: 2 });
  });

  test('a fold: N + 1 reads, and a write for each shard that held something and the number itself', async () => {
    // Outside contents, where no trigger folds it first.
    const main = typedDocument<HotFields & { likes: number }>(`hotNumbers/${randomUUID()}`);
    await main.set({ likes: 5, shards, foldedAt: null, heatAt: null, heatTotal: 0 });
    await shardRef(main, 1).set({ likes: 3 });
    await shardRef(main, 6).set({ likes: -1 });
    const cost = await costOf(() => fold(main, ['likes']));
    expect(cost).toEqual({ reads: shards + 1, writes: 3, deletes: 0, roundTrips: 3 });
    expect((await main.get()).data()?.likes).toBe(7);
    expect(await costOf(() => fold(main, ['likes']))).toMatchObject({ reads: shards + 1, writes: 0 });
  });
});
