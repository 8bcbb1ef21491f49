import { randomUUID } from 'node:crypto';
import { Timestamp } from 'firebase-admin/firestore';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { banUser, unbanUser } from '../../functions/src/domains/identity/operations.ts';
import { maxFailures } from '../../functions/src/domains/socialsync/autosync/logic.ts';
import {
  type SyncTask,
  syncAtOnce,
  syncDue,
  syncNow,
  syncSlot,
} from '../../functions/src/domains/socialsync/autosync/operations.ts';
import {
  type Connection,
  connectionRef,
  connectionSecretRef,
} from '../../functions/src/domains/socialsync/connections/documents.ts';
import {
  connectPlatform,
  disconnectPlatform,
  listConnections,
  openTokens,
  personData,
} from '../../functions/src/domains/socialsync/connections/operations.ts';
import { createCreatorProfile } from '../../functions/src/domains/socialsync/creatorprofiles/operations.ts';
import { creatorProfileRef, syncHistory } from '../../functions/src/domains/socialsync/documents.ts';
import { syncPlatform } from '../../functions/src/domains/socialsync/operations.ts';
import { firestore } from '../../functions/src/platform/firestore.ts';
import { seal } from '../../functions/src/platform/secrets.ts';
import { type FakeAccount, type FakePlatform, fakePlatforms } from '../../scripts/fake-platforms/apis.ts';
import { type FakePlatforms, startFakePlatforms, type Trouble } from '../../scripts/fake-platforms/server.ts';

/** Scheduled syncs against platforms that answer as the real ones do, and as they do on bad days. */

// Stands in for the console before anything is loaded that could hold on to it: what is written there is Cloud Logging's.
const written = vi.hoisted(() => {
  const lines: string[] = [];
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    Reflect.set(console, level, (line: string) => lines.push(line));
  return lines;
});

const deadlineMs = 400;
const minute = 60_000;
const hour = 60 * minute;

let fake: FakePlatforms;
beforeAll(async () => {
  fake = await startFakePlatforms();
  Object.assign(process.env, fake.environment, { FIRECIRCLE_PLATFORM_DEADLINE_MS: String(deadlineMs) });
});
afterAll(() => fake.close());

async function newCreator(): Promise<string> {
  const uid = `creator-${randomUUID()}`;
  await createCreatorProfile(uid, {});
  return uid;
}

interface Connected {
  readonly uid: string;
  readonly account: FakeAccount;
  readonly name: { readonly uid: string; readonly platform: FakePlatform };
}

/** A creator with a connection whose first sync is due now, and has not been made. */
async function connected(platform: FakePlatform = 'tiktok', fields: Partial<FakeAccount> = {}): Promise<Connected> {
  const account = fake.account(platform, fields);
  const uid = await newCreator();
  const { accessToken, refreshToken } = account;
  await connectPlatform(uid, { platform, accessToken, refreshToken, everyHours: 24 });
  return { uid, account, name: { uid, platform } };
}

async function stored({ name }: Pick<Connected, 'name'>): Promise<Connection> {
  const connection = (await connectionRef(name).get()).data();
  if (connection === undefined) throw new Error('There is no connection');
  return connection;
}

async function dueTask(of: Connected): Promise<SyncTask> {
  const { generation, nextAttemptAt } = await stored(of);
  return { ...of.name, generation, slotMs: nextAttemptAt?.toMillis() ?? 0 };
}

const statsOf = async (uid: string) => (await creatorProfileRef(uid).get()).data()?.stats;
const figuresOf = async ({ uid, name }: Connected) => (await statsOf(uid))?.platformBreakdown[name.platform];
const historyOf = async (uid: string) => (await syncHistory(uid).get()).docs.map((document) => document.data());
const answering = (status: number, body: string, headers: Record<string, string> = {}): Trouble => ({
  kind: 'answer',
  status,
  headers,
  body,
});

const media = [
  { likes: 40, comments: 10 },
  { likes: 20, comments: 0 },
  { likes: 49, comments: 1 },
];

describe('a sync', () => {
  test.each([
    ['tiktok', 4],
    ['twitch', 7.5],
    ['twitter', 4],
    ['instagram', 4],
    ['youtube', 4],
  ] as const)(
    'of %s takes the followers, and the engagement where the platform tells it',
    async (platform, engagement) => {
      const of = await connected(platform, { followers: 1000, media });
      // What Twitch says nothing of stays as the creator gave it.
      if (platform === 'twitch') await syncPlatform(of.uid, 'twitch', { followers: 1, engagement });
      const state = await syncAtOnce(of.name);
      expect(await figuresOf(of)).toEqual({ followers: 1000, engagement });
      expect(state).toMatchObject({ status: 'connected', lastError: null, failures: 0, accountId: of.account.id });
      expect(state.handle?.replace('@', '')).toBe(of.account.handle);
      const { lastSyncedAt, nextAttemptAt } = await stored(of);
      expect((nextAttemptAt?.toMillis() ?? 0) - (lastSyncedAt?.toMillis() ?? 0)).toBe(24 * hour);
      const fetched = (await historyOf(of.uid)).filter(({ source }) => source === 'auto');
      expect(fetched).toMatchObject([{ platform, followers: 1000, engagement }]);
    },
  );

  test.each(fakePlatforms.filter((platform) => platform !== 'twitch'))(
    'of a %s account without media keeps the engagement that is stored',
    async (platform) => {
      const of = await connected(platform, { followers: 12, media: [] });
      if (platform !== 'youtube') await syncPlatform(of.uid, platform, { followers: 1, engagement: 2.5 });
      await syncAtOnce(of.name);
      expect(await figuresOf(of)).toEqual({ followers: 12, engagement: platform === 'youtube' ? 0 : 2.5 });
    },
  );

  test('of media that the creator did not open to us keeps the engagement that is stored', async () => {
    const of = await connected('tiktok', { followers: 5, media });
    const denied = JSON.stringify({ data: {}, error: { code: 'scope_not_authorized', message: '', log_id: '1' } });
    await syncPlatform(of.uid, 'tiktok', { followers: 1, engagement: 3 });
    const { release } = fake.hold(of.account);
    release();
    fake.trouble(of.account, answering(401, denied));
    expect(await syncAtOnce(of.name)).toMatchObject({ status: 'connected', lastError: null });
    expect(await figuresOf(of)).toEqual({ followers: 5, engagement: 3 });
  });

  test('of a channel that hides its subscribers stops, and says so', async () => {
    const of = await connected('youtube', { hidden: true });
    expect(await syncAtOnce(of.name)).toMatchObject({
      status: 'failing',
      nextAttemptAt: null,
      lastError: { reason: 'hidden-count' },
    });
    of.account.hidden = false;
    expect(await syncNow(of.name)).toMatchObject({ status: 'connected', lastError: null });
  });

  test('without a client id of ours cannot be made, and says so', async () => {
    const of = await connected('twitch');
    const { FIRECIRCLE_TWITCH_CLIENT_ID: id } = process.env;
    delete process.env.FIRECIRCLE_TWITCH_CLIENT_ID;
    const state = await syncAtOnce(of.name);
    process.env.FIRECIRCLE_TWITCH_CLIENT_ID = id;
    expect(state).toMatchObject({ status: 'failing', lastError: { reason: 'not-configured' } });
  });
});

describe('a platform that', () => {
  const huge = `{"data":"${'x'.repeat(300_000)}"}`;
  const troubles: ReadonlyArray<readonly [string, Trouble, string, number | null]> = [
    ['allows no more for 2 hours', answering(429, '{}', { 'retry-after': '7200' }), 'rate-limited', 2 * hour],
    ['allows no more, without a time', answering(429, '{}'), 'rate-limited', null],
    ['asks to wait for ever', answering(429, '{}', { 'retry-after': '99999999' }), 'rate-limited', 24 * hour],
    ['fails', answering(500, '<html>'), 'platform-unavailable', null],
    ['is being mended', answering(503, '', { 'retry-after': '3600' }), 'platform-unavailable', hour],
    ['says nothing', { kind: 'hang' }, 'timeout', null],
    ['never ends', { kind: 'drip' }, 'timeout', null],
    ['hangs up', { kind: 'reset' }, 'connection', null],
    ['sends a page', answering(200, '<html>'), 'unexpected-answer', null],
    ['sends half of its JSON', answering(200, '{"data":{"user":'), 'unexpected-answer', null],
    ['sends nothing', answering(200, ''), 'unexpected-answer', null],
    ['sends null', answering(200, 'null'), 'unexpected-answer', null],
    ['sends other types', answering(200, typed('"many"')), 'unexpected-answer', null],
    ['sends less than nothing', answering(200, typed('-1')), 'unexpected-answer', null],
    ['sends fractions', answering(200, typed('1.5')), 'unexpected-answer', null],
    ['sends more than a number holds', answering(200, typed('1e400')), 'unexpected-answer', null],
    ['sends too much', answering(200, huge), 'unexpected-answer', null],
    ['sends us elsewhere', answering(302, '', { location: 'http://127.0.0.1:1/' }), 'unexpected-answer', null],
    ['does not understand', answering(400, '{}'), 'unexpected-answer', null],
  ];

  function typed(followers: string): string {
    return `{"data":{"user":{"open_id":"1","display_name":"x","follower_count":${followers}}},"error":{"code":"ok"}}`;
  }

  test.each(troubles)('%s is asked again later, and nothing changes', async (_, trouble, reason, waitMs) => {
    const of = await connected();
    await syncPlatform(of.uid, 'tiktok', { followers: 7, engagement: 1 });
    fake.trouble(of.account, trouble);
    const fromMs = Date.now();
    const state = await syncAtOnce(of.name);
    expect(state).toMatchObject({ status: 'connected', failures: 1, lastSyncedAt: null, lastError: { reason } });
    expect(await figuresOf(of)).toEqual({ followers: 7, engagement: 1 });
    const waited = Date.parse(state.nextAttemptAt ?? '') - Date.parse(state.lastError?.at ?? '');
    if (waitMs === null) {
      expect(waited).toBeGreaterThanOrEqual(2.5 * minute);
      expect(waited).toBeLessThanOrEqual(5 * minute);
    } else expect(waited).toBe(waitMs);
    expect(Date.parse(state.lastError?.at ?? '')).toBeGreaterThanOrEqual(fromMs);
    // The next one goes well and forgets it.
    expect(await syncAtOnce(of.name, Date.now() + 25 * hour)).toMatchObject({ failures: 0, lastError: null });
    expect(await figuresOf(of)).toEqual({ followers: 1000, engagement: 1 });
  });

  test('counts by seconds of the clock is understood', async () => {
    const of = await connected('twitter');
    const reset = Math.floor(Date.now() / 1000) + 900;
    fake.trouble(of.account, answering(429, '{}', { 'x-rate-limit-reset': String(reset) }));
    const state = await syncAtOnce(of.name);
    expect(Math.abs(Date.parse(state.nextAttemptAt ?? '') - reset * 1000)).toBeLessThan(5000);
  });

  test.each([
    ['instagram', answering(400, '{"error":{"message":"","type":"OAuthException","code":4}}'), 'rate-limited'],
    ['instagram', answering(403, '{"error":{"message":"","type":"OAuthException","code":10}}'), 'not-permitted'],
    ['youtube', answering(403, '{"error":{"errors":[{"reason":"quotaExceeded"}]}}'), 'rate-limited'],
    ['youtube', answering(403, '{"error":{"errors":[{"reason":"insufficientPermissions"}]}}'), 'not-permitted'],
    ['youtube', answering(200, '{"items":[]}'), 'no-account'],
    ['twitch', answering(200, '{"data":[]}'), 'no-account'],
    ['twitter', answering(403, '{}'), 'not-permitted'],
    ['tiktok', answering(401, '{"data":{},"error":{"code":"scope_not_authorized"}}'), 'not-permitted'],
    ['tiktok', answering(500, '{"data":{},"error":{"code":"internal_error"}}'), 'platform-unavailable'],
  ] as const)('speaks its own words: %s, %o is %s', async (platform, trouble, reason) => {
    const of = await connected(platform);
    fake.trouble(of.account, trouble);
    const state = await syncAtOnce(of.name);
    expect(state.lastError?.reason).toBe(reason);
    const stops = reason === 'not-permitted' || reason === 'no-account';
    expect([state.status, state.nextAttemptAt === null]).toEqual(stops ? ['failing', true] : ['connected', false]);
  });

  test('asked to wait is not asked by hand before that', async () => {
    const of = await connected();
    fake.trouble(of.account, answering(429, '{}', { 'retry-after': '600' }));
    await syncAtOnce(of.name);
    const before = fake.callsFor(of.account).length;
    await expect(syncNow(of.name)).rejects.toMatchObject({
      code: 'resource-exhausted',
      reason: 'rate-limited-platform',
    });
    expect(fake.callsFor(of.account)).toHaveLength(before);
    expect(await syncNow(of.name, Date.now() + 11 * minute)).toMatchObject({ lastError: null });
  });

  test('fails again and again is asked ever more rarely, and at last no more', async () => {
    const of = await connected();
    let now = Date.now();
    const waits: number[] = [];
    for (let failures = 1; failures <= maxFailures; failures += 1) {
      fake.trouble(of.account, answering(500, ''));
      await syncSlot(await dueTask(of), now);
      const { nextAttemptAt, lastError, failures: counted } = await stored(of);
      expect(counted).toBe(failures);
      if (nextAttemptAt !== null) {
        waits.push(nextAttemptAt.toMillis() - (lastError?.at.toMillis() ?? 0));
        now = nextAttemptAt.toMillis();
      }
    }
    for (const [index, wait] of waits.entries()) {
      const ceiling = Math.min(24 * hour, 5 * minute * 2 ** index);
      expect(wait).toBeGreaterThanOrEqual(ceiling / 2);
      expect(wait).toBeLessThanOrEqual(ceiling);
    }
    expect(waits).toHaveLength(maxFailures - 1);
    expect(await stored(of)).toMatchObject({ status: 'failing', nextAttemptAt: null });
    expect(await syncNow(of.name)).toMatchObject({ status: 'connected', failures: 0 });
  });
});

describe('a token that is over', () => {
  test.each(fakePlatforms.filter((platform) => platform !== 'instagram'))(
    'is renewed once at %s, kept, and used from then on',
    async (platform) => {
      const of = await connected(platform, { expired: true });
      expect(await syncAtOnce(of.name)).toMatchObject({ status: 'connected', lastError: null });
      expect(of.account.renewals).toBe(1);
      const { sealedTokens } = (await connectionSecretRef(of.name).get()).data() ?? { sealedTokens: '' };
      expect(openTokens(of.name, sealedTokens)).toMatchObject({
        accessToken: of.account.accessToken,
        refreshToken: of.account.refreshToken,
      });
      expect(openTokens(of.name, sealedTokens).expiresAtMs).toBeGreaterThan(Date.now() + 3_000_000);
      await syncAtOnce(of.name);
      expect(of.account.renewals).toBe(1);
    },
  );

  test('of Instagram is renewed while it lives', async () => {
    const account = fake.account('instagram');
    const uid = await newCreator();
    const inDays = (days: number) => new Date(Date.now() + days * 24 * hour).toISOString();
    const input = { platform: 'instagram', everyHours: 24 } as const;
    await connectPlatform(uid, { ...input, accessToken: account.accessToken, expiresAt: inDays(30) });
    await syncAtOnce({ uid, platform: 'instagram' });
    expect(account.renewals).toBe(0);
    await connectPlatform(uid, { ...input, accessToken: account.accessToken, expiresAt: inDays(6) });
    await syncAtOnce({ uid, platform: 'instagram' });
    expect(account.renewals).toBe(1);
    // 60 days on from the renewal, and so not again.
    expect(await syncAtOnce({ uid, platform: 'instagram' })).toMatchObject({ status: 'connected' });
    expect(account.renewals).toBe(1);
  });

  test.each([...fakePlatforms])(
    'of %s that cannot be renewed stops the connection until it is made anew',
    async (platform) => {
      const of = await connected(platform, { expired: true });
      of.account.refreshToken = 'another';
      const state = await syncAtOnce(of.name);
      expect(state).toMatchObject({ status: 'failing', nextAttemptAt: null, lastError: { reason: 'reconnect' } });
      expect(state.lastError?.message).toMatch(/Connect the account again/);
      expect(await figuresOf(of)).toBeOneOf([undefined, expect.objectContaining({ followers: 0 })]);
      const again = fake.account(platform);
      const { accessToken, refreshToken } = again;
      await connectPlatform(of.uid, { platform, accessToken, refreshToken, everyHours: 1 });
      expect(await syncAtOnce(of.name)).toMatchObject({ status: 'connected', lastError: null });
    },
  );

  test('without another to renew it stops the connection', async () => {
    const account = fake.account('youtube', { expired: true });
    const uid = await newCreator();
    await connectPlatform(uid, { platform: 'youtube', accessToken: account.accessToken, everyHours: 24 });
    const state = await syncAtOnce({ uid, platform: 'youtube' });
    expect(state).toMatchObject({ status: 'failing', lastError: { reason: 'reconnect' } });
    expect(fake.callsFor(account).map(({ path }) => path)).toEqual(['/youtube/v3/channels']);
  });

  test('refused again after its renewal is not renewed twice', async () => {
    const of = await connected('twitter', { expired: true });
    fake.trouble(of.account, answering(401, '{}'));
    const { release } = fake.hold(of.account);
    release();
    fake.trouble(of.account, answering(401, '{}'));
    expect(await syncAtOnce(of.name)).toMatchObject({ status: 'failing', lastError: { reason: 'reconnect' } });
    expect(of.account.renewals).toBe(1);
  });

  test('whose renewal meets trouble is tried again later', async () => {
    const of = await connected('twitch', { expired: true });
    fake.trouble(of.account, answering(401, '{}'), answering(503, ''));
    expect(await syncAtOnce(of.name)).toMatchObject({
      status: 'connected',
      lastError: { reason: 'platform-unavailable' },
    });
    expect(await syncAtOnce(of.name)).toMatchObject({ lastError: null });
    expect(of.account.renewals).toBe(1);
  });
});

describe('a task', () => {
  test('that comes twice changes nothing the second time', async () => {
    const of = await connected();
    const task = await dueTask(of);
    await syncSlot(task);
    const [once, stats] = [await stored(of), await statsOf(of.uid)];
    of.account.followers = 5000;
    await syncSlot(task);
    await syncSlot(task);
    expect([await stored(of), await statsOf(of.uid)]).toEqual([once, stats]);
    expect(await historyOf(of.uid)).toHaveLength(1);
    expect(fake.callsFor(of.account).filter(({ path }) => path === '/v2/user/info/')).toHaveLength(1);
  });

  test('that comes eight times at once is done once', async () => {
    const of = await connected();
    const task = await dueTask(of);
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => syncSlot(task)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'unavailable' });
    expect(await historyOf(of.uid)).toHaveLength(1);
    expect(fake.callsFor(of.account).filter(({ path }) => path === '/v2/user/info/')).toHaveLength(1);
  });

  test('that meets a running sync is sent back to its queue, and a hand is told to wait', async () => {
    const of = await connected();
    const task = await dueTask(of);
    const { arrived, release } = fake.hold(of.account);
    const first = syncSlot(task);
    await arrived;
    await expect(syncSlot(task)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(syncNow(of.name)).rejects.toMatchObject({ code: 'aborted', reason: 'sync-running' });
    release();
    await first;
    await syncSlot(task);
    expect(await historyOf(of.uid)).toHaveLength(1);
  });

  test('takes over from one that died on the way', async () => {
    const of = await connected();
    const task = await dueTask(of);
    const now = Date.now();
    await connectionSecretRef(of.name).update({ lease: { op: 'dead', until: Timestamp.fromMillis(now + minute) } });
    await expect(syncSlot(task, now)).rejects.toMatchObject({ code: 'unavailable' });
    await syncSlot(task, now + minute + 1);
    expect(await historyOf(of.uid)).toHaveLength(1);
    expect((await connectionSecretRef(of.name).get()).data()?.lease).toBeNull();
  });

  test('that died after its figures were recorded records them no second time', async () => {
    const of = await connected();
    const task = await dueTask(of);
    const before = await stored(of);
    await syncSlot(task);
    await connectionRef(of.name).set(before);
    of.account.followers = 2000;
    await syncSlot(task);
    expect(await historyOf(of.uid)).toHaveLength(1);
    expect(await figuresOf(of)).toMatchObject({ followers: 1000 });
    expect((await stored(of)).nextAttemptAt?.toMillis()).toBeGreaterThan(task.slotMs);
  });

  test('of a connection that was ended or made anew does nothing', async () => {
    const of = await connected();
    const task = await dueTask(of);
    await disconnectPlatform(of.uid, 'tiktok');
    await syncSlot(task);
    const { accessToken, refreshToken } = of.account;
    await connectPlatform(of.uid, { platform: 'tiktok', accessToken, refreshToken, everyHours: 24 }, task.slotMs);
    await syncSlot(task);
    expect(await historyOf(of.uid)).toEqual([]);
    expect(fake.callsFor(of.account)).toEqual([]);
    await syncSlot({ ...task, uid: `nobody-${randomUUID()}` });
  });

  test('of a banned creator fetches nothing, and goes on when the ban is lifted', async () => {
    const of = await connected();
    await banUser(of.uid);
    await syncSlot(await dueTask(of));
    expect(fake.callsFor(of.account)).toEqual([]);
    const task = await dueTask(of);
    expect(task.slotMs).toBeGreaterThan(Date.now() + 23 * hour);
    await unbanUser(of.uid);
    await syncSlot(task, task.slotMs);
    expect(await historyOf(of.uid)).toHaveLength(1);
  });

  test('of a creator whose profile is gone stops', async () => {
    const of = await connected();
    await creatorProfileRef(of.uid).delete();
    await syncSlot(await dueTask(of));
    expect(await stored(of)).toMatchObject({ status: 'failing', lastError: { reason: 'profile-not-found' } });
  });
});

describe('disconnecting', () => {
  test('while a sync runs drops what it fetches, and the tokens', async () => {
    const of = await connected();
    const task = await dueTask(of);
    const { arrived, release } = fake.hold(of.account);
    const running = syncSlot(task);
    await arrived;
    await disconnectPlatform(of.uid, 'tiktok');
    release();
    await running;
    expect(await stored(of)).toMatchObject({ status: 'disconnected', nextAttemptAt: null, lastSyncedAt: null });
    expect((await connectionSecretRef(of.name).get()).exists).toBe(false);
    expect(await historyOf(of.uid)).toEqual([]);
  });

  test('while the token is renewed does not bring it back', async () => {
    const of = await connected('twitch', { expired: true });
    const task = await dueTask(of);
    fake.trouble(of.account, answering(401, '{}'));
    const { arrived, release } = fake.hold(of.account);
    const running = syncSlot(task);
    await arrived;
    await disconnectPlatform(of.uid, 'twitch');
    release();
    await running;
    expect((await connectionSecretRef(of.name).get()).exists).toBe(false);
    expect(await stored(of)).toMatchObject({ status: 'disconnected', lastError: null });
  });

  test('and connecting anew while a sync runs leaves the new connection alone', async () => {
    const of = await connected();
    const task = await dueTask(of);
    const { arrived, release } = fake.hold(of.account);
    const running = syncSlot(task);
    await arrived;
    const other = fake.account('tiktok', { followers: 77 });
    const { accessToken, refreshToken } = other;
    await connectPlatform(of.uid, { platform: 'tiktok', accessToken, refreshToken, everyHours: 2 });
    release();
    await running;
    expect(await historyOf(of.uid)).toEqual([]);
    expect(await syncAtOnce(of.name)).toMatchObject({ status: 'connected', everyHours: 2 });
    expect(await figuresOf(of)).toMatchObject({ followers: 77 });
  });

  test('may be repeated, and needs no connection', async () => {
    const of = await connected();
    const ended = { platform: 'tiktok', status: 'disconnected' };
    expect(await disconnectPlatform(of.uid, 'tiktok')).toEqual(ended);
    expect(await disconnectPlatform(of.uid, 'tiktok')).toEqual(ended);
    expect(await disconnectPlatform(`nobody-${randomUUID()}`, 'tiktok')).toEqual(ended);
    await expect(syncNow(of.name)).rejects.toMatchObject({ code: 'not-found', reason: 'not-connected' });
    expect(await listConnections(of.uid)).toMatchObject([{ platform: 'tiktok', status: 'disconnected' }]);
  });
});

describe('connecting', () => {
  test('needs a creator profile, and leaves nothing without one', async () => {
    const uid = `person-${randomUUID()}`;
    const connecting = connectPlatform(uid, { platform: 'tiktok', accessToken: 'x', everyHours: 24 });
    await expect(connecting).rejects.toMatchObject({ code: 'not-found', reason: 'profile-not-found' });
    expect(await listConnections(uid)).toEqual([]);
    expect((await connectionSecretRef({ uid, platform: 'tiktok' }).get()).exists).toBe(false);
  });

  test('many times at once leaves one connection with the tokens of one of them', async () => {
    const uid = await newCreator();
    const tokens = Array.from({ length: 8 }, () => fake.account('twitter').accessToken);
    await Promise.all(
      tokens.map((accessToken) => connectPlatform(uid, { platform: 'twitter', accessToken, everyHours: 24 })),
    );
    const name = { uid, platform: 'twitter' } as const;
    const { sealedTokens } = (await connectionSecretRef(name).get()).data() ?? { sealedTokens: '' };
    expect(tokens).toContain(openTokens(name, sealedTokens).accessToken);
    expect(await syncAtOnce(name)).toMatchObject({ status: 'connected', lastError: null });
  });

  test('stores tokens that open for their own connection alone', async () => {
    const of = await connected();
    const { sealedTokens } = (await connectionSecretRef(of.name).get()).data() ?? { sealedTokens: '' };
    expect(sealedTokens).not.toContain(of.account.accessToken);
    expect(() => openTokens({ ...of.name, uid: 'another' }, sealedTokens)).toThrow('somebody else');
    expect(() => openTokens({ ...of.name, platform: 'twitch' }, sealedTokens)).toThrow('somebody else');
    expect(() => openTokens(of.name, seal('webhook', '{}'))).toThrow();
    await syncAtOnce(of.name);
    const all = [await stored(of), await listConnections(of.uid), await historyOf(of.uid), await statsOf(of.uid)];
    expect(JSON.stringify(all)).not.toContain('access-');
  });
});

describe('what is due', () => {
  test('is enqueued once per connection and slot, by names that repeat', async () => {
    const [due, failing, ended, later] = await Promise.all([connected(), connected(), connected(), connected()]);
    await connectionRef(failing.name).update({ status: 'failing', nextAttemptAt: null });
    await disconnectPlatform(ended.uid, 'tiktok');
    await syncAtOnce(later.name);
    const now = Math.max(Date.now(), ((await stored(due)).nextAttemptAt?.toMillis() ?? 0) + 1);
    const found: Array<{ queue: string; name: string; data: object }> = [];
    const enqueue = async (queue: string, name: string, data: object) => {
      if (name.includes(due.uid) || [failing, ended, later].some(({ uid }) => name.includes(uid)))
        found.push({ queue, name, data });
    };
    await Promise.all([syncDue(now, enqueue), syncDue(now, enqueue)]);
    expect(found).toHaveLength(2);
    expect(found[0]).toEqual(found[1]);
    expect(found[0]).toMatchObject({ queue: 'syncConnection', data: await dueTask(due) });
    // A day later the one that was synced is due for another slot.
    await syncDue(now + 25 * hour, enqueue);
    expect(new Set(found.map(({ name }) => name)).size).toBe(3);
    expect(found.at(-1)).toBeDefined();
  });

  test('is found to the last one, page by page', async () => {
    const prefix = `many-${randomUUID()}`;
    const template = await stored(await connected());
    for (let from = 0; from < 450; from += 150) {
      const batch = firestore().batch();
      for (let index = from; index < from + 150; index += 1) {
        const uid = `${prefix}-${index}`;
        // All of one moment: ties are no reason to miss one.
        batch.set(connectionRef({ uid, platform: 'tiktok' }), {
          ...template,
          uid,
          nextAttemptAt: Timestamp.fromMillis(1),
        });
      }
      await batch.commit();
    }
    const names = new Set<string>();
    await syncDue(Date.now(), async (_, name) => {
      if (name.startsWith(prefix)) names.add(name);
    });
    expect(names.size).toBe(450);
  });
});

test('the log tells how each sync went, and no token', async () => {
  written.length = 0;
  // Instagram's token is in the address, which errors of a connection like to name.
  const troubles: readonly Trouble[] = [{ kind: 'reset' }, { kind: 'hang' }, answering(400, '{}'), answering(200, 'x')];
  for (const trouble of troubles) {
    const of = await connected('instagram');
    fake.trouble(of.account, trouble);
    await syncAtOnce(of.name);
  }
  const renewed = await connected('twitch', { expired: true });
  await syncAtOnce(renewed.name);
  const entries = written.map((line) => JSON.parse(line));
  expect(entries.filter(({ message }) => message === 'A connection could not be synced')).toMatchObject(
    ['connection', 'timeout', 'unexpected-answer', 'unexpected-answer'].map((reason) => ({
      severity: 'WARNING',
      platform: 'instagram',
      reason,
    })),
  );
  expect(entries.filter(({ message }) => message === 'A connection was synced')).toMatchObject([
    { uid: renewed.uid, platform: 'twitch', durationMs: expect.any(Number) },
  ]);
  expect(written.join('')).not.toMatch(/access-|refresh-|access_token|fake-secret/);
});

test('everything of a person is given out without its secrets, and goes', async () => {
  const of = await connected('twitch');
  await syncAtOnce(of.name);
  const documents = [];
  for await (const document of personData.exportOf(of.uid)) documents.push(document);
  expect(documents).toMatchObject([
    { path: `creatorProfiles/${of.uid}/connections/twitch`, data: { platform: 'twitch', status: 'connected' } },
  ]);
  expect(JSON.stringify(documents)).not.toContain('access-');
  await personData.erase(of.uid);
  await personData.erase(of.uid);
  expect((await connectionRef(of.name).get()).exists).toBe(false);
  expect((await connectionSecretRef(of.name).get()).exists).toBe(false);
});
