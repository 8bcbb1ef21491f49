import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { setRole } from '../../functions/src/domains/identity/operations.ts';
import { newCreator, syncAt } from '../creators.ts';
import { tapFirestore } from '../firestoreTap.ts';
import { type Json, newPerson, type Person, type RestServer, serveSocialSync } from '../world.ts';

/** What operators see: counters, the log as it is really written, and traces. */

// Stands in for the console before anything is loaded that could hold on to it: what is written there is Cloud Logging's.
const { written, clock } = vi.hoisted(() => {
  const lines: string[] = [];
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    Reflect.set(console, level, (line: string) => lines.push(line));
  return { written: lines, clock: { day: 0, startedMs: Date.now(), aheadMs: 0 } };
});

// A day in the past that no other test counts on. Tokens are judged by the real time.
vi.mock('../../functions/src/platform/clock.ts', () => ({
  nowMs: () => clock.day + (Date.now() - clock.startedMs) + clock.aheadMs,
}));

let rest: RestServer;
let ada: Person;
beforeAll(async () => {
  [rest, ada] = await Promise.all([serveSocialSync(), newPerson('ada')]);
  await setRole(ada.uid, 'admin');
});
afterAll(() => rest.close());

let days = Math.floor(Math.random() * 1_000_000);
beforeEach(() => {
  days += 100;
  // From the year 1000 on, at noon.
  clock.day = Date.UTC(1000, 0, 1, 12) + (days % 350_000) * 86_400_000;
  clock.aheadMs = 0;
  written.length = 0;
});

const today = () => new Date(clock.day).toISOString().slice(0, 10);
const sync = (person: Person, platform: string, body: unknown) => syncAt(rest, person, platform, body);

async function analytics(query = `from=${today()}&to=${today()}`): Promise<Json> {
  const answer = await rest.call('GET', `/api/v1/admin/sync-analytics?${query}`, { token: ada.token });
  expect(answer.status).toBe(200);
  return answer.body;
}

const entries = (message: string): Json[] =>
  written.map((line): Json => JSON.parse(line)).filter((entry) => String(entry.message) === message);

describe('counters', () => {
  test('social-sync B21: every sync is counted exactly, by platform and by how it went', async () => {
    const creators = await Promise.all(Array.from({ length: 6 }, () => newCreator()));
    const stranger = await newPerson();
    const calls = creators.flatMap((carol) => [
      sync(carol, 'tiktok', { followers: 1 }),
      sync(carol, 'twitch', { followers: 2 }),
      sync(carol, 'twitch', { followers: -2 }),
      sync(carol, 'batch', { platforms: { twitter: { followers: 3 }, instagram: { followers: 4 } } }),
      sync(carol, 'youtube', { followers: 5 }),
    ]);
    const answers = await Promise.all([...calls, sync(stranger, 'tiktok', { followers: 1 })]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(18);
    const { data } = await analytics();
    expect(data?.totals).toEqual({
      totalSyncs: 31,
      successfulSyncs: 24,
      failedSyncs: 7,
      platformBreakdown: { tiktok: 7, twitch: 12, twitter: 6, instagram: 6, youtube: 0 },
      averageLatencyMs: expect.any(Number),
      slowRequests: 0,
    });
    expect(data?.days).toEqual([{ day: today(), ...data?.totals }]);
  });

  test('refused tokens, used-up limits and unknown platforms are no syncs', async () => {
    const carol = await newCreator();
    await rest.call('POST', '/api/v1/profiles/social-sync/tiktok', { body: { followers: 1 } });
    // Also when a window ends in between, one of the two takes more than ten.
    const calls = await Promise.all(Array.from({ length: 25 }, () => sync(carol, 'youtube', { followers: 1 })));
    expect(calls.map(({ status }) => status)).toEqual(expect.arrayContaining([400, 429]));
    expect((await analytics()).data?.totals).toMatchObject({ totalSyncs: 0, averageLatencyMs: null });
  });

  test('a range has every day of it, oldest first, and their sum', async () => {
    const carol = await newCreator();
    const from = today();
    await sync(carol, 'tiktok', { followers: 1 });
    clock.day += 2 * 86_400_000;
    await sync(carol, 'tiktok', { followers: 2 });
    const { data } = await analytics(`from=${from}&to=${today()}`);
    const counts = Object.values(data?.days ?? {}).map(({ totalSyncs }) => totalSyncs);
    expect([counts, data?.totals?.totalSyncs, data?.from, data?.to]).toEqual([[1, 0, 1], 2, from, today()]);
  });

  test('a sync whose counters cannot be written succeeds, and says so in the log', async () => {
    const carol = await newCreator();
    const tap = tapFirestore();
    try {
      tap.plan = (_, request) => (JSON.stringify(request).includes('/syncMetrics/') ? 'before' : null);
      expect((await sync(carol, 'tiktok', { followers: 1 })).status).toBe(200);
    } finally {
      tap.remove();
    }
    expect(entries('A sync was not counted')).toHaveLength(1);
  });
});

describe('the log', () => {
  test('social-sync B21: a failure tells platform, message, user, time and stack', async () => {
    const carol = await newCreator();
    expect((await sync(carol, 'tiktok', { followers: 1 })).status).toBe(200);
    expect(entries('A sync failed')).toEqual([]);
    expect(entries('A sync succeeded')).toMatchObject([{ severity: 'INFO', platform: 'tiktok' }]);
    await sync(carol, 'tiktok', { followers: 'many' });
    expect(entries('A sync failed')).toEqual([
      {
        severity: 'WARNING',
        message: 'A sync failed',
        requestId: expect.stringMatching(/^[\da-f-]{36}$/),
        platform: 'tiktok',
        userId: carol.uid,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        error: 'followers is required',
        stack: expect.stringContaining('Failure: followers is required\n    at '),
      },
    ]);
    expect(written.join('')).not.toContain('many');
  });

  test('an unforeseen failure is an error with its cause', async () => {
    const carol = await newCreator();
    const tap = tapFirestore();
    try {
      tap.plan = (method, request) =>
        method === 'batchGetDocuments' && JSON.stringify(request).includes('creatorProfiles') ? 'before' : null;
      expect((await sync(carol, 'tiktok', { followers: 1 })).status).toBe(500);
    } finally {
      tap.remove();
    }
    expect(entries('A sync failed')).toMatchObject([
      { severity: 'ERROR', userId: carol.uid, cause: { error: 'The connection broke', stack: expect.any(String) } },
    ]);
  });

  test('social-sync B22: more than 5 seconds are counted as slow, and a warning tells platform and duration', async () => {
    const carol = await newCreator();
    const tap = tapFirestore();
    let takesMs = 4000;
    try {
      tap.plan = (method, request) => {
        if (method === 'commit' && JSON.stringify(request).includes('syncHistory')) clock.aheadMs += takesMs;
        return null;
      };
      expect((await sync(carol, 'twitch', { followers: 1 })).status).toBe(200);
      expect(entries('A sync was slow')).toEqual([]);
      takesMs = 6000;
      expect((await sync(carol, 'twitch', { followers: 1 })).status).toBe(200);
    } finally {
      tap.remove();
    }
    const [slow, ...others] = entries('A sync was slow');
    expect(others).toEqual([]);
    expect(slow).toMatchObject({ severity: 'WARNING', platform: 'twitch' });
    expect(Number(slow?.durationMs)).toBeGreaterThanOrEqual(6000);
    expect(Number(slow?.durationMs)).toBeLessThan(10_000);
    const { data } = await analytics();
    expect(data?.totals).toMatchObject({ slowRequests: 1, totalSyncs: 2, successfulSyncs: 2 });
    expect(Number(data?.totals?.averageLatencyMs)).toBeGreaterThanOrEqual(5000);
    expect(Number(data?.totals?.averageLatencyMs)).toBeLessThan(7000);
  });

  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  test.each([
    ['traceparent', `00-${trace}-00f067aa0ba902b7-01`, { span: '00f067aa0ba902b7', sampled: true }],
    ['traceparent', `00-${trace}-00f067aa0ba902b7-00`, { span: '00f067aa0ba902b7', sampled: false }],
    ['X-Cloud-Trace-Context', `${trace}/67667974448284343;o=1`, { span: '00f067aa0ba902b7', sampled: true }],
    ['X-Cloud-Trace-Context', `${trace}/18446744073709551615`, { span: 'ffffffffffffffff', sampled: false }],
  ])('%s: %s joins every entry of its request to the trace', async (name, value, { span, sampled }) => {
    const carol = await newCreator();
    const answer = await rest.call('POST', '/api/v1/profiles/social-sync/tiktok', {
      token: carol.token,
      body: { followers: -1 },
      headers: { [name]: value },
    });
    expect(entries('A sync failed')).toMatchObject([
      {
        requestId: String(answer.headers.get('X-Request-Id')),
        'logging.googleapis.com/trace': `projects/demo-firecircle/traces/${trace}`,
        'logging.googleapis.com/spanId': span,
        'logging.googleapis.com/trace_sampled': sampled,
      },
    ]);
  });

  test.each(['garbage', `00-${trace}-short-01`, `${trace}/x;o=1`, `00-${trace}-00f067aa0ba902b7-01,00`])(
    'a header that names no trace is nothing: %s',
    async (value) => {
      const carol = await newCreator();
      const headers = { traceparent: value, 'X-Cloud-Trace-Context': value };
      const path = '/api/v1/profiles/social-sync/tiktok';
      await rest.call('POST', path, { token: carol.token, body: {}, headers });
      const [entry] = entries('A sync failed');
      expect(Object.keys(entry ?? {}).filter((key) => key.startsWith('logging.'))).toEqual([]);
    },
  );

  test('parallel requests do not take each other’s trace', async () => {
    const carol = await newCreator();
    const spans = Array.from({ length: 8 }, (_, index) => `00f067aa0ba902b${index}`);
    await Promise.all(
      spans.map((span, index) =>
        rest.call('POST', '/api/v1/profiles/social-sync/tiktok', {
          token: carol.token,
          body: { followers: -index - 1 },
          headers: { traceparent: `00-${trace}-${span}-01` },
        }),
      ),
    );
    const seen = entries('A sync failed').map((entry) => entry['logging.googleapis.com/spanId']);
    expect(seen.sort()).toEqual(spans);
  });
});

describe('LOG_LEVEL', () => {
  test.each([
    ['debug', ['DEBUG', 'INFO', 'WARNING', 'ERROR']],
    ['info', ['INFO', 'WARNING', 'ERROR']],
    ['WARN', ['WARNING', 'ERROR']],
    ['error', ['ERROR']],
    ['nonsense', ['INFO', 'WARNING', 'ERROR']],
    ['', ['INFO', 'WARNING', 'ERROR']],
  ])('social-sync B19: at "%s" entries of %s are written', async (level, expected) => {
    expect((await sync(await newCreator(), 'tiktok', { followers: 1 })).status).toBe(200);
    vi.resetModules();
    vi.stubEnv('LOG_LEVEL', level);
    try {
      const { log } = await import('../../functions/src/platform/log.ts');
      for (const severity of ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const) log(severity, 'An entry');
    } finally {
      vi.unstubAllEnvs();
    }
    expect(entries('An entry').map(({ severity }) => severity)).toEqual(expected);
  });
});
