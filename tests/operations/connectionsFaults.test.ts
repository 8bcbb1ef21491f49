import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type SyncTask, syncSlot } from '../../functions/src/domains/socialsync/autosync/operations.ts';
import { connectionRef, connectionSecretRef } from '../../functions/src/domains/socialsync/connections/documents.ts';
import {
  connectPlatform,
  disconnectPlatform,
  listConnections,
} from '../../functions/src/domains/socialsync/connections/operations.ts';
import { createCreatorProfile } from '../../functions/src/domains/socialsync/creatorprofiles/operations.ts';
import { creatorProfileRef, syncHistory } from '../../functions/src/domains/socialsync/documents.ts';
import { type FakePlatforms, startFakePlatforms } from '../../scripts/fake-platforms/server.ts';
import { platformsEnvironment } from '../../scripts/setup/platforms.mjs';
import { costOf, type Fault, type Tap, tapFirestore } from '../firestoreTap.ts';

/** What a sync costs, and what is left when a connection to the database breaks at any one of its calls. */

vi.hoisted(() => {
  for (const level of ['info', 'warn', 'error'] as const) Reflect.set(console, level, () => undefined);
});

const minute = 60_000;
let fake: FakePlatforms;
beforeAll(async () => {
  fake = await startFakePlatforms();
  Object.assign(process.env, platformsEnvironment(fake.url));
});
afterAll(() => fake.close());

let tap: Tap | undefined;
afterEach(() => {
  tap?.remove();
  tap = undefined;
});

async function due(expired = false) {
  const account = fake.account('twitch', { expired });
  const uid = `creator-${randomUUID()}`;
  await createCreatorProfile(uid, {});
  const { accessToken, refreshToken } = account;
  const { generation, nextAttemptAt } = await connectPlatform(uid, {
    platform: 'twitch',
    accessToken,
    refreshToken,
    everyHours: 24,
  });
  const name = { uid, platform: 'twitch' } as const;
  const task: SyncTask = { ...name, generation, slotMs: nextAttemptAt?.toMillis() ?? 0 };
  return { account, uid, name, task };
}

describe('costs', () => {
  test('of a sync, of a stale task, and of the verbs', async () => {
    const { uid, name, task } = await due();
    // 4 to begin, 1 to make sure, and the profile; the lease, the point, the profile, the metrics, the outcome of two.
    expect(await costOf(() => syncSlot(task))).toMatchObject({ reads: 6, writes: 6 });
    expect(await costOf(() => syncSlot(task))).toEqual({ reads: 4, writes: 0, deletes: 0, roundTrips: 1 });
    expect(await costOf(() => listConnections(uid))).toMatchObject({ reads: 1, writes: 0 });
    const input = { platform: name.platform, accessToken: 'x', everyHours: 24 };
    expect(await costOf(() => connectPlatform(uid, input))).toMatchObject({ reads: 1, writes: 3 });
    expect(await costOf(() => disconnectPlatform(uid, 'twitch'))).toMatchObject({ reads: 0, writes: 1, deletes: 1 });
  });
});

describe.each(['before', 'after'] as const)('a connection that breaks %s a call', (when: Exclude<Fault, null>) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
    'number %i leaves a sync that ends with the next task, one point and the right figures',
    async (broken) => {
      const { uid, name, task, account } = await due(true);
      let calls = 0;
      tap = tapFirestore();
      tap.plan = () => {
        calls += 1;
        return calls === broken ? when : null;
      };
      await syncSlot(task).catch(() => undefined);
      tap.remove();
      // The queue comes back, at last when the lease is over.
      await syncSlot(task, Date.now() + 2 * minute);
      const history = (await syncHistory(uid).get()).docs.map((document) => document.data());
      const { status, lastError, failures } = (await connectionRef(name).get()).data() ?? {};
      const { lease } = (await connectionSecretRef(name).get()).data() ?? {};
      if (lastError?.reason === 'reconnect') {
        // Renewed at the platform, and lost before it was kept: nobody but the creator has another.
        expect([account.renewals, status, history]).toEqual([1, 'failing', []]);
        return;
      }
      expect([status, lastError, failures, lease]).toEqual(['connected', null, 0, null]);
      expect(history).toMatchObject([{ platform: 'twitch', followers: 1000 }]);
      expect((await creatorProfileRef(uid).get()).data()?.stats.totalFollowers).toBe(1000);
    },
  );
});
