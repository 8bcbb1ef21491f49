import { beforeAll, describe, expect, test } from 'vitest';
import { setRole } from '../../functions/src/domains/identity/operations.ts';
import { newCreator, storedPoints, storedProfile } from '../creators.ts';
import { type Answer, callAt, newPerson, newVisitor, type Person } from '../world.ts';

/** The built functions in the running suite: the contract at both of its addresses, and the verbs as the SDK calls them. */

const functions = `${process.env.FIRECIRCLE_FUNCTIONS_URL}/socialSync`;
const hosting = `${process.env.FIRECIRCLE_HOSTING_URL}/social-sync`;

describe.each([
  ["the function's own URL", functions],
  ['Hosting', hosting],
])('at %s', (_, url) => {
  test('a sync is told and stays', async () => {
    const carol = await newCreator();
    const path = '/api/v1/profiles/social-sync/tiktok';
    const body = { followers: 1000, engagement: 7.5 };
    const answer = await callAt(url, 'POST', path, { token: carol.token, body });
    expect([answer.status, answer.body.message]).toEqual([200, 'Social media Tiktok synced successfully']);
    expect(answer.headers.get('RateLimit-Limit')).toBe('10');
    expect((await storedProfile(carol))?.stats.platformBreakdown.tiktok).toEqual(body);
    const history = await callAt(url, 'GET', '/api/v1/profiles/social-sync/history', { token: carol.token });
    expect(Object.values(history.body.history ?? {})).toHaveLength(1);
  });

  test('it is healthy', async () => {
    const { status, body } = await callAt(url, 'GET', '/health');
    expect([status, body.status]).toEqual([200, 'healthy']);
  });

  test('every answer says how it may be cached', async () => {
    const calls: ReadonlyArray<readonly [string, string, number, object?]> = [
      ['POST', '/api/v1/profiles/social-sync/tiktok', 401, { followers: 1 }],
      ['POST', '/api/v1/profiles/social-sync/batch', 401, { platforms: {} }],
      ['GET', '/api/v1/profiles/social-sync/history', 401],
      ['GET', '/api/v1/admin/sync-analytics', 401],
      ['GET', '/health', 200],
      ['GET', '/api/v1/nothing', 404],
      ['DELETE', '/health', 405],
    ];
    for (const [method, path, status, body] of calls) {
      const answer = await callAt(url, method, path, { body });
      expect([method, path, answer.status]).toEqual([method, path, status]);
      expect([path, answer.headers.get('Cache-Control')]).toEqual([path, 'private, no-store']);
      if (status >= 400) expect(answer.body).toEqual({ message: expect.any(String), error: expect.any(String) });
    }
  });

  test('malformed JSON is 400 and names nothing of ours, though the platform may be the one who answers', async () => {
    const carol = await newCreator();
    const path = '/api/v1/profiles/social-sync/tiktok';
    const answer = await callAt(url, 'POST', path, { token: carol.token, body: '{"followers":' });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toMatch(/functions\/dist|firecircle\/|zod|\.ts:/);
    expect(await storedPoints(carol)).toEqual([]);
  });

  test('its reference is served', async () => {
    expect((await callAt(url, 'GET', '/docs')).status).toBe(200);
    expect((await callAt(url, 'GET', '/openapi.json')).body.openapi).toBe('3.1.0');
  });
});

describe('the verbs', () => {
  let ada: Person;
  beforeAll(async () => {
    ada = await newPerson('ada');
    await setRole(ada.uid, 'admin');
  });

  const call = (verb: string, input: unknown, token?: string): Promise<Answer> =>
    callAt(`${process.env.FIRECIRCLE_FUNCTIONS_URL}`, 'POST', '/creatorProfiles', {
      token,
      body: { data: { verb, input } },
    });
  const errorOf = ({ status, body }: Answer) => [status, body.error?.message, body.error?.details?.reason];

  test('a profile is made, found, edited, synced', async () => {
    const { uid, token } = await newPerson('carol');
    const missing = await call('syncPlatform', { platform: 'tiktok', followers: 1 }, token);
    expect(errorOf(missing)).toEqual([404, 'User profile does not exist', 'profile-not-found']);
    expect(errorOf(await call('updateCreatorProfile', { bio: 'x' }, token))[2]).toBe('profile-not-found');
    const made = await call('createCreatorProfile', { bio: 'Sings', isPublic: false }, token);
    expect(made.body.result).toMatchObject({ userId: uid, bio: 'Sings', isPublic: false, rizzScore: 0 });
    const again = await call('createCreatorProfile', { bio: 'Dances' }, token);
    expect(again.body.result).toEqual(made.body.result);
    const edited = await call('updateCreatorProfile', { niche: ['music'], stats: { totalFollowers: 5 } }, token);
    expect(edited.body.result).toMatchObject({ bio: 'Sings', niche: ['music'], stats: { totalFollowers: 0 } });
    const synced = await call('syncPlatform', { platform: 'tiktok', followers: 1000.7, engagement: 7.5 }, token);
    expect(synced.body.result?.stats).toMatchObject({
      platformBreakdown: { tiktok: { followers: 1000, engagement: 7.5 } },
      totalFollowers: 1000,
      avgEngagement: 7.5,
    });
    const platforms = { twitter: { followers: 5 }, twitch: { followers: 6, engagement: 1 } };
    const batch = await call('syncPlatforms', { platforms }, token);
    expect(batch.body.result?.stats).toMatchObject({ totalFollowers: 1011, avgEngagement: 4.25 });
    expect((await storedProfile({ uid }))?.stats.totalFollowers).toBe(1011);
  });

  test('wrong figures are refused in the words of an error, and nothing is written', async () => {
    const carol = await newCreator();
    for (const [verb, input, message] of [
      ['syncPlatform', { platform: 'tiktok', engagement: 7.5 }, 'followers: followers is required'],
      ['syncPlatform', { platform: 'youtube', followers: 1 }, /platform must be one of: tiktok, twitter/],
      ['syncPlatform', null, /platform must be one of/],
      ['syncPlatforms', { platforms: { tiktok: {} } }, /platforms\.tiktok\.followers is required/],
      ['syncPlatforms', { platforms: { youtube: { followers: 1 } } }, /must be one of/],
      ['updateCreatorProfile', { avatar: 'javascript:x' }, /avatar/],
    ] as const) {
      const [status, told, reason] = errorOf(await call(verb, input, carol.token));
      expect([verb, status, told, reason]).toEqual([verb, 400, expect.stringMatching(message), 'invalid-input']);
    }
    expect(await storedPoints(carol)).toEqual([]);
  });

  test('the limit is shared with the REST contract, and says how long to wait', async () => {
    const carol = await newCreator();
    const rest = () =>
      callAt(functions, 'POST', '/api/v1/profiles/social-sync/nothing', { token: carol.token, body: {} });
    for (let calls = 0; calls < 25; calls += 1) if ((await rest()).status === 429) break;
    const answer = await call('syncPlatform', { platform: 'tiktok', followers: 1 }, carol.token);
    expect(errorOf(answer)).toEqual([429, 'Too many requests', 'rate-limited-sync']);
    expect(Number(answer.body.error?.details?.retryAfterMs)).toBeGreaterThan(0);
    expect(Number(answer.body.error?.details?.retryAfterMs)).toBeLessThanOrEqual(60_000);
    expect((await storedProfile(carol))?.stats.totalFollowers).toBe(0);
  });

  test('nobody without an account, and only admins for analytics', async () => {
    const [visitor, bob] = await Promise.all([newVisitor(), newPerson('bob')]);
    expect((await call('createCreatorProfile', {})).status).toBe(401);
    expect((await call('createCreatorProfile', {}, visitor.token)).status).toBe(401);
    expect(errorOf(await call('syncAnalytics', {}, bob.token))[2]).toBe('not-admin');
    const { result } = (await call('syncAnalytics', {}, ada.token)).body;
    expect(Object.keys(result?.days ?? {})).toHaveLength(30);
    const tooLong = await call('syncAnalytics', { from: '2020-01-01', to: '2021-01-01' }, ada.token);
    expect(errorOf(tooLong)).toEqual([400, expect.stringContaining('92 days'), 'invalid-input']);
  });
});
