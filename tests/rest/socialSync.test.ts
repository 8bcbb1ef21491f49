import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { updateCreatorProfile } from '../../functions/src/domains/socialsync/creatorprofiles/operations.ts';
import { creatorProfileRef } from '../../functions/src/domains/socialsync/documents.ts';
import { viewOf } from '../../functions/src/domains/socialsync/logic.ts';
import { newCreator, newSampleCreator, storedPoints, storedProfile, syncAt } from '../creators.ts';
import { newPerson, type Person, type RestServer, serveSocialSync } from '../world.ts';

let rest: RestServer;
beforeAll(async () => {
  rest = await serveSocialSync();
});
afterAll(() => rest.close());

const sync = (person: Person, platform: string, body?: unknown) => syncAt(rest, person, platform, body);

const invalidPlatform = {
  message: 'Invalid platform type',
  error: 'Platform must be one of: tiktok, twitter, twitch, instagram',
};
const followersRequired = {
  message: '"followers" is required',
  path: ['followers'],
  type: 'any.required',
  context: { key: 'followers', label: 'followers' },
};
const invalid = (...details: object[]) => ({ message: 'Validation failed', details });
const zero = { followers: 0, engagement: 0 };
const empty = { tiktok: zero, instagram: zero, youtube: zero, twitch: zero };

describe('the four platforms', () => {
  test.each([
    ['S1', 'tiktok', 'Tiktok', 1000, 7.5],
    ['S2', 'twitch', 'Twitch', 500, 3.2],
    ['S3', 'twitter', 'Twitter', 2500, 5.8],
    ['S4', 'instagram', 'Instagram', 15000, 4.2],
  ])('social-sync %s: %s', async (_, platform, name, followers, engagement) => {
    const carol = await newCreator();
    const { status, body } = await sync(carol, platform, { followers, engagement });
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, message: `Social media ${name} synced successfully` });
    expect(body.profile?.stats).toEqual({
      platformBreakdown: { ...empty, [platform]: { followers, engagement } },
      totalFollowers: followers,
      avgEngagement: engagement,
    });
  });

  test('social-sync S1: the answer of the original document, field by field, from its own figures', async () => {
    const yash = await newSampleCreator();
    const { status, body } = await sync(yash, 'tiktok', { followers: 1000, engagement: 7.5 });
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      message: 'Social media Tiktok synced successfully',
      profile: {
        stats: {
          platformBreakdown: {
            tiktok: { followers: 1000, engagement: 7.5 },
            instagram: { followers: 15925, engagement: 2.91 },
            youtube: { followers: 7100, engagement: 2.66 },
            twitch: { followers: 0, engagement: 0 },
          },
          totalFollowers: 24025,
          // The document prints 1.39, the mean over all four of the figures before the sync.
          avgEngagement: 4.36,
        },
        preferences: {
          audienceSize: { min: 0, max: 1000000 },
          budget: { min: 0, max: 10000 },
          collaborationTypes: [],
          locations: [],
        },
        location: { city: 'Delhi', state: 'Delhi', country: 'India' },
        _id: yash.uid,
        userId: yash.uid,
        niche: ['music', 'education', 'gaming', 'comedy', 'fitness'],
        rizzScore: 79,
        isPublic: true,
        isActive: true,
        lastSeen: '2025-09-26T21:02:18.953Z',
        createdAt: '2025-09-20T15:17:32.306Z',
        updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        __v: 0,
        bio: 'Hi',
        displayName: 'Yash Gupta',
        avatar: '',
        profileUrl: '',
        id: yash.uid,
      },
    });
  });
});

describe('what a sync does', () => {
  test('social-sync B1: the breakdown holds exactly what was sent', async () => {
    const carol = await newCreator();
    const figures = { followers: 1000, engagement: 7.5 };
    const { status, body } = await sync(carol, 'tiktok', { ...figures, syncedAt: 'now', __v: 7 });
    expect([status, body.success]).toEqual([200, true]);
    expect(body.profile?.stats?.platformBreakdown?.tiktok).toEqual(figures);
  });

  test('social-sync B2: other platforms stay as they are', async () => {
    const yash = await newSampleCreator();
    const { body } = await sync(yash, 'instagram', { followers: 1, engagement: 1 });
    expect(body.profile?.stats?.platformBreakdown).toEqual({
      tiktok: zero,
      instagram: { followers: 1, engagement: 1 },
      youtube: { followers: 7100, engagement: 2.66 },
      twitch: zero,
    });
  });

  test('social-sync B3: totalFollowers is the sum over all platforms, youtube and twitter included', async () => {
    const yash = await newSampleCreator();
    expect((await sync(yash, 'tiktok', { followers: 1000 })).body.profile?.stats?.totalFollowers).toBe(24025);
    expect((await sync(yash, 'twitter', { followers: 75 })).body.profile?.stats?.totalFollowers).toBe(24100);
  });

  test('social-sync B4: avgEngagement is the mean of the engagements above 0', async () => {
    const yash = await newSampleCreator();
    const average = async (platform: string, engagement: number) =>
      (await sync(yash, platform, { followers: 1, engagement })).body.profile?.stats?.avgEngagement;
    expect(await average('tiktok', 7.5)).toBeCloseTo((7.5 + 2.91 + 2.66) / 3, 2);
    expect(await average('tiktok', 0)).toBeCloseTo((2.91 + 2.66) / 2, 2);
    const carol = await newCreator();
    expect((await sync(carol, 'tiktok', { followers: 5 })).body.profile?.stats?.avgEngagement).toBe(0);
  });

  test.each([[undefined], [null]])('social-sync B5: engagement %s is 0, whatever it was before', async (engagement) => {
    const carol = await newCreator();
    await sync(carol, 'twitch', { followers: 10, engagement: 9 });
    const { body } = await sync(carol, 'twitch', { followers: 10, engagement });
    expect(body.profile?.stats).toMatchObject({
      platformBreakdown: { twitch: { followers: 10, engagement: 0 } },
      avgEngagement: 0,
    });
  });

  test('social-sync B6: updatedAt moves forward each time, and nothing else but the figures moves', async () => {
    const yash = await newSampleCreator();
    const before = await storedProfile(yash);
    const times: string[] = [];
    for (let call = 0; call < 4; call += 1) {
      const { body } = await sync(yash, 'tiktok', { followers: call });
      const { stats, updatedAt, _id, __v, id, ...others } = body.profile ?? {};
      times.push(String(updatedAt));
      if (before === undefined) throw new Error('There was no profile');
      const { stats: _stats, updatedAt: _updatedAt, ...unmoved } = viewOf(before);
      expect(others).toEqual(unmoved);
    }
    expect(new Set(times).size).toBe(4);
    expect([...times].sort()).toEqual(times);
    expect(Date.parse(String(times[0]))).toBeGreaterThan(Date.parse('2025-10-08T19:01:19.222Z'));
  });

  test('social-sync B6: updatedAt moves forward also when it lies in the future', async () => {
    const carol = await newCreator();
    const future = Date.now() + 3_600_000;
    const stored = await creatorProfileRef(carol.uid).get();
    await stored.ref.update({ updatedAt: new Date(future) });
    const { body } = await sync(carol, 'tiktok', { followers: 1 });
    expect(body.profile?.updatedAt).toBe(new Date(future + 1).toISOString());
  });

  test('social-sync B7: the same twice leaves the same', async () => {
    const yash = await newSampleCreator();
    const first = await sync(yash, 'tiktok', { followers: 1000, engagement: 7.5 });
    const second = await sync(yash, 'tiktok', { followers: 1000, engagement: 7.5 });
    expect(first.status).toBe(200);
    expect(second.body.profile?.stats).toEqual(first.body.profile?.stats);
  });

  test('social-sync B8: the answer is the stored profile, and parallel syncs of all platforms lose nothing', async () => {
    const carol = await newCreator();
    const platforms = ['tiktok', 'twitch', 'twitter', 'instagram'];
    const answers = await Promise.all(
      platforms.map((platform, index) => sync(carol, platform, { followers: 10 ** index, engagement: index + 1 })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const stored = await storedProfile(carol);
    expect(stored?.stats).toEqual({
      platformBreakdown: {
        ...empty,
        tiktok: { followers: 1, engagement: 1 },
        twitch: { followers: 10, engagement: 2 },
        twitter: { followers: 100, engagement: 3 },
        instagram: { followers: 1000, engagement: 4 },
      },
      totalFollowers: 1111,
      avgEngagement: 2.5,
    });
    const last = answers.find(({ body }) => Number(body.profile?.stats?.totalFollowers) === 1111);
    expect(last?.body.profile?.updatedAt).toBe(stored?.updatedAt.toDate().toISOString());
    for (const { body } of answers) {
      const figures = Object.values(body.profile?.stats?.platformBreakdown ?? {});
      const sum = figures.reduce((total, { followers }) => total + Number(followers), 0);
      expect(body.profile?.stats?.totalFollowers).toBe(sum);
    }
    expect(await storedPoints(carol)).toHaveLength(4);
  });

  test('social-sync B9: nothing that is sent selects a profile', async () => {
    const [carol, dave] = await Promise.all([newCreator('carol'), newCreator('dave')]);
    const before = await storedProfile(dave);
    const body = { followers: 5, userId: dave.uid, uid: dave.uid, _id: dave.uid, id: dave.uid };
    const answer = await rest.call('POST', `/api/v1/profiles/social-sync/tiktok?userId=${dave.uid}`, {
      token: carol.token,
      body,
      headers: { 'X-User-Id': dave.uid },
    });
    expect([answer.status, answer.body.profile?.userId]).toEqual([200, carol.uid]);
    expect(await storedProfile(dave)).toEqual(before);
  });

  test('social-sync B10: without a profile 404, and nothing is made', async () => {
    const stranger = await newPerson();
    const answer = await sync(stranger, 'tiktok', { followers: 1 });
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({ message: 'Profile not found', error: 'User profile does not exist' });
    expect(await storedProfile(stranger)).toBeUndefined();
    expect(await storedPoints(stranger)).toEqual([]);
  });
});

describe('what is refused', () => {
  test('social-sync B11: any other platform, also in another letter case, is no platform', async () => {
    const carol = await newCreator();
    expect((await sync(carol, 'tiktok', { followers: 1 })).status).toBe(200);
    const others = [
      'youtube',
      'TikTok',
      '__proto__',
      'constructor',
      '%20tiktok',
      't%C3%AFktok',
      '🎵',
      '%ff',
      'history',
    ];
    for (const [index, platform] of others.entries()) {
      const person = index % 5 === 0 ? await newCreator() : carol;
      const { status, body } = await sync(person, platform, { followers: 1 });
      expect([platform, status, body]).toEqual([platform, 400, invalidPlatform]);
    }
    expect(await storedPoints(carol)).toHaveLength(1);
  });

  test('social-sync B12: token, then platform, then body, then profile', async () => {
    const stranger = await newPerson();
    const carol = await newCreator();
    const path = '/api/v1/profiles/social-sync/youtube';
    expect((await rest.call('POST', path, { body: { followers: 'x' } })).status).toBe(401);
    expect((await sync(stranger, 'youtube', { followers: 'x' })).body).toEqual(invalidPlatform);
    expect((await sync(stranger, 'tiktok', { followers: 'x' })).body).toEqual(invalid(followersRequired));
    expect((await sync(stranger, 'tiktok', { followers: 1 })).status).toBe(404);
    expect((await sync(carol, 'tiktok', { followers: 1 })).status).toBe(200);
  });

  test('social-sync B13: 0 followers are accepted', async () => {
    const carol = await newCreator();
    const { status, body } = await sync(carol, 'tiktok', { followers: 0 });
    expect([status, body.profile?.stats?.platformBreakdown?.tiktok]).toEqual([200, zero]);
  });

  test('social-sync B14: fractions of followers are cut off, and what is out of range is refused, not clamped', async () => {
    const carol = await newCreator();
    const { body } = await sync(carol, 'tiktok', { followers: 1000.7, engagement: 4.321 });
    expect(body.profile?.stats?.platformBreakdown?.tiktok).toEqual({ followers: 1000, engagement: 4.321 });
    expect((await sync(carol, 'tiktok', { followers: -0.5 })).status).toBe(400);
    expect((await storedProfile(carol))?.stats.totalFollowers).toBe(1000);
  });

  test.each([
    ['tiktok', 100_000_000],
    ['twitter', 100_000_000],
    ['instagram', 100_000_000],
    ['twitch', 10_000_000],
  ])('social-sync B15: %s takes %i followers and no more; engagement is 0 to 100', async (platform, limit) => {
    const carol = await newCreator();
    const ok = await sync(carol, platform, { followers: limit, engagement: 100 });
    expect([ok.status, ok.body.profile?.stats?.totalFollowers]).toEqual([200, limit]);
    const value = limit + 1;
    const above = await sync(carol, platform, { followers: value });
    expect([above.status, above.body]).toEqual([
      400,
      invalid({
        message: `"followers" must be less than or equal to ${limit}`,
        path: ['followers'],
        type: 'number.max',
        context: { key: 'followers', label: 'followers', limit, value },
      }),
    ]);
    for (const engagement of [100.1, -0.1]) {
      const answer = await sync(carol, platform, { followers: 1, engagement });
      expect([answer.status, answer.body]).toEqual([400, invalid(outOfRange(engagement))]);
    }
    expect((await sync(carol, platform, { followers: 1, engagement: 0 })).status).toBe(200);
  });

  const outOfRange = (value: number) => ({
    message: '"engagement" must be between 0 and 100',
    path: ['engagement'],
    type: 'number.range',
    context: { key: 'engagement', value },
  });

  test('social-sync B16: the message has the name of the platform with a capital letter', async () => {
    const carol = await newCreator();
    const messages = [];
    for (const platform of ['tiktok', 'twitch', 'twitter', 'instagram'])
      messages.push((await sync(carol, platform, { followers: 1 })).body.message);
    expect(messages).toEqual(
      ['Tiktok', 'Twitch', 'Twitter', 'Instagram'].map((name) => `Social media ${name} synced successfully`),
    );
  });

  test('everything that is wrong is told, followers first', async () => {
    const carol = await newCreator();
    const answer = await sync(carol, 'tiktok', { followers: -5, engagement: 101 });
    expect(answer.body).toEqual(
      invalid(
        {
          message: '"followers" must be a positive number',
          path: ['followers'],
          type: 'number.positive',
          context: { key: 'followers', value: -5 },
        },
        outOfRange(101),
      ),
    );
    expect((await sync(carol, 'tiktok', { engagement: 'high' })).body).toEqual(
      invalid(followersRequired, {
        message: '"engagement" must be a number',
        path: ['engagement'],
        type: 'number.base',
        context: { key: 'engagement', label: 'engagement', value: 'high' },
      }),
    );
  });

  test.each([
    ['nothing', undefined],
    ['an empty object', {}],
    ['an empty text', ''],
    ['malformed JSON', '{"followers":'],
    ['null', 'null'],
    ['an array', [1000]],
    ['a number', '1000'],
    ['a text', '"1000"'],
    ['a number as text', { followers: '1000' }],
    ['no number', { followers: null }],
    ['a list of one', { followers: [5] }],
    ['followers of the prototype', '{"__proto__":{"followers":5}}'],
  ])('%s as body misses followers', async (_, body) => {
    const carol = await newCreator();
    const answer = await sync(carol, 'tiktok', body);
    expect([answer.status, answer.body]).toEqual([400, invalid(followersRequired)]);
    expect((await storedProfile(carol))?.stats.totalFollowers).toBe(0);
  });

  test('strange numbers: infinite ones are refused, a negative zero is zero', async () => {
    const carol = await newCreator();
    const huge = await sync(carol, 'tiktok', '{"followers":1e999}');
    expect([huge.status, huge.body.details?.[0]?.type]).toEqual([400, 'number.max']);
    const endless = await sync(carol, 'tiktok', '{"followers":1,"engagement":1e999}');
    expect([endless.status, endless.body.details?.[0]?.type]).toEqual([400, 'number.range']);
    const negative = await sync(carol, 'tiktok', '{"followers":-1e999}');
    expect([negative.status, negative.body.details?.[0]?.type]).toEqual([400, 'number.positive']);
    expect((await sync(carol, 'tiktok', '{"followers":-0,"engagement":-0}')).status).toBe(200);
    const stored = (await storedProfile(carol))?.stats.platformBreakdown.tiktok;
    expect([Object.is(stored?.followers, 0), Object.is(stored?.engagement, 0)]).toEqual([true, true]);
  });

  test('a body is JSON whatever it calls itself', async () => {
    const carol = await newCreator();
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'application/json; charset=utf-8']) {
      const headers = { 'Content-Type': type };
      const path = '/api/v1/profiles/social-sync/tiktok';
      const answer = await rest.call('POST', path, { token: carol.token, body: '{"followers":3}', headers });
      expect([type, answer.status]).toEqual([type, 200]);
    }
  });

  test('a wrong method and a wrong path are told in the contract’s shape', async () => {
    const carol = await newCreator();
    const get = await rest.call('GET', '/api/v1/profiles/social-sync/tiktok', { token: carol.token });
    expect([get.status, get.headers.get('Allow')]).toEqual([405, 'POST']);
    const nowhere = await rest.call('GET', '/api/v1/nothing');
    expect([nowhere.status, nowhere.body]).toEqual([404, { message: 'Not found', error: 'There is no such route' }]);
    expect((await rest.call('GET', '/api/v1/health')).status).toBe(404);
  });

  test('a body of more than 256 kB is refused', async () => {
    const carol = await newCreator();
    // Its connection ends with the refusal, so it has a server of its own.
    const other = await serveSocialSync();
    const large = await syncAt(other, carol, 'tiktok', { followers: 1, more: 'x'.repeat(300_000) });
    expect([large.status, large.body]).toEqual([413, { message: expect.any(String), error: expect.any(String) }]);
    await other.close();
  });
});

test('the prefix of Hosting leads to the same routes', async () => {
  const carol = await newCreator();
  const path = '/social-sync/api/v1/profiles/social-sync/tiktok';
  expect((await rest.call('POST', path, { token: carol.token, body: { followers: 4 } })).status).toBe(200);
  expect((await rest.call('GET', '/social-sync/health')).status).toBe(200);
});

test('an edit between two syncs takes no figures back', async () => {
  const carol = await newCreator();
  await sync(carol, 'tiktok', { followers: 7, engagement: 2 });
  await updateCreatorProfile(carol.uid, { bio: 'Dances', location: { city: 'Delhi' } });
  const { body } = await sync(carol, 'twitch', { followers: 1 });
  expect(body.profile).toMatchObject({
    bio: 'Dances',
    location: { city: 'Delhi', state: '', country: '' },
    stats: { totalFollowers: 8, avgEngagement: 2 },
  });
});
