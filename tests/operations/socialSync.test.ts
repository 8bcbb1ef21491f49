import { describe, expect, test, vi } from 'vitest';
import { cardRef } from '../../functions/src/domains/profiles/documents.ts';
import {
  createCreatorProfile,
  updateCreatorProfile,
} from '../../functions/src/domains/socialsync/creatorprofiles/operations.ts';
import { creatorProfileRef, syncHistory, syncPointRef } from '../../functions/src/domains/socialsync/documents.ts';
import { viewOf } from '../../functions/src/domains/socialsync/logic.ts';
import { readSyncAnalytics } from '../../functions/src/domains/socialsync/metrics/operations.ts';
import {
  personData,
  recordSync,
  syncPlatform,
  syncPlatforms,
} from '../../functions/src/domains/socialsync/operations.ts';
import { Failure } from '../../functions/src/platform/failure.ts';
import { randomId } from '../../functions/src/platform/firestore.ts';
import type { ExportedDocument } from '../../functions/src/platform/personData.ts';
import { syncPlatforms as platforms } from '../../sdk/src/verbs/socialsync.ts';
import { tapFirestore } from '../firestoreTap.ts';

/** Where the REST contract's limit would stand in the way: crowds, repetition, lost answers, erasure. No account is needed
 *  here, as operations are told who calls. */

// Days that no other test counts on.
const daysAgo = vi.hoisted(() => 100 + Math.floor(Math.random() * 300_000));
vi.mock('../../functions/src/platform/clock.ts', () => ({ nowMs: () => Date.now() - daysAgo * 86_400_000 }));

async function newCreator(): Promise<string> {
  const uid = `creator-${randomId()}`;
  await createCreatorProfile(uid);
  return uid;
}

const profileOf = async (uid: string) => (await creatorProfileRef(uid).get()).data();
const pointsOf = async (uid: string) =>
  (await syncHistory(uid).orderBy('syncedAt').get()).docs.map((point) => ({ id: point.id, ...point.data() }));
const auto = (historyId: string) => ({ source: 'auto', historyId }) as const;

describe('parallel syncs', () => {
  test('64 of one user to four platforms: none fails, none is lost, totals agree after each', async () => {
    const uid = await newCreator();
    const results = await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        syncPlatform(uid, platforms[index % 4] ?? '', { followers: index, engagement: index }),
      ),
    );
    const points = await pointsOf(uid);
    expect(points).toHaveLength(64);
    expect(new Set(results.map(({ updatedAt }) => updatedAt.toMillis())).size).toBe(64);
    // The history tells in which order they came; played back, it gives every total on the way and the last state.
    const breakdown = new Map<string, number>();
    for (const { platform, followers, totalFollowers } of points) {
      breakdown.set(platform, followers);
      expect(totalFollowers).toBe([...breakdown.values()].reduce((sum, figure) => sum + figure, 0));
    }
    const stored = await profileOf(uid);
    expect(stored?.stats.totalFollowers).toBe(points.at(-1)?.totalFollowers);
    for (const [platform, followers] of breakdown)
      expect(stored?.stats.platformBreakdown).toMatchObject({ [platform]: { followers, engagement: followers } });
    for (const { stats } of results)
      expect(stats.totalFollowers).toBe(
        Object.values(stats.platformBreakdown).reduce((sum, { followers }) => sum + followers, 0),
      );
  });

  test('of four instances, which know nothing of each other: the same', async () => {
    const uid = await newCreator();
    const instances: Array<typeof import('../../functions/src/domains/socialsync/operations.ts')> = [];
    for (let instance = 0; instance < 4; instance += 1) {
      vi.resetModules();
      instances.push(await import('../../functions/src/domains/socialsync/operations.ts'));
    }
    const results = await Promise.all(
      Array.from({ length: 32 }, (_, index) =>
        instances[index % 4]?.syncPlatform(uid, platforms[(index >> 2) % 4] ?? '', { followers: index }),
      ),
    );
    expect(results).not.toContain(undefined);
    const points = await pointsOf(uid);
    expect(new Set(points.map(({ syncedAt }) => syncedAt.toMillis())).size).toBe(32);
    expect((await profileOf(uid))?.stats.totalFollowers).toBe(points.at(-1)?.totalFollowers);
  });

  test('batches, single syncs, automatic ones and edits of one user meet without loss', async () => {
    const uid = await newCreator();
    await Promise.all([
      ...Array.from({ length: 5 }, (_, index) =>
        syncPlatforms(uid, { platforms: { tiktok: { followers: index }, twitch: { followers: index } } }),
      ),
      ...Array.from({ length: 5 }, (_, index) =>
        recordSync(uid, 'youtube', { followers: 100, engagement: 1 }, auto(`fetch-${index}`)),
      ),
      syncPlatform(uid, 'instagram', { followers: 1000 }),
      updateCreatorProfile(uid, { bio: 'Dances' }),
      updateCreatorProfile(uid, { location: { city: 'Delhi' } }),
    ]);
    const stored = await profileOf(uid);
    const { tiktok, twitch, youtube, instagram } = stored?.stats.platformBreakdown ?? {};
    expect(tiktok).toEqual(twitch);
    expect([youtube?.followers, instagram?.followers]).toEqual([100, 1000]);
    expect(stored?.stats.totalFollowers).toBe(1100 + 2 * (tiktok?.followers ?? Number.NaN));
    expect(stored).toMatchObject({ bio: 'Dances', location: { city: 'Delhi' } });
    expect(await pointsOf(uid)).toHaveLength(16);
  });

  test('syncs of many users do not wait for each other, and every one is counted', async () => {
    const uids = await Promise.all(Array.from({ length: 40 }, newCreator));
    const before = (await readSyncAnalytics({})).totals;
    await Promise.all(uids.map((uid) => syncPlatform(uid, 'twitter', { followers: 1 })));
    await Promise.allSettled(uids.map((uid) => syncPlatform(uid, 'twitter', {})));
    const after = (await readSyncAnalytics({})).totals;
    expect(after.successfulSyncs - before.successfulSyncs).toBe(40);
    expect(after.failedSyncs - before.failedSyncs).toBe(40);
    expect(after.platformBreakdown.twitter - before.platformBreakdown.twitter).toBe(80);
    expect(after.totalSyncs).toBe(after.successfulSyncs + after.failedSyncs);
    expect(after.totalSyncs).toBe(Object.values(after.platformBreakdown).reduce((sum, count) => sum + count, 0));
  });
});

describe('an automatic sync', () => {
  test('of the same id changes nothing, however often, at once or late', async () => {
    const uid = await newCreator();
    const record = (followers: number) =>
      recordSync(uid, 'youtube', { followers, engagement: 2 }, auto('fetch-1')).then(({ changed }) => changed);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => record(7)));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    await syncPlatform(uid, 'tiktok', { followers: 1 });
    const before = await profileOf(uid);
    expect(await record(9)).toBe(false);
    expect(await profileOf(uid)).toEqual(before);
    expect(await pointsOf(uid)).toMatchObject([
      { id: 'fetch-1', platform: 'youtube', followers: 7, source: 'auto', totalFollowers: 7 },
      { platform: 'tiktok', source: 'manual', totalFollowers: 8 },
    ]);
  });

  test('of a user without a profile makes nothing', async () => {
    const uid = `nobody-${randomId()}`;
    const failure = await recordSync(uid, 'tiktok', { followers: 1, engagement: 0 }, auto('x')).catch((error) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code: 'not-found', reason: 'profile-not-found' });
    expect([await profileOf(uid), await pointsOf(uid)]).toEqual([undefined, []]);
  });
});

describe('broken connections', () => {
  test.each(['before', 'after'] as const)('one that breaks %s the commit is repeated without doubles', async (when) => {
    const uid = await newCreator();
    const tap = tapFirestore();
    let broken = 0;
    try {
      tap.plan = (method, request) => {
        if (method !== 'commit' || !JSON.stringify(request).includes(`${uid}/syncHistory`) || broken >= 2) return null;
        broken += 1;
        return when;
      };
      const result = await syncPlatforms(uid, { platforms: { tiktok: { followers: 3 }, twitter: { followers: 4 } } });
      expect(result.stats.totalFollowers).toBe(7);
    } finally {
      tap.remove();
    }
    expect(await pointsOf(uid)).toHaveLength(2);
    expect(viewOf((await profileOf(uid)) ?? (await createCreatorProfile(uid))).stats.totalFollowers).toBe(7);
  });

  test('one that stays broken is given up after a bounded number of attempts', async () => {
    const uid = await newCreator();
    const tap = tapFirestore();
    try {
      tap.plan = (method) => (method === 'batchGetDocuments' ? 'before' : null);
      const failure = await syncPlatform(uid, 'tiktok', { followers: 1 }).catch((error) => error);
      expect(failure).toMatchObject({ code: 'unavailable', retryAfterMs: 1000 });
      expect(tap.cost.roundTrips).toBeLessThan(10);
    } finally {
      tap.remove();
    }
  });
});

describe('a profile', () => {
  test('is made once, however many ask at once, and is returned as it is afterwards', async () => {
    const uid = `creator-${randomId()}`;
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, index) => createCreatorProfile(uid, { bio: `${index}` })),
    );
    expect(new Set(made.map(({ bio }) => bio)).size).toBe(1);
    await syncPlatform(uid, 'tiktok', { followers: 5 });
    expect((await createCreatorProfile(uid, { bio: 'another' })).stats.totalFollowers).toBe(5);
    expect((await profileOf(uid))?.bio).toBe(made[0]?.bio);
  });

  test('begins with what the public card says', async () => {
    const uid = `creator-${randomId()}`;
    const card = { displayName: 'Carol', bio: null, avatarUrl: 'https://example.com/carol.png' };
    await cardRef(uid).withConverter(null).set(card);
    const profile = await createCreatorProfile(uid, { niche: ['music'] });
    expect(viewOf(profile)).toEqual({
      userId: uid,
      displayName: 'Carol',
      bio: '',
      avatar: 'https://example.com/carol.png',
      profileUrl: '',
      niche: ['music'],
      rizzScore: 0,
      isPublic: true,
      isActive: true,
      stats: {
        platformBreakdown: {
          tiktok: { followers: 0, engagement: 0 },
          instagram: { followers: 0, engagement: 0 },
          youtube: { followers: 0, engagement: 0 },
          twitch: { followers: 0, engagement: 0 },
        },
        totalFollowers: 0,
        avgEngagement: 0,
      },
      preferences: {
        audienceSize: { min: 0, max: 1_000_000 },
        budget: { min: 0, max: 10_000 },
        collaborationTypes: [],
        locations: [],
      },
      location: { city: '', state: '', country: '' },
      lastSeen: expect.any(String),
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
  });

  test('that does not exist is not made by an edit', async () => {
    const uid = `nobody-${randomId()}`;
    await expect(updateCreatorProfile(uid, { bio: 'x' })).rejects.toMatchObject({ reason: 'profile-not-found' });
    expect(await profileOf(uid)).toBeUndefined();
  });

  test('is edited where the edit says so, and moves its time', async () => {
    const uid = await newCreator();
    const before = await profileOf(uid);
    const after = await updateCreatorProfile(uid, { isPublic: false, preferences: { budget: { min: 1, max: 2 } } });
    expect(after).toEqual(await profileOf(uid));
    expect(after).toEqual({
      ...before,
      isPublic: false,
      preferences: { ...before?.preferences, budget: { min: 1, max: 2 } },
      updatedAt: after.updatedAt,
    });
    expect(after.updatedAt.toMillis()).toBeGreaterThan(before?.updatedAt.toMillis() ?? Number.NaN);
  });
});

describe("a person's data", () => {
  async function exportOf(uid: string): Promise<ExportedDocument[]> {
    const documents: ExportedDocument[] = [];
    for await (const document of personData.exportOf(uid)) documents.push(document);
    return documents;
  }

  test('is given out whole, beyond one page, and erased whole; both may be repeated', async () => {
    const uid = await newCreator();
    await syncPlatform(uid, 'tiktok', { followers: 5, engagement: 1.5 });
    const [point] = await pointsOf(uid);
    if (point === undefined) throw new Error('There was no point');
    const { id: _, ...fields } = point;
    await Promise.all(Array.from({ length: 650 }, () => syncPointRef(uid, randomId()).set(fields)));
    const documents = await exportOf(uid);
    expect(documents).toHaveLength(652);
    expect(new Set(documents.map(({ path }) => path)).size).toBe(652);
    expect(documents[0]).toMatchObject({
      path: `creatorProfiles/${uid}`,
      data: { userId: uid, updatedAt: expect.stringMatching(/Z$/), stats: { totalFollowers: 5 } },
    });
    await personData.erase(uid);
    expect([await exportOf(uid), await profileOf(uid), await pointsOf(uid)]).toEqual([[], undefined, []]);
    await personData.erase(uid);
  });

  test('of others stays, and syncs that run meanwhile leave nothing behind', async () => {
    const [uid, other] = [await newCreator(), await newCreator()];
    await syncPlatform(other, 'tiktok', { followers: 3 });
    const before = await exportOf(other);
    const running = Array.from({ length: 12 }, (_, index) => syncPlatform(uid, 'tiktok', { followers: index }));
    const outcomes = Promise.allSettled(running);
    await personData.erase(uid);
    await outcomes;
    expect(await exportOf(uid)).toEqual([]);
    expect(await exportOf(other)).toEqual(before);
  });
});
