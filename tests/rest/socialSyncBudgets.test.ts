import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createCreatorProfile,
  updateCreatorProfile,
} from '../../functions/src/domains/socialsync/creatorprofiles/operations.ts';
import { readSyncAnalytics } from '../../functions/src/domains/socialsync/metrics/operations.ts';
import { recordSync } from '../../functions/src/domains/socialsync/operations.ts';
import { historyAt, newCreator, syncAt } from '../creators.ts';
import { costOf } from '../firestoreTap.ts';
import { newPerson, type Person, type RestServer, serveSocialSync } from '../world.ts';

/** What each flow is billed, counted at the Firestore client. */

let rest: RestServer;
let carol: Person;
beforeAll(async () => {
  [rest, carol] = await Promise.all([serveSocialSync(), newCreator()]);
  // The client's first call opens the connection; what is counted below is the flow alone.
  await syncAt(rest, carol, 'tiktok', { followers: 1 });
});
afterAll(() => rest.close());

const standing = 1;
const limiter = 1;
const metrics = 1;

test('a sync over HTTP: the profile + standing, the profile and its history + limiter and metrics', async () => {
  const cost = await costOf(() => syncAt(rest, carol, 'tiktok', { followers: 1 }));
  // The standing is read while the limiter is written: four trips one after the other.
  expect(cost).toEqual({ reads: 1 + standing, writes: 2 + limiter + metrics, deletes: 0, roundTrips: 5 });
});

test('a batch of four: one commit, a point of the history for each', async () => {
  const platforms = Object.fromEntries(
    ['tiktok', 'twitter', 'twitch', 'instagram'].map((platform) => [platform, { followers: 1 }]),
  );
  const cost = await costOf(() => syncAt(rest, carol, 'batch', { platforms }));
  expect(cost).toEqual({ reads: 1 + standing, writes: 5 + limiter + metrics, deletes: 0, roundTrips: 5 });
});

test('refusals: of the platform the limiter alone, of the figures the metrics too, of a missing profile its read', async () => {
  const dave = await newPerson('dave');
  const refused = (platform: string, body: object) => costOf(() => syncAt(rest, dave, platform, body));
  expect(await refused('youtube', { followers: 1 })).toEqual({
    reads: standing,
    writes: limiter,
    deletes: 0,
    roundTrips: 2,
  });
  expect(await refused('tiktok', {})).toEqual({
    reads: standing,
    writes: limiter + metrics,
    deletes: 0,
    roundTrips: 3,
  });
  expect(await refused('tiktok', { followers: 1 })).toEqual({
    reads: 1 + standing,
    writes: limiter + metrics,
    deletes: 0,
    roundTrips: 4,
  });
});

test('a bad token costs nothing, a used-up limit the standing and the limiter', async () => {
  const call = () => rest.call('POST', '/api/v1/profiles/social-sync/tiktok', { token: 'not.a.token', body: {} });
  expect(await costOf(call)).toEqual({ reads: 0, writes: 0, deletes: 0, roundTrips: 0 });
  const eve = await newCreator('eve');
  const calls = await Promise.all(Array.from({ length: 25 }, () => syncAt(rest, eve, 'nothing')));
  const limited = calls.filter(({ status }) => status === 429);
  expect(limited.length).toBeGreaterThan(0);
  const cost = await costOf(() => syncAt(rest, eve, 'nothing'));
  expect(cost).toEqual({ reads: standing, writes: limiter, deletes: 0, roundTrips: 2 });
});

test('a page of the history: limit + 1, profile and standing', async () => {
  const dave = await newCreator('dave');
  for (let call = 0; call < 4; call += 1) await syncAt(rest, dave, 'tiktok', { followers: call });
  const cost = await costOf(() => historyAt(rest, dave, '?limit=2'));
  expect(cost).toEqual({ reads: 3 + 1 + standing, writes: 0, deletes: 0, roundTrips: 3 });
});

test('an automatic sync costs as a sync; its repetition writes nothing', async () => {
  const record = () =>
    recordSync(carol.uid, 'youtube', { followers: 5, engagement: 1 }, { source: 'auto', historyId: 'a fetch' });
  expect(await costOf(record)).toEqual({ reads: 1, writes: 2 + metrics, deletes: 0, roundTrips: 3 });
  // The client sends the commit that is refused.
  const again = await costOf(record);
  expect(again).toMatchObject({ reads: 3, roundTrips: 3 });
});

test('a profile: made for 2 reads and a write, found for 2 reads, edited for a read and a write', async () => {
  const { uid } = await newPerson();
  const create = () => createCreatorProfile(uid);
  expect(await costOf(create)).toEqual({ reads: 2, writes: 1, deletes: 0, roundTrips: 2 });
  expect(await costOf(create)).toEqual({ reads: 2, writes: 0, deletes: 0, roundTrips: 1 });
  const edit = (bio?: string) => costOf(() => updateCreatorProfile(uid, { bio }));
  expect(await edit('Sings')).toEqual({ reads: 1, writes: 1, deletes: 0, roundTrips: 2 });
  expect(await edit()).toEqual({ reads: 1, writes: 0, deletes: 0, roundTrips: 1 });
});

test('analytics of a day: at most ten reads', async () => {
  const { reads, ...others } = await costOf(() => readSyncAnalytics({ from: '2020-01-01', to: '2020-01-01' }));
  expect([reads, others]).toEqual([1, { writes: 0, deletes: 0, roundTrips: 1 }]);
  expect((await costOf(() => readSyncAnalytics({ from: undefined, to: undefined }))).roundTrips).toBe(1);
});
