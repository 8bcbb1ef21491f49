import { getAuth } from 'firebase-admin/auth';
import { Firestore, Timestamp } from 'firebase-admin/firestore';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { standingRef } from '../../functions/src/domains/identity/documents.ts';
import { banUser, setRole, signOutEverywhere } from '../../functions/src/domains/identity/operations.ts';
import { firebaseApp } from '../../functions/src/platform/firebase.ts';
import { historyAt, newCreator, storedProfile, syncAt } from '../creators.ts';
import { tapFirestore } from '../firestoreTap.ts';
import { newPerson, newVisitor, type RestServer, serveSocialSync, signIn } from '../world.ts';

/** Who may, and what a client is told when something of ours does not work. */

let rest: RestServer;
beforeAll(async () => {
  rest = await serveSocialSync();
});
afterAll(() => rest.close());

const unauthorized = { message: 'Unauthorized', error: 'Invalid or missing token' };

describe('tokens', () => {
  test('none, one of nobody and a malformed one are told alike', async () => {
    const headersOf: readonly Record<string, string>[] = [
      {},
      { Authorization: '' },
      { Authorization: 'Bearer' },
      { Authorization: 'Bearer not.a.token' },
      { Authorization: 'Basic YTpi' },
      { Authorization: `Bearer ${'x'.repeat(9000)}` },
    ];
    for (const headers of headersOf) {
      const answer = await rest.call('POST', '/api/v1/profiles/social-sync/tiktok', {
        body: { followers: 1 },
        headers,
      });
      expect([headers, answer.status, answer.body]).toEqual([headers, 401, unauthorized]);
      expect([...answer.headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([]);
    }
  });

  test('a token of a banned, signed-out, deleted or anonymous account is told the same, and changes nothing', async () => {
    const [banned, signedOut, deleted] = await Promise.all(['b', 's', 'd'].map((name) => newCreator(name)));
    if (!banned || !signedOut || !deleted) throw new Error('Three people were made');
    await Promise.all([
      banUser(banned.uid),
      signOutEverywhere(signedOut.uid),
      standingRef(deleted.uid).set({ deletedAt: Timestamp.now() }),
    ]);
    for (const person of [banned, signedOut, deleted, await newVisitor()]) {
      for (const call of [
        () => syncAt(rest, person, 'tiktok', { followers: 9 }),
        () => syncAt(rest, person, 'youtube', { followers: 9 }),
        () => syncAt(rest, person, 'batch', { platforms: { tiktok: { followers: 9 } } }),
        () => historyAt(rest, person),
      ]) {
        const answer = await call();
        expect([answer.status, answer.body]).toEqual([401, unauthorized]);
      }
    }
    expect((await storedProfile(banned))?.stats.totalFollowers).toBe(0);
    const fresh = { ...signedOut, token: await signIn(signedOut) };
    expect((await syncAt(rest, fresh, 'tiktok', { followers: 9 })).status).toBe(200);
  });
});

describe('sync analytics', () => {
  const path = '/api/v1/admin/sync-analytics';

  test('are for admins alone, by the stored role', async () => {
    const [ada, eve] = await Promise.all([newPerson('ada'), newPerson('eve')]);
    await setRole(ada.uid, 'admin');
    await getAuth(firebaseApp()).setCustomUserClaims(eve.uid, { role: 'admin' });
    expect((await rest.call('GET', path)).body).toEqual(unauthorized);
    const refused = await rest.call('GET', path, { token: await signIn(eve) });
    expect([refused.status, refused.body]).toEqual([403, { message: 'Forbidden', error: 'Admin access required' }]);
    const answer = await rest.call('GET', path, { token: ada.token });
    expect([answer.status, Object.keys(answer.body.data?.days ?? {}).length]).toEqual([200, 30]);
  });

  test.each([
    'from=yesterday',
    'from=2026-02-30',
    'from=2026-01-02&to=2026-01-01',
    'from=2025-01-01&to=2026-01-01',
    'from=0001-01-01&to=9999-12-31',
  ])('%s is no range', async (query) => {
    const ada = await newPerson('ada');
    await setRole(ada.uid, 'admin');
    const { status, body } = await rest.call('GET', `${path}?${query}`, { token: ada.token });
    expect([status, body.message]).toEqual([400, 'Validation failed']);
    expect(body.details?.[0]).toEqual({
      message: expect.any(String),
      path: ['from'],
      type: expect.any(String),
      context: { key: 'from', label: 'from' },
    });
  });
});

describe('when Firestore does not answer', () => {
  test('social-sync B23: a 500 reveals nothing, whichever call breaks', async () => {
    for (const broken of ['batchGetDocuments', 'commit']) {
      const carol = await newCreator();
      const before = await storedProfile(carol);
      expect((await syncAt(rest, carol, 'twitch', { followers: 1 })).status).toBe(200);
      const tap = tapFirestore();
      try {
        tap.plan = (method, request) =>
          method === broken && JSON.stringify(request).includes('creatorProfiles') ? 'before' : null;
        const answer = await syncAt(rest, carol, 'tiktok', { followers: 1 });
        expect([broken, answer.status, answer.body]).toEqual([
          broken,
          500,
          { message: 'Internal server error', error: 'Something went wrong on our side' },
        ]);
      } finally {
        tap.remove();
      }
      expect((await storedProfile(carol))?.stats.platformBreakdown.tiktok).toEqual(
        before?.stats.platformBreakdown.tiktok,
      );
    }
  });

  test('a commit whose answer was lost is not made twice', async () => {
    const carol = await newCreator();
    const tap = tapFirestore();
    let lost = 0;
    try {
      tap.plan = (method, request) => {
        if (method !== 'commit' || lost > 0 || !JSON.stringify(request).includes('syncHistory')) return null;
        lost += 1;
        return 'after';
      };
      const answer = await syncAt(rest, carol, 'tiktok', { followers: 5, engagement: 1 });
      expect([lost, answer.status, answer.body.profile?.stats?.totalFollowers]).toEqual([1, 200, 5]);
    } finally {
      tap.remove();
    }
    expect((await historyAt(rest, carol)).body.history).toHaveLength(1);
  });
});

describe('health (S5)', () => {
  const later = () => vi.setSystemTime(Date.now() + 2000);
  beforeAll(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  });
  afterAll(() => {
    vi.useRealTimers();
  });

  test('social-sync S5: healthy, without a token', async () => {
    later();
    const { status, body } = await rest.call('GET', '/health');
    expect([status, body]).toEqual([
      200,
      { status: 'healthy', timestamp: expect.any(String), services: { database: 'connected', redis: 'connected' } },
    ]);
  });

  test('social-sync B20: an ISO timestamp, both services, and no limit', async () => {
    for (let call = 0; call < 30; call += 1) {
      const { status, body, headers } = await rest.call('GET', '/health', call % 2 ? { token: 'nonsense' } : {});
      expect(status).toBe(200);
      expect(new Date(String(body.timestamp)).toISOString()).toBe(body.timestamp);
      expect(Object.keys(body.services ?? {}).sort()).toEqual(['database', 'redis']);
      expect([...headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([]);
    }
  });

  test.each([
    ['reads', 'database', ['runQuery', 'batchGetDocuments']],
    ['the limiter’s writes', 'redis', ['commit']],
  ])('503 when %s fail: it is really tried', async (_, service, methods) => {
    later();
    const tap = tapFirestore();
    try {
      tap.plan = (method) => (methods.includes(method) ? 'before' : null);
      const { status, body } = await rest.call('GET', '/health');
      const services = { database: 'connected', redis: 'connected', [service]: 'disconnected' };
      expect([status, body]).toEqual([503, { status: 'unhealthy', timestamp: expect.any(String), services }]);
    } finally {
      tap.remove();
    }
    later();
    expect((await rest.call('GET', '/health')).status).toBe(200);
  });

  test('a store that never answers is disconnected after 3 seconds', async () => {
    later();
    const request: unknown = Reflect.get(Firestore.prototype, 'request');
    Reflect.set(Firestore.prototype, 'request', () => new Promise(() => {}));
    try {
      const from = performance.now();
      const { status, body } = await rest.call('GET', '/health');
      expect([status, body.services]).toEqual([503, { database: 'connected', redis: 'disconnected' }]);
      expect(performance.now() - from).toBeLessThan(4500);
    } finally {
      Reflect.set(Firestore.prototype, 'request', request);
    }
  });

  test('many who ask at once cost one probe', async () => {
    later();
    const tap = tapFirestore();
    try {
      const answers = await Promise.all(Array.from({ length: 20 }, () => rest.call('GET', '/health')));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect(tap.cost).toEqual({ reads: 1, writes: 1, deletes: 0, roundTrips: 2 });
    } finally {
      tap.remove();
    }
  });
});
