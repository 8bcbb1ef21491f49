import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  announce,
  attemptDelivery,
  type DeliveryTask,
  redeliverLate,
} from '../../functions/src/domains/webhooks/deliveries/operations.ts';
import { deliveryRef } from '../../functions/src/domains/webhooks/documents.ts';
import {
  createWebhook,
  deleteWebhook,
  listDeliveries,
  listWebhooks,
  rotateWebhookSecret,
} from '../../functions/src/domains/webhooks/operations.ts';
import { costOf, type Fault, type Tap, tapFirestore } from '../firestoreTap.ts';
import { type Receiver, startReceiver } from '../receiver.ts';
import { callerFor } from '../world.ts';

/** What webhooks cost, and what is left when a connection to the database breaks at any one of their calls. */

vi.hoisted(() => {
  for (const level of ['info', 'warn', 'error'] as const) Reflect.set(console, level, () => undefined);
});

const minute = 60_000;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  process.env.FIRECIRCLE_WEBHOOK_ALLOW = receiver.host;
});
afterAll(() => receiver.close());

let tap: Tap | undefined;
afterEach(() => {
  tap?.remove();
  tap = undefined;
});

const inputFor = (path: string) => ({
  url: receiver.at(path),
  events: ['profile.synced' as const],
  forEveryone: false,
});

async function endpoint() {
  const uid = `person-${randomUUID()}`;
  const path = `/${uid}`;
  return { uid, path, ...(await createWebhook(callerFor({ uid }), inputFor(path))) };
}

const eventFor = (uid: string) => ({
  key: randomUUID(),
  type: 'profile.synced' as const,
  atMs: 0,
  subject: uid,
  data: {},
});

/** Tasks for one endpoint, in the order in which they were asked for. */
function queueFor(webhookId: string) {
  const tasks: DeliveryTask[] = [];
  const enqueue = async (_: string, __: string, data: object) => {
    const { webhookId: to, id, attempt }: Partial<DeliveryTask> = data;
    if (to === webhookId) tasks.push({ webhookId, id: String(id), attempt: Number(attempt) });
  };
  return { tasks, enqueue };
}

test('costs of the verbs, of an event and of an attempt', async () => {
  const { uid, id } = await endpoint();
  const { tasks, enqueue } = queueFor(id);
  const caller = callerFor({ uid });
  expect(await costOf(() => createWebhook(caller, inputFor('/')))).toMatchObject({ reads: 1, writes: 3 });
  expect(await costOf(() => rotateWebhookSecret(uid, id))).toMatchObject({ reads: 1, writes: 1 });
  expect(await costOf(() => listWebhooks(uid))).toMatchObject({ reads: 3, writes: 0, roundTrips: 2 });
  await announce(eventFor(uid), undefined, enqueue);
  const [task = { webhookId: '', id: '', attempt: 0 }] = tasks;
  expect(await costOf(() => attemptDelivery(task, { enqueue }))).toMatchObject({ reads: 3, writes: 2 });
  expect(await costOf(() => attemptDelivery(task, { enqueue }))).toMatchObject({ reads: 2, writes: 0 });
  expect(await costOf(() => listDeliveries(uid, id, 20, undefined))).toMatchObject({ reads: 2, writes: 0 });
});

describe.each(['before', 'after'] as const)('a connection that breaks %s a call', (when: Exclude<Fault, null>) => {
  const breakAt = (broken: number) => {
    let calls = 0;
    tap = tapFirestore();
    tap.plan = () => {
      calls += 1;
      return calls === broken ? when : null;
    };
  };

  test.each([1, 2, 3])('number %i leaves no endpoint that its maker does not know', async (broken) => {
    const uid = `person-${randomUUID()}`;
    breakAt(broken);
    const made = await createWebhook(callerFor({ uid }), inputFor('/')).catch(() => null);
    tap?.remove();
    expect((await listWebhooks(uid)).map(({ id }) => id)).toEqual(made === null ? [] : [made.id]);
  });

  test.each([1, 2])('number %i leaves a changed secret that its owner knows, or none', async (broken) => {
    const { uid, id, path, secret } = await endpoint();
    breakAt(broken);
    const changed = await rotateWebhookSecret(uid, id).catch(() => null);
    tap?.remove();
    const { tasks, enqueue } = queueFor(id);
    await announce(eventFor(uid), undefined, enqueue);
    for (const task of tasks) await attemptDelivery(task, { enqueue });
    const [request] = receiver.received(path);
    expect(request?.verify(secret)).toBeDefined();
    if (changed !== null) expect(request?.verify(changed.secret)).toBeDefined();
    expect(String(request?.headers['webhook-signature']).split(' ')).toHaveLength(changed === null ? 1 : 2);
  });

  test.each([1, 2, 3, 4, 5, 6])('number %i loses no event, and sends it twice at most', async (broken) => {
    const { uid, id, path } = await endpoint();
    const { tasks, enqueue } = queueFor(id);
    const event = eventFor(uid);
    breakAt(broken);
    // Both the event and the task come again when they fail.
    await announce(event, undefined, enqueue).catch(() => undefined);
    for (const task of tasks.splice(0)) await attemptDelivery(task, { enqueue }).catch(() => undefined);
    tap?.remove();
    await announce(event, undefined, enqueue);
    for (const task of tasks.splice(0)) await attemptDelivery(task, { enqueue });
    const later = Date.now() + 3 * minute;
    await redeliverLate(later, enqueue);
    for (const task of tasks.splice(0)) await attemptDelivery(task, { now: later, enqueue });
    const ids = receiver.received(path).map(({ headers }) => String(headers['webhook-id']));
    expect([new Set(ids).size, ids.length <= 2]).toEqual([1, true]);
    expect((await deliveryRef(id, `${ids[0]}`).get()).data()).toMatchObject({ state: 'delivered' });
  });

  test.each([1, 2, 3])('number %i leaves a deletion that can be ended', async (broken) => {
    const { uid, id } = await endpoint();
    breakAt(broken);
    const first = await deleteWebhook(uid, id).catch(() => null);
    tap?.remove();
    if (first === null) await deleteWebhook(uid, id).catch(() => null);
    expect(await listWebhooks(uid)).toEqual([]);
  });
});
