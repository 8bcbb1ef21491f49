import { Timestamp } from 'firebase-admin/firestore';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SyncPoint, syncPointRef } from '../../functions/src/domains/socialsync/documents.ts';
import { encodeCursor } from '../../functions/src/platform/http/cursor.ts';
import { historyAt, newCreator, newSampleCreator, storedPoints, storedProfile, syncAt } from '../creators.ts';
import { type Answer, type Json, newPerson, type Person, type RestServer, serveSocialSync } from '../world.ts';

let rest: RestServer;
beforeAll(async () => {
  rest = await serveSocialSync();
});
afterAll(() => rest.close());

const batch = (person: Person, platforms: unknown) => syncAt(rest, person, 'batch', { platforms });
const points = ({ body }: Answer): Json[] => Object.values(body.history ?? {});

describe('a batch', () => {
  test('sets several platforms at once, and the totals of all', async () => {
    const yash = await newSampleCreator();
    const { status, body } = await batch(yash, {
      tiktok: { followers: 1000.9, engagement: 7.5 },
      twitter: { followers: 50, engagement: null },
    });
    expect(status).toBe(200);
    expect(body.message).toBe('Social media Tiktok, Twitter synced successfully');
    expect(body.profile?.stats).toEqual({
      platformBreakdown: {
        tiktok: { followers: 1000, engagement: 7.5 },
        instagram: { followers: 15925, engagement: 2.91 },
        youtube: { followers: 7100, engagement: 2.66 },
        twitch: { followers: 0, engagement: 0 },
        twitter: { followers: 50, engagement: 0 },
      },
      totalFollowers: 24075,
      avgEngagement: 4.36,
    });
    expect((await storedProfile(yash))?.stats).toEqual(body.profile?.stats);
    const stored = await storedPoints(yash);
    expect(stored.map(({ platform, totalFollowers }) => [platform, totalFollowers]).sort()).toEqual([
      ['tiktok', 24075],
      ['twitter', 24075],
    ]);
  });

  test('one wrong platform refuses all, and everything that is wrong is told', async () => {
    const carol = await newCreator();
    const answer = await batch(carol, {
      tiktok: { followers: 5 },
      twitch: { followers: 10_000_001 },
      instagram: { engagement: 200 },
    });
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        message: 'Validation failed',
        details: [
          {
            message: '"platforms.twitch.followers" must be less than or equal to 10000000',
            path: ['platforms', 'twitch', 'followers'],
            type: 'number.max',
            context: {
              key: 'followers',
              label: 'platforms.twitch.followers',
              limit: 10_000_000,
              value: 10_000_001,
            },
          },
          {
            message: '"platforms.instagram.followers" is required',
            path: ['platforms', 'instagram', 'followers'],
            type: 'any.required',
            context: { key: 'followers', label: 'platforms.instagram.followers' },
          },
          {
            message: '"platforms.instagram.engagement" must be between 0 and 100',
            path: ['platforms', 'instagram', 'engagement'],
            type: 'number.range',
            context: { key: 'engagement', value: 200 },
          },
        ],
      },
    ]);
    expect((await storedProfile(carol))?.stats.totalFollowers).toBe(0);
    expect(await storedPoints(carol)).toEqual([]);
    expect((await batch(carol, { tiktok: { followers: 5 } })).status).toBe(200);
  });

  test.each([['youtube'], ['TikTok'], ['constructor']])('%s is no platform', async (platform) => {
    const carol = await newCreator();
    const answer = await batch(carol, { tiktok: { followers: 5 }, [platform]: { followers: 5 } });
    expect([answer.status, answer.body.message]).toEqual([400, 'Invalid platform type']);
    expect(await storedPoints(carol)).toEqual([]);
  });

  test('a prototype as platform is none', async () => {
    const carol = await newCreator();
    const answer = await syncAt(rest, carol, 'batch', '{"platforms":{"__proto__":{"followers":5}}}');
    expect([answer.status, answer.body.message]).toEqual([400, 'Invalid platform type']);
  });

  test.each([[undefined], [null], [[]], ['tiktok'], [[{ tiktok: { followers: 1 } }]]])(
    '%j holds no platforms',
    async (platforms) => {
      const carol = await newCreator();
      const answer = await batch(carol, platforms);
      expect([answer.status, answer.body.details?.[0]]).toEqual([
        400,
        {
          message: '"platforms" is required',
          path: ['platforms'],
          type: 'any.required',
          context: { key: 'platforms', label: 'platforms' },
        },
      ]);
    },
  );

  test('an empty one has nothing to sync, and one without a profile makes none', async () => {
    const carol = await newCreator();
    const empty = await batch(carol, {});
    expect([empty.status, empty.body.details?.[0]?.type]).toEqual([400, 'object.min']);
    const stranger = await newPerson();
    const answer = await batch(stranger, { tiktok: { followers: 1 } });
    expect([answer.status, answer.body.message]).toEqual([404, 'Profile not found']);
    expect(await storedProfile(stranger)).toBeUndefined();
  });
});

describe('the history', () => {
  const point = (second: number, platform: SyncPoint['platform']): SyncPoint => ({
    platform,
    followers: second,
    engagement: 1,
    totalFollowers: second,
    source: platform === 'youtube' ? 'auto' : 'manual',
    syncedAt: Timestamp.fromMillis(Date.UTC(2025, 0, 1, 0, 0, second)),
  });
  let carol: Person;
  beforeAll(async () => {
    carol = await newCreator();
    const platforms = ['tiktok', 'youtube', 'tiktok'] as const;
    await Promise.all(
      Array.from({ length: 9 }, (_, index) =>
        // Three points of each second: their order is that of their ids.
        syncPointRef(carol.uid, `point${index}`).set(point(Math.floor(index / 3), platforms[index % 3] ?? 'tiktok')),
      ),
    );
  });

  test('is told newest first, each point with all that was stored', async () => {
    const dave = await newCreator('dave');
    await syncAt(rest, dave, 'tiktok', { followers: 10, engagement: 2.5 });
    await syncAt(rest, dave, 'twitch', { followers: 5 });
    const answer = await historyAt(rest, dave);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      success: true,
      history: [
        {
          id: expect.any(String),
          platform: 'twitch',
          followers: 5,
          engagement: 0,
          totalFollowers: 15,
          source: 'manual',
          syncedAt: (await storedProfile(dave))?.updatedAt.toDate().toISOString(),
        },
        {
          id: expect.any(String),
          platform: 'tiktok',
          followers: 10,
          engagement: 2.5,
          totalFollowers: 10,
          source: 'manual',
          syncedAt: expect.any(String),
        },
      ],
      hasMore: false,
    });
  });

  test.each(['', '&platform=tiktok', '&from=2025-01-01T00:00:00Z&to=2025-01-01T00:00:01.500Z'])(
    'pages meet without gap or double (%s)',
    async (filter) => {
      const whole = points(await historyAt(rest, carol, `?limit=100${filter}`)).map(({ id }) => id);
      const paged: unknown[] = [];
      let cursor = '';
      for (let page = 0; page < 20; page += 1) {
        const answer = await historyAt(rest, carol, `?limit=2${filter}${cursor}`);
        paged.push(...points(answer).map(({ id }) => id));
        expect(String(answer.body.hasMore)).toBe(String(answer.body.nextCursor !== undefined));
        if (answer.body.nextCursor === undefined) break;
        cursor = `&cursor=${answer.body.nextCursor}`;
      }
      expect(paged).toEqual(whole);
      expect(whole).toHaveLength(filter === '' ? 9 : 6);
    },
  );

  test('platform, from and to narrow it; both ends belong to the range', async () => {
    const second = '2025-01-01T00:00:01.000Z';
    const ids = async (query: string) => points(await historyAt(rest, carol, query)).map(({ id }) => id);
    expect(await ids(`?platform=youtube&from=${second}&to=${second}`)).toEqual(['point4']);
    expect(await ids(`?from=${second}&to=${second}`)).toEqual(['point5', 'point4', 'point3']);
    expect(await ids('?from=2025-01-01T05:30:02%2B05:30')).toEqual(['point8', 'point7', 'point6']);
    expect(await ids('?platform=twitter')).toEqual([]);
    expect(await ids('?from=2030-01-01T00:00:00Z')).toEqual([]);
    expect(await ids(`?from=${second}&to=2024-01-01T00:00:00Z`)).toEqual([]);
  });

  test('is of the caller alone, and there is none without a profile', async () => {
    const dave = await newCreator('dave');
    expect(points(await historyAt(rest, dave, `?userId=${carol.uid}`))).toEqual([]);
    const answer = await historyAt(rest, await newPerson());
    expect([answer.status, answer.body.message]).toEqual([404, 'Profile not found']);
  });

  test.each([
    'platform=myspace',
    'platform=',
    'from=yesterday',
    'from=2025-01-01',
    'to=2025-13-01T00:00:00Z',
    'limit=0',
    'limit=101',
    'limit=-1',
    'limit=ten',
    'limit=1e1',
    'cursor=nonsense',
    `cursor=${encodeCursor([1, 'a/b'])}`,
    `cursor=${encodeCursor([1, '__a__'])}`,
    `cursor=${encodeCursor([1e300, 'x'])}`,
    `cursor=${encodeCursor({ a: 1 })}`,
    `cursor=${'x'.repeat(1001)}`,
  ])('%s is refused', async (query) => {
    const { status, body } = await historyAt(rest, carol, `?${query}`);
    expect([status, body.message]).toEqual([400, 'Validation failed']);
  });

  test('a time that Firestore cannot keep is refused, the last one that it can is not', async () => {
    for (const [query, status] of [
      ['from=0000-12-31T23:59:59Z', 400],
      ['from=0001-01-01T00:00:00%2B00:01', 400],
      ['to=9999-12-31T23:59:59-00:01', 400],
      ['from=0001-01-01T00:00:00Z', 200],
      ['to=9999-12-31T23:59:59.999Z', 200],
    ] as const)
      expect([query, (await historyAt(rest, carol, `?${query}`)).status]).toEqual([query, status]);
  });
});
