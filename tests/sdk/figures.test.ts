import { randomUUID } from 'node:crypto';
import { Timestamp } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import {
  createCreatorProfile,
  followerHistory,
  type LiveCreatorProfile,
  type SyncPoint,
  signOut,
  syncAnalytics,
  syncPlatform,
  syncPlatforms,
  updateCreatorProfile,
  watchProfile,
} from '../../sdk/src/index.ts';
import { adminFirestore, collect, eventually, newClient, newDevice, newPerson, standingDoc, uidOf } from './world.ts';

const failure = (code: string, reason?: string) =>
  expect.objectContaining({ name: 'FirecircleError', code, ...(reason === undefined ? {} : { reason }) });

const watching = (client: ReturnType<typeof newDevice>, uid: string) =>
  collect<LiveCreatorProfile>((onNext, onError) => watchProfile(client, uid, onNext, onError));

// The emulator starts a process for a function's first call, on a busy machine slowly.
describe('syncs', { timeout: 90_000 }, () => {
  test('set figures, and everybody who watches sees the totals', async () => {
    const client = await newClient();
    const uid = uidOf(client);
    const none = failure('not-found', 'profile-not-found');
    await expect(syncPlatform(client, 'tiktok', { followers: 1 })).rejects.toEqual(none);
    const absent = watching(newDevice(), uid);
    await eventually(() => absent.errors).toEqual([none]);

    const made = await createCreatorProfile(client, { displayName: 'Carol', isPublic: true });
    expect(made).toMatchObject({ userId: uid, displayName: 'Carol', stats: { totalFollowers: 0, avgEngagement: 0 } });
    const told = watching(newDevice(), uid);
    await eventually(() => told.last()).toEqual({ ...made, fromCache: false });

    const synced = await syncPlatform(client, 'tiktok', { followers: 15925.7, engagement: 2.91 });
    expect(synced.stats.platformBreakdown.tiktok).toEqual({ followers: 15925, engagement: 2.91 });
    await eventually(() => told.last()).toEqual({ ...synced, fromCache: false });
    const both = await syncPlatforms(client, {
      twitch: { followers: 75 },
      twitter: { followers: 1000, engagement: 9 },
    });
    expect(both.stats).toMatchObject({ totalFollowers: 17_000, avgEngagement: 5.96 });
    await eventually(() => told.last()).toEqual({ ...both, fromCache: false });
    const edited = await updateCreatorProfile(client, { bio: 'Songs by the water' });
    await eventually(() => told.last()).toEqual({ ...edited, fromCache: false });
    expect(told.errors).toEqual([]);

    const { items } = await followerHistory(newDevice(), uid);
    const points = items.map(({ platform, followers, totalFollowers }) => [platform, followers, totalFollowers]);
    expect(points[0]).toEqual(['tiktok', 15_925, 15_925]);
    expect(points.slice(1).sort()).toEqual([
      ['twitch', 75, 17_000],
      ['twitter', 1000, 17_000],
    ]);
  });

  test('are checked before anything is sent, in the words of the contract without its quotes', async () => {
    // Nobody listens there: what answers is the client's own check.
    const device = newDevice({}, 9);
    const tooMany = 'followers must be less than or equal to 10000000';
    for (const [figures, sentence] of [
      [{}, 'followers is required'],
      [{ followers: '1000' }, 'followers is required'],
      [{ followers: -1 }, 'followers must be a positive number'],
      [{ followers: 10_000_001 }, tooMany],
      [{ followers: 0, engagement: 100.1 }, 'engagement must be between 0 and 100'],
      [{ followers: 0, engagement: -0.1 }, 'engagement must be between 0 and 100'],
      [{ followers: 0, engagement: 'high' }, 'engagement must be a number'],
    ] as const) {
      // @ts-expect-error some of these are wrong by their types, as a form's values may be
      const error: unknown = await syncPlatform(device, 'twitch', figures).catch((thrown) => thrown);
      expect(error).toMatchObject({ code: 'invalid-argument', reason: 'invalid-input', message: sentence });
    }
    // @ts-expect-error youtube cannot be submitted
    await expect(syncPlatform(device, 'youtube', { followers: 1 })).rejects.toThrow('platform must be one of');
    await expect(syncPlatforms(device, {})).rejects.toThrow('platforms must have at least 1 key');
    await expect(syncPlatforms(device, { tiktok: { followers: -1 } })).rejects.toThrow(
      'platforms.tiktok.followers must be a positive number',
    );
  });

  test('of an account are limited to 10 a minute; the error says how long to wait', async () => {
    const client = await newClient();
    await createCreatorProfile(client);
    const figures = { tiktok: { followers: 1 }, twitch: { followers: 1 }, twitter: { followers: 1 } };
    for (let batch = 0; batch < 3; batch++) await syncPlatforms(client, figures);
    const error: unknown = await syncPlatforms(client, figures).catch((thrown) => thrown);
    expect(error).toEqual(failure('resource-exhausted'));
    expect(error).toMatchObject({ retryAfterMs: expect.any(Number) });
  });

  test('are counted for administrators alone', async () => {
    const admin = await newClient(await newPerson('ada', 'admin'));
    const today = new Date().toISOString().slice(0, 10);
    const report = await syncAnalytics(admin, { from: today, to: today });
    expect(report).toMatchObject({ from: today, to: today, days: [{ day: today }] });
    await expect(syncAnalytics(await newClient())).rejects.toEqual(failure('permission-denied', 'not-admin'));
  });
});

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);

/** A profile with a point each day, two platforms in turn; the last two at one instant. */
async function newHistory(
  isPublic: boolean,
  days: number,
): Promise<{ uid: string; person: { uid: string; email: string } }> {
  const person = await newPerson('creator');
  const { uid } = person;
  const batch = adminFirestore.batch();
  const profile = adminFirestore.doc(`creatorProfiles/${uid}`);
  batch.set(profile, { userId: uid, isPublic, stats: { totalFollowers: days } });
  for (let index = 0; index < days; index++) {
    batch.set(profile.collection('syncHistory').doc(), {
      ...{ platform: index % 2 === 0 ? 'tiktok' : 'youtube', followers: index, engagement: 1.5, totalFollowers: index },
      ...{ source: index % 2 === 0 ? 'manual' : 'auto' },
      syncedAt: Timestamp.fromMillis(start + Math.min(index, days - 2) * day),
    });
  }
  await batch.commit();
  return { uid, person };
}

async function wholeHistory(uid: string, limit: number): Promise<SyncPoint[]> {
  const device = newDevice();
  let points: SyncPoint[] = [];
  let cursor: string | undefined;
  do {
    const page = await followerHistory(device, uid, { limit, ...(cursor === undefined ? {} : { cursor }) });
    points = [...page.items, ...points];
    cursor = page.nextCursor;
    expect(page.hasMore).toBe(cursor !== undefined);
  } while (cursor !== undefined);
  return points;
}

describe('followerHistory', () => {
  test('gives points in the order of time, by platform and span, in pages that go back', async () => {
    const { uid } = await newHistory(true, 9);
    const device = newDevice();
    const { items, hasMore } = await followerHistory(device, uid);
    expect(hasMore).toBe(false);
    expect(items.map(({ followers }) => followers).slice(0, 7)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(items[0]).toEqual({
      ...{ platform: 'tiktok', followers: 0, engagement: 1.5, totalFollowers: 0, source: 'manual' },
      syncedAt: new Date(start),
    });
    const times = items.map(({ syncedAt }) => syncedAt.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));

    const youtube = await followerHistory(device, uid, { platform: 'youtube' });
    expect(youtube.items.map(({ followers }) => followers)).toEqual([1, 3, 5, 7]);
    const span = { from: new Date(start + 2 * day), to: new Date(start + 5 * day) };
    expect((await followerHistory(device, uid, span)).items.map(({ followers }) => followers)).toEqual([2, 3, 4, 5]);
    const both = await followerHistory(device, uid, { ...span, platform: 'tiktok' });
    expect(both.items.map(({ followers }) => followers)).toEqual([2, 4]);

    const latest = await followerHistory(device, uid, { limit: 2 });
    expect(latest.items.map(({ followers }) => followers).sort()).toEqual([7, 8]);
    // Also through two points of one instant, no point is lost or told twice.
    for (const limit of [1, 2, 4, 9]) expect(await wholeHistory(uid, limit)).toEqual(items);
  });

  test('is as open as its profile, and names what is wrong', async () => {
    const [open, closed] = [await newHistory(true, 2), await newHistory(false, 2)];
    const stranger = await newClient();
    const owner = await newClient(closed.person);
    expect((await followerHistory(owner, closed.uid)).items).toHaveLength(2);
    expect((await followerHistory(stranger, open.uid)).items).toHaveLength(2);
    await expect(followerHistory(stranger, closed.uid)).rejects.toEqual(failure('permission-denied'));
    await standingDoc(closed.uid).set({ bannedAt: new Date() });
    await expect(followerHistory(owner, closed.uid)).rejects.toEqual(failure('unauthenticated', 'banned'));
    const { nextCursor = '' } = await followerHistory(stranger, open.uid, { limit: 1 });
    for (const options of [
      ...[{ limit: 0 }, { limit: 501 }, { from: new Date(Number.NaN) }, { cursor: 'x' }],
      { cursor: nextCursor, platform: 'tiktok' },
    ] as const) {
      await expect(followerHistory(stranger, open.uid, options)).rejects.toEqual(failure('invalid-argument'));
    }
    await expect(followerHistory(stranger, 'a/b')).rejects.toEqual(failure('invalid-argument'));
  });
});

describe('watchProfile', () => {
  test('shows a private profile to its user alone, and to nobody who is refused', async () => {
    const { uid, person } = await newHistory(false, 2);
    const owner = await newClient(person);
    const [own, others] = [watching(owner, uid), watching(await newClient(), uid)];
    await eventually(() => own.last()).toMatchObject({ userId: uid, stats: { totalFollowers: 2 }, fromCache: false });
    await eventually(() => others.errors).toEqual([failure('permission-denied')]);
    expect(others.told).toEqual([]);
    await signOut(owner);
    await eventually(() => own.errors.length).toBe(1);
    expect(() => watchProfile(owner, '', () => {})).toThrow('must be a user id');
  });

  test('reads what it does not know as empty', async () => {
    const uid = `strange-${randomUUID()}`;
    const profile = adminFirestore.doc(`creatorProfiles/${uid}`);
    await profile.set({ isPublic: true, stats: 'none', niche: [1, 'music'], createdAt: 'today', preferences: null });
    const told = watching(newDevice(), uid);
    await eventually(() => told.last()).toMatchObject({
      ...{ userId: uid, displayName: '', niche: ['music'], createdAt: '1970-01-01T00:00:00.000Z' },
      stats: { totalFollowers: 0, platformBreakdown: { tiktok: { followers: 0, engagement: 0 } } },
    });
    told.stop();
    told.stop();
    await profile.update({ isActive: true });
    expect(told.told).toHaveLength(1);
  });
});
