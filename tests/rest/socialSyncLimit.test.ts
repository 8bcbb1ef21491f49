import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { historyAt, newCreator, storedProfile, syncAt } from '../creators.ts';
import { type Answer, type Person, type RestServer, serveSocialSync } from '../world.ts';

let rest: RestServer;
beforeAll(async () => {
  rest = await serveSocialSync();
});
afterAll(() => rest.close());

const sync = (person: Person, platform = 'tiktok', body: unknown = { followers: 1 }) =>
  syncAt(rest, person, platform, body);

/** A creator whose window has plenty of time left, so that a test does not see two windows; one unit of it is used. */
async function creatorWithTime(server = rest): Promise<Person> {
  for (let tries = 0; tries < 50; tries += 1) {
    const person = await newCreator();
    const { headers } = await syncAt(server, person, 'nothing');
    if (Number(headers.get('RateLimit-Reset')) > 20) return person;
  }
  throw new Error('Nobody had a window with 20 seconds left');
}

const tooMany = { message: 'Too many sync requests', error: 'Please wait before syncing again' };
const remainingOf = ({ headers }: Answer): number => Number(headers.get('RateLimit-Remaining'));
const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status);

describe('ten a minute', () => {
  test('social-sync B17: the 11th request of a window is refused, whatever the first ten were', async () => {
    const carol = await creatorWithTime();
    const answers = [
      await sync(carol, 'tiktok'),
      await sync(carol, 'twitch'),
      await sync(carol, 'twitter'),
      await sync(carol, 'instagram'),
      await sync(carol, 'youtube'),
      await sync(carol, 'tiktok', {}),
      await sync(carol, 'tiktok', '{'),
      await sync(carol, 'tiktok', { followers: 2 }),
      await sync(carol, 'tiktok', { followers: 3 }),
    ];
    expect(statuses(answers)).toEqual([200, 200, 200, 200, 400, 400, 400, 200, 200]);
    for (const platform of ['tiktok', 'twitch', 'youtube']) {
      const refused = await sync(carol, platform, { followers: 99 });
      expect([refused.status, refused.body]).toEqual([429, tooMany]);
    }
    expect((await storedProfile(carol))?.stats.platformBreakdown.tiktok.followers).toBe(3);
    expect((await sync(await newCreator('dave'))).status).toBe(200);
  });

  test('social-sync B17: of many at once exactly ten pass, and other users do not notice', async () => {
    const carol = await creatorWithTime();
    const dave = await creatorWithTime();
    const [mine, others] = await Promise.all([
      Promise.all(Array.from({ length: 40 }, () => sync(carol))),
      Promise.all(Array.from({ length: 5 }, () => sync(dave))),
    ]);
    expect(statuses(mine).filter((status) => status === 200)).toHaveLength(9);
    expect(statuses(mine).filter((status) => status === 429)).toHaveLength(31);
    expect(statuses(others)).toEqual([200, 200, 200, 200, 200]);
    expect(mine.map(remainingOf).sort((a, b) => b - a)).toEqual([8, 7, 6, 5, 4, 3, 2, 1, ...Array(32).fill(0)]);
    expect(others.map(remainingOf).sort((a, b) => b - a)).toEqual([8, 7, 6, 5, 4]);
  });

  test('social-sync B18: every answer that reached the limiter says limit, rest and reset', async () => {
    const carol = await creatorWithTime();
    const answers = [await sync(carol), await sync(carol, 'youtube'), await sync(carol, 'tiktok', {})];
    answers.push(...(await Promise.all(Array.from({ length: 8 }, () => sync(carol)))));
    expect(statuses(answers.slice(0, 3))).toEqual([200, 400, 400]);
    expect(statuses(answers).filter((status) => status === 429)).toHaveLength(2);
    for (const { status, headers } of answers) {
      expect(headers.get('RateLimit-Limit')).toBe('10');
      expect(headers.get('RateLimit-Policy')).toBe('10;w=60');
      expect(headers.get('RateLimit-Remaining')).toMatch(/^\d$/);
      const reset = headers.get('RateLimit-Reset');
      expect(Number(reset)).toBeGreaterThan(0);
      expect(Number(reset)).toBeLessThanOrEqual(60);
      expect(headers.get('Retry-After')).toBe(status === 429 ? reset : null);
      expect([...headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
    }
    expect(answers.slice(0, 3).map(remainingOf)).toEqual([8, 7, 6]);
  });

  test('no answer before the limiter and none of the other routes has its headers', async () => {
    const carol = await newCreator();
    for (const answer of [
      await rest.call('POST', '/api/v1/profiles/social-sync/tiktok', { body: { followers: 1 } }),
      await historyAt(rest, carol),
      await rest.call('GET', '/health'),
    ])
      expect([...answer.headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([]);
  });
});

describe('batches', () => {
  const batch = (person: Person, count: number) =>
    sync(person, 'batch', {
      platforms: Object.fromEntries(
        ['tiktok', 'twitter', 'twitch', 'instagram'].slice(0, count).map((name) => [name, { followers: 1 }]),
      ),
    });

  test('a batch is charged one unit per platform, so that it opens no way around the limit', async () => {
    const carol = await creatorWithTime();
    const answers = [await batch(carol, 4), await batch(carol, 3), await batch(carol, 4), await sync(carol)];
    expect(answers.map((answer) => [answer.status, remainingOf(answer)])).toEqual([
      [200, 5],
      [200, 2],
      [429, 0],
      [429, 0],
    ]);
  });

  test('what a batch holds is charged whether or not it is valid; nothing is charged as one', async () => {
    const carol = await creatorWithTime();
    const bad = await sync(carol, 'batch', { platforms: { youtube: 1, x: 2, y: 3 } });
    expect([bad.status, remainingOf(bad)]).toEqual([400, 6]);
    for (const [index, body] of [undefined, '{', { platforms: [] }, { platforms: {} }].entries()) {
      const answer = await sync(carol, 'batch', body);
      expect([answer.status, remainingOf(answer)]).toEqual([400, 5 - index]);
    }
  });
});

describe('configuration', () => {
  /** The contract as it starts with other variables. */
  async function serveWith(variables: Readonly<Record<string, string>>): Promise<RestServer> {
    vi.resetModules();
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    try {
      const { app } = await import('../../functions/src/rest/social-sync/routes.ts');
      return await (await import('../world.ts')).serveContract(app);
    } finally {
      vi.unstubAllEnvs();
    }
  }

  test('social-sync B19: maximum and window are RATE_LIMIT_MAX_REQUESTS and RATE_LIMIT_WINDOW_MS', async () => {
    const other = await serveWith({ RATE_LIMIT_MAX_REQUESTS: '3', RATE_LIMIT_WINDOW_MS: '120000' });
    const carol = await creatorWithTime(other);
    const answers = [];
    for (let call = 0; call < 3; call += 1) answers.push(await syncAt(other, carol, 'tiktok', { followers: 1 }));
    expect(statuses(answers)).toEqual([200, 200, 429]);
    expect(answers[0]?.headers.get('RateLimit-Policy')).toBe('3;w=120');
    expect(answers.map(remainingOf)).toEqual([1, 0, 0]);
    await other.close();
  });

  test.each(['0', '-1', 'ten', '1.5'])('RATE_LIMIT_MAX_REQUESTS=%s fails the start', async (value) => {
    await expect(serveWith({ RATE_LIMIT_MAX_REQUESTS: value })).rejects.toThrow('positive whole number');
  });

  test('a window ends: then there are ten again', async () => {
    const other = await serveWith({ RATE_LIMIT_MAX_REQUESTS: '2', RATE_LIMIT_WINDOW_MS: '1000' });
    const carol = await newCreator();
    const call = () => syncAt(other, carol, 'tiktok', { followers: 1 });
    await vi.waitFor(async () => expect((await call()).status).toBe(429), { timeout: 20_000, interval: 1 });
    await vi.waitFor(async () => expect((await call()).status).toBe(200), { timeout: 20_000, interval: 100 });
    await other.close();
  });
});
