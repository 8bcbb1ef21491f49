import { randomUUID } from 'node:crypto';
import { Timestamp } from 'firebase-admin/firestore';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectionRef } from '../../functions/src/domains/socialsync/connections/documents.ts';
import { createCreatorProfile } from '../../functions/src/domains/socialsync/creatorprofiles/operations.ts';
import { syncHistory } from '../../functions/src/domains/socialsync/documents.ts';
import { syncPlatform } from '../../functions/src/domains/socialsync/operations.ts';
import { runScheduled } from '../../scripts/setup/schedules.mjs';
import { type Receiver, startReceiver } from '../receiver.ts';
import { callAt, type Json, newPerson, type Person } from '../world.ts';

/** The whole way in the running suite: schedule, queue, fake platform, history, trigger, queue, receiver. */

const functions = `${process.env.FIRECIRCLE_FUNCTIONS_URL}`;

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver(Number(`${process.env.FIRECIRCLE_WEBHOOK_ALLOW}`.split(':')[1]));
});
afterAll(() => receiver.close());

async function call(domain: string, verb: string, input: object, { token }: Person): Promise<Json> {
  const answer = await callAt(functions, 'POST', `/${domain}`, { token, body: { data: { verb, input } } });
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return answer.body.result ?? {};
}

interface Creator {
  readonly person: Person;
  readonly path: string;
  readonly secret: string;
}

/** A creator with an endpoint that hears of everything. */
async function newCreator(): Promise<Creator> {
  const person = await newPerson('creator');
  await createCreatorProfile(person.uid, {});
  const path = `/${randomUUID()}`;
  const input = { url: receiver.at(path), events: ['profile.synced', 'profile.sync_failed'] };
  const { secret } = await call('webhooks', 'createWebhook', input, person);
  return { person, path, secret: String(secret) };
}

/** What has arrived, verified, oldest first. */
const arrived = ({ path, secret }: Creator) => receiver.received(path).map((request) => request.verify(secret));
const eventually = { timeout: 60_000, interval: 200 };

test('a connection that is due is synced by the schedule, once, and its creator hears of it', async () => {
  const carol = await newCreator();
  const { uid } = carol.person;
  const tokens = { accessToken: `fake-${uid}`, refreshToken: `fake-refresh-${uid}` };
  const state = await call(
    'connections',
    'connectPlatform',
    { platform: 'tiktok', everyHours: 6, ...tokens },
    carol.person,
  );
  expect(state).toMatchObject({ status: 'connected', handle: uid, failures: 0 });
  await expect.poll(() => arrived(carol).length, eventually).toBe(1);
  expect(arrived(carol)).toMatchObject([
    { type: 'profile.synced', data: { uid, platform: 'tiktok', source: 'auto', followers: expect.any(Number) } },
  ]);
  expect(JSON.stringify(arrived(carol))).not.toContain('fake-');

  const name = { uid, platform: 'tiktok' } as const;
  await connectionRef(name).update({ nextAttemptAt: Timestamp.fromMillis(Date.now() - 1000) });
  // As the scheduler calls it, and more often than it would.
  for (let round = 0; round < 3; round += 1) expect(await runScheduled(functions, 'autoSync')).toBe(200);
  await expect.poll(() => arrived(carol).length, eventually).toBe(2);
  expect((await connectionRef(name).get()).data()?.nextAttemptAt?.toMillis()).toBeGreaterThan(Date.now());
  expect((await syncHistory(uid).get()).size).toBe(2);
}, 180_000);

test('a connection that fails, and a sync by hand, are told as what they are', async () => {
  const carol = await newCreator();
  const { uid } = carol.person;
  const limited = { platform: 'twitch', accessToken: `fake-limited-${uid}` };
  expect(await call('connections', 'connectPlatform', limited, carol.person)).toMatchObject({
    status: 'connected',
    failures: 1,
    lastError: { reason: 'rate-limited' },
  });
  await expect.poll(() => arrived(carol).length, eventually).toBe(1);
  await syncPlatform(uid, 'twitter', { followers: 12, engagement: 3 });
  await expect.poll(() => arrived(carol).length, eventually).toBe(2);
  expect(arrived(carol)).toMatchObject([
    {
      type: 'profile.sync_failed',
      data: { uid, platform: 'twitch', status: 'connected', reason: 'rate-limited', failures: 1 },
    },
    { type: 'profile.synced', data: { uid, platform: 'twitter', followers: 12, engagement: 3, source: 'manual' } },
  ]);
  const { webhooks } = await call('webhooks', 'listWebhooks', {}, carol.person);
  const [endpoint] = Object.values(webhooks ?? {});
  const { deliveries } = await call('webhooks', 'listDeliveries', { id: endpoint?.id }, carol.person);
  expect(Object.values(deliveries ?? {}).map(({ type, state }) => [type, state])).toEqual([
    ['profile.synced', 'delivered'],
    ['profile.sync_failed', 'delivered'],
  ]);
}, 180_000);
