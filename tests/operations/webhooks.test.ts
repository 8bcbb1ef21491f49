import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Timestamp } from 'firebase-admin/firestore';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Role, standingRef } from '../../functions/src/domains/identity/documents.ts';
import { banUser, unbanUser } from '../../functions/src/domains/identity/operations.ts';
import { delaysMs } from '../../functions/src/domains/webhooks/deliveries/logic.ts';
import {
  type Announcement,
  announce,
  attemptDelivery,
  type DeliveryTask,
  redeliverLate,
  sendTestEvent,
} from '../../functions/src/domains/webhooks/deliveries/operations.ts';
import {
  type Delivery,
  deliveriesOf,
  deliveryRef,
  type Webhook,
  webhookRef,
} from '../../functions/src/domains/webhooks/documents.ts';
import {
  createWebhook,
  deleteWebhook,
  enableWebhook,
  listDeliveries,
  listWebhooks,
  personData,
  rotateWebhookSecret,
} from '../../functions/src/domains/webhooks/operations.ts';
import { type Receiver, startReceiver } from '../receiver.ts';
import { callerFor } from '../world.ts';

/** Webhooks from the event to a receiver that checks them with the library of Standard Webhooks. */

const written = vi.hoisted(() => {
  const lines: string[] = [];
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    Reflect.set(console, level, (line: string) => lines.push(line));
  return lines;
});

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const deadlineMs = 400;

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  process.env.FIRECIRCLE_WEBHOOK_ALLOW = receiver.host;
  process.env.FIRECIRCLE_WEBHOOK_DEADLINE_MS = String(deadlineMs);
});
afterAll(() => receiver.close());

interface Endpoint {
  readonly uid: string;
  readonly id: string;
  readonly secret: string;
  readonly path: string;
}

const someone = () => `person-${randomUUID()}`;

async function endpoint(
  uid = someone(),
  fields: Partial<Pick<Webhook, 'events' | 'forEveryone'>> = {},
): Promise<Endpoint> {
  const path = `/${randomUUID()}`;
  const input = { url: receiver.at(path), events: ['profile.synced' as const], forEveryone: false, ...fields };
  return { uid, path, ...(await createWebhook(callerFor({ uid }), input)) };
}

const setRole = (uid: string, role: Role) => standingRef(uid).set({ role }, { merge: true });

async function admin(): Promise<string> {
  const uid = someone();
  await setRole(uid, 'admin');
  return uid;
}

const eventOf = (subject: string, key = randomUUID()): Announcement => ({
  key,
  type: 'profile.synced',
  atMs: Date.UTC(2026, 0, 2),
  subject,
  data: { uid: subject, platform: 'tiktok', followers: 5 },
});

interface Enqueued {
  readonly name: string;
  readonly task: DeliveryTask;
  readonly atMs: number;
}

/** A queue that delivers nothing by itself: a test decides what comes, how often and when. */
function newQueue(to?: Endpoint) {
  const enqueued: Enqueued[] = [];
  const enqueue = async (_: string, name: string, data: object, atMs: number) => {
    const { webhookId, id, attempt }: Partial<DeliveryTask> = data;
    // Endpoints for everyone, of other tests, hear of every event.
    if (to !== undefined && webhookId !== to.id) return;
    enqueued.push({ name, atMs, task: { webhookId: String(webhookId), id: String(id), attempt: Number(attempt) } });
  };
  return { enqueued, enqueue };
}

/** One event on its way to one endpoint: its first task. */
async function onItsWay(to: Endpoint, now?: number): Promise<DeliveryTask> {
  const { enqueued, enqueue } = newQueue(to);
  await announce(eventOf(to.uid), now, enqueue);
  const [first] = enqueued;
  if (first === undefined) throw new Error('Nothing was enqueued');
  return first.task;
}

async function storedDelivery({ webhookId, id }: DeliveryTask): Promise<Delivery> {
  const delivery = (await deliveryRef(webhookId, id).get()).data();
  if (delivery === undefined) throw new Error('There is no delivery');
  return delivery;
}

const storedWebhook = async ({ id }: Endpoint) => (await webhookRef(id).get()).data();
const status =
  (code: number, headers: Record<string, string> = {}, body = '') =>
  (response: ServerResponse) => {
    response.writeHead(code, headers).end(body);
  };

describe('an event', () => {
  test('arrives once, signed, with its name, time and data', async () => {
    const to = await endpoint();
    const { enqueued, enqueue } = newQueue(to);
    const event = eventOf(to.uid);
    const now = Date.now();
    await announce(event, now, enqueue);
    expect(enqueued).toMatchObject([{ atMs: now, task: { webhookId: to.id, attempt: 1 } }]);
    const [{ task } = { task: { webhookId: '', id: '', attempt: 0 } }] = enqueued;
    await attemptDelivery(task, { enqueue });
    const [request, ...more] = receiver.received(to.path);
    expect(more).toEqual([]);
    expect(request?.verify(to.secret)).toEqual({
      type: 'profile.synced',
      timestamp: '2026-01-02T00:00:00.000Z',
      data: event.data,
    });
    expect(request?.headers).toMatchObject({
      'webhook-id': task.id,
      'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
      'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
      'content-type': 'application/json',
    });
    expect(await storedDelivery(task)).toMatchObject({
      state: 'delivered',
      nextAttemptAt: null,
      attempts: [{ status: 200, reason: null, excerpt: 'thanks' }],
    });
    expect(enqueued).toHaveLength(1);
  });

  test('with another secret, another body or another time is not verified', async () => {
    const to = await endpoint();
    await attemptDelivery(await onItsWay(to));
    const [request] = receiver.received(to.path);
    const other = await endpoint();
    expect(() => request?.verify(other.secret)).toThrow('No matching signature');
    const headers = Object.fromEntries(
      Object.entries(request?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    const verifier = new Verifier(to.secret);
    expect(() => verifier.verify(`${request?.body} `, headers)).toThrow('No matching signature');
    const later = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) };
    expect(() => verifier.verify(`${request?.body}`, later)).toThrow('No matching signature');
  });

  test('announced many times, also at once, is delivered once', async () => {
    const to = await endpoint();
    const { enqueued, enqueue } = newQueue(to);
    const event = eventOf(to.uid);
    await Promise.all(Array.from({ length: 6 }, () => announce(event, undefined, enqueue)));
    expect(new Set(enqueued.map(({ name }) => name)).size).toBe(1);
    await Promise.all(enqueued.map(({ task }) => attemptDelivery(task, { enqueue })));
    await announce(event, undefined, enqueue);
    for (const { task } of enqueued) await attemptDelivery(task, { enqueue });
    expect(receiver.received(to.path)).toHaveLength(1);
    expect((await deliveriesOf(to.id).get()).size).toBe(1);
  });

  test('reaches those who asked for it: by type, by person, while enabled', async () => {
    const [uid, stranger] = [someone(), someone()];
    const [both, failures, off, strangers] = await Promise.all([
      endpoint(uid, { events: ['profile.synced', 'profile.sync_failed'] }),
      endpoint(uid, { events: ['profile.sync_failed'] }),
      endpoint(uid),
      endpoint(stranger),
    ]);
    await webhookRef(off.id).update({ enabled: false });
    const { enqueued, enqueue } = newQueue();
    await announce(eventOf(uid), undefined, enqueue);
    await announce({ ...eventOf(uid), type: 'profile.sync_failed' }, undefined, enqueue);
    const count = ({ id }: Endpoint) => enqueued.filter(({ task }) => task.webhookId === id).length;
    expect([both, failures, off, strangers].map(count)).toEqual([2, 1, 0, 0]);
  });

  test("of everybody reaches an admin's endpoint for everyone, until the admin is none", async () => {
    const chief = await admin();
    const to = await endpoint(chief, { forEveryone: true });
    const { enqueued, enqueue } = newQueue(to);
    const tell = async () => {
      await announce(eventOf(someone()), undefined, enqueue);
      await announce(eventOf(chief), undefined, enqueue);
      for (const { task } of enqueued.splice(0)) await attemptDelivery(task, { enqueue });
    };
    await tell();
    expect(receiver.received(to.path)).toHaveLength(2);
    await setRole(chief, 'user');
    await tell();
    expect(receiver.received(to.path)).toHaveLength(2);
    expect(await storedWebhook(to)).toMatchObject({ enabled: false, disabledReason: 'not-admin' });
    await expect(enableWebhook(callerFor({ uid: chief }), to.id)).rejects.toMatchObject({ reason: 'not-admin' });
    await expect(endpoint(chief, { forEveryone: true })).rejects.toMatchObject({ code: 'permission-denied' });
    await deleteWebhook(chief, to.id);
  });

  test('of a banned owner is not sent', async () => {
    const to = await endpoint();
    const task = await onItsWay(to);
    await banUser(to.uid);
    await attemptDelivery(task);
    await unbanUser(to.uid);
    expect(receiver.received(to.path)).toEqual([]);
    expect(await storedDelivery(task)).toMatchObject({
      state: 'failed',
      attempts: [{ status: null, reason: 'owner' }],
    });
  });
});

describe('a receiver that', () => {
  test.each([
    ['fails', status(500, {}, 'oh no'), { status: 500, reason: 'status', excerpt: 'oh no' }],
    ['does not find it', status(404), { status: 404, reason: 'status', excerpt: '' }],
    ['sends it elsewhere', status(302, { location: 'http://127.0.0.1:1/' }), { status: 302, reason: 'redirect' }],
    ['sends it elsewhere for ever', status(308, { location: '/x' }), { status: 308, reason: 'redirect' }],
    ['has not changed', status(304), { status: 304, reason: 'redirect' }],
    [
      'hangs up',
      (response: ServerResponse) => {
        response.destroy();
      },
      { status: null, reason: 'connection', excerpt: '' },
    ],
    ['says nothing', () => undefined, { status: null, reason: 'timeout', excerpt: '' }],
    [
      'never ends',
      (response: ServerResponse) => {
        response.writeHead(200).write('and so on');
      },
      { status: null, reason: 'timeout', excerpt: '' },
    ],
    ['sends control characters', status(500, {}, 'a\u0000\u001b[31mb\u202ec'), { status: 500, excerpt: 'a [31mb c' }],
  ])('%s is tried again', async (_, how, attempt) => {
    const to = await endpoint();
    receiver.answer(to.path, how);
    const task = await onItsWay(to);
    const { enqueued, enqueue } = newQueue();
    await attemptDelivery(task, { enqueue });
    const delivery = await storedDelivery(task);
    expect(delivery).toMatchObject({ state: 'pending', attempts: [attempt], claimedUntil: null });
    expect(receiver.received(to.path)).toHaveLength(1);
    expect(enqueued).toMatchObject([{ task: { ...task, attempt: 2 }, atMs: delivery.nextAttemptAt?.toMillis() }]);
    expect((await storedWebhook(to))?.failingSince).not.toBeNull();
  });

  test('answers without end has succeeded, and its first bytes are kept', async () => {
    const to = await endpoint();
    receiver.answer(to.path, status(200, {}, 'é'.repeat(1_000_000)));
    const task = await onItsWay(to);
    await attemptDelivery(task);
    const { state, attempts } = await storedDelivery(task);
    expect([state, attempts[0]?.excerpt]).toEqual(['delivered', 'é'.repeat(256)]);
  });

  test.each([
    ['120', 120 * second],
    ['1', 5 * second],
    ['999999', 24 * hour],
    ['tomorrow', 5 * second],
  ])('asks to wait for %s is left alone so long', async (retryAfter, waitMs) => {
    const to = await endpoint();
    receiver.answer(to.path, status(429, { 'retry-after': retryAfter }));
    const task = await onItsWay(to);
    const now = Date.now();
    await attemptDelivery(task, { now, ...newQueue() });
    const waited = ((await storedDelivery(task)).nextAttemptAt?.toMillis() ?? 0) - now;
    expect(waited).toBeGreaterThanOrEqual(waitMs);
    expect(waited).toBeLessThan(waitMs + deadlineMs + second);
  });

  test('is gone is switched off, and on again by its owner alone', async () => {
    const to = await endpoint();
    receiver.answer(to.path, status(410));
    const [task, waiting] = [await onItsWay(to), await onItsWay(to)];
    const { enqueued, enqueue } = newQueue();
    await attemptDelivery(task, { enqueue });
    expect(enqueued).toEqual([]);
    expect(await storedDelivery(task)).toMatchObject({ state: 'failed', nextAttemptAt: null });
    expect(await listWebhooks(to.uid)).toMatchObject([{ id: to.id, enabled: false, disabledReason: 'gone' }]);
    await attemptDelivery(waiting, { enqueue });
    expect(await storedDelivery(waiting)).toMatchObject({ state: 'failed', attempts: [{ reason: 'disabled' }] });
    expect(receiver.received(to.path)).toHaveLength(1);
    await expect(enableWebhook(callerFor({ uid: someone() }), to.id)).rejects.toMatchObject({ code: 'not-found' });
    receiver.answer(to.path, status(200));
    expect(await enableWebhook(callerFor(to), to.id)).toMatchObject({ enabled: true, disabledReason: null });
    await attemptDelivery(await onItsWay(to));
    expect(receiver.received(to.path)).toHaveLength(2);
  });

  test('never takes anything is tried ten times in three days, by the schedule, and then switched off', async () => {
    const to = await endpoint();
    receiver.answer(to.path, status(500));
    let now = Date.now();
    let task = await onItsWay(to, now);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= delaysMs.length; attempt += 1) {
      const { enqueued, enqueue } = newQueue();
      await attemptDelivery(task, { now, enqueue });
      const { attempts, nextAttemptAt } = await storedDelivery(task);
      expect(attempts).toHaveLength(attempt);
      const [next] = enqueued;
      if (next === undefined || nextAttemptAt === null) break;
      waits.push(nextAttemptAt.toMillis() - (attempts.at(-1)?.at.toMillis() ?? 0) - (attempts.at(-1)?.durationMs ?? 0));
      task = next.task;
      now = next.atMs;
    }
    const { state, attempts } = await storedDelivery(task);
    expect([state, attempts.length, receiver.received(to.path).length]).toEqual(['failed', 10, 10]);
    expect(waits).toEqual([
      5 * second,
      5 * minute,
      30 * minute,
      2 * hour,
      5 * hour,
      10 * hour,
      14 * hour,
      20 * hour,
      24 * hour,
    ]);
    expect(await storedWebhook(to)).toMatchObject({ enabled: false, disabledReason: 'failing' });
    const ids = new Set(receiver.received(to.path).map(({ headers }) => headers['webhook-id']));
    expect(ids.size).toBe(1);
    for (const { headers, body } of receiver.received(to.path))
      expect([headers['webhook-id'], body]).toEqual([task.id, receiver.received(to.path)[0]?.body]);
  });

  test('takes something in between is not switched off', async () => {
    const to = await endpoint();
    receiver.answer(to.path, status(500));
    const task = await onItsWay(to);
    const now = Date.now();
    await attemptDelivery(task, { now, ...newQueue() });
    expect((await storedWebhook(to))?.failingSince).not.toBeNull();
    receiver.answer(to.path, status(204));
    await attemptDelivery(await onItsWay(to));
    expect((await storedWebhook(to))?.failingSince).toBeNull();
    receiver.answer(to.path, status(500));
    const made = Array.from({ length: 9 }, () => ({
      at: Timestamp.now(),
      status: 500,
      reason: 'status',
      durationMs: 1,
      excerpt: '',
    }));
    await deliveryRef(to.id, task.id).update({ attempts: made });
    await attemptDelivery({ ...task, attempt: 10 }, { now: now + 80 * hour, ...newQueue() });
    expect(await storedDelivery(task)).toMatchObject({ state: 'failed' });
    expect(await storedWebhook(to)).toMatchObject({ enabled: true, disabledReason: null });
  });
});

describe('a task', () => {
  test('that comes twice asks once more for the next, and sends nothing', async () => {
    const to = await endpoint();
    receiver.answer(to.path, status(500));
    const task = await onItsWay(to);
    const { enqueued, enqueue } = newQueue();
    await attemptDelivery(task, { enqueue });
    await attemptDelivery(task, { enqueue });
    expect(receiver.received(to.path)).toHaveLength(1);
    expect(enqueued).toHaveLength(2);
    expect(enqueued[0]).toEqual(enqueued[1]);
  });

  test('that comes early by seconds waits, and by more is left to later', async () => {
    const to = await endpoint();
    receiver.answer(to.path, status(500));
    const task = await onItsWay(to);
    const { enqueued, enqueue } = newQueue();
    await attemptDelivery(task, { enqueue });
    const [next] = enqueued;
    if (next === undefined) throw new Error('There is no next task');
    await deliveryRef(to.id, task.id).update({ nextAttemptAt: Timestamp.fromMillis(Date.now() + 300) });
    await attemptDelivery(next.task, { enqueue });
    expect(receiver.received(to.path)).toHaveLength(2);
    await attemptDelivery({ ...task, attempt: 3 }, { enqueue });
    expect(receiver.received(to.path)).toHaveLength(2);
  });

  test('that meets another of the same attempt leaves it to that one, unless it died', async () => {
    const to = await endpoint();
    const task = await onItsWay(to);
    const now = Date.now();
    await deliveryRef(to.id, task.id).update({ claimedUntil: Timestamp.fromMillis(now + minute) });
    await attemptDelivery(task, { now });
    expect(receiver.received(to.path)).toEqual([]);
    await attemptDelivery(task, { now: now + minute });
    expect(receiver.received(to.path)).toHaveLength(1);
  });

  test('that was lost is found and enqueued again', async () => {
    const to = await endpoint();
    const task = await onItsWay(to);
    const now = Date.now();
    const { enqueued, enqueue } = newQueue(to);
    await redeliverLate(now + 30 * second, enqueue);
    expect(enqueued).toEqual([]);
    await redeliverLate(now + 2 * minute, enqueue);
    await redeliverLate(now + 2 * minute, enqueue);
    expect(enqueued).toHaveLength(2);
    expect(enqueued[0]).toEqual(enqueued[1]);
    expect(enqueued[0]?.task).toEqual(task);
    await attemptDelivery(task);
    await redeliverLate(now + 10 * minute, enqueue);
    expect(enqueued).toHaveLength(2);
  });

  test('of a webhook that was deleted does nothing', async () => {
    const to = await endpoint();
    const task = await onItsWay(to);
    expect(await deleteWebhook(to.uid, to.id)).toEqual({ id: to.id });
    await attemptDelivery(task);
    expect(receiver.received(to.path)).toEqual([]);
    expect((await deliveriesOf(to.id).get()).empty).toBe(true);
    await expect(deleteWebhook(to.uid, to.id)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a secret', () => {
  test('is stored sealed, and shown once', async () => {
    const to = await endpoint();
    expect(to.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const views = [await storedWebhook(to), await listWebhooks(to.uid), await enableWebhook(callerFor(to), to.id)];
    expect(JSON.stringify(views)).not.toContain(to.secret);
  });

  test('that is changed goes on signing for 24 hours beside the new one', async () => {
    const to = await endpoint();
    const now = Date.now();
    const { secret, oldSecretsUntil } = await rotateWebhookSecret(to.uid, to.id, now);
    expect(secret).not.toBe(to.secret);
    expect(Date.parse(oldSecretsUntil)).toBe(now + 24 * hour);
    expect(await listWebhooks(to.uid)).toMatchObject([{ oldSecretsUntil }]);
    await attemptDelivery(await onItsWay(to));
    const [both] = receiver.received(to.path);
    expect(String(both?.headers['webhook-signature']).split(' ')).toHaveLength(2);
    expect(both?.verify(to.secret)).toEqual(both?.verify(secret));
    // A day later: signed with the new one alone.
    await webhookRef(to.id).update({ oldSecrets: [{ sealed: 'x', until: Timestamp.fromMillis(now) }] });
    await attemptDelivery(await onItsWay(to));
    const [, one] = receiver.received(to.path);
    expect(one?.verify(secret)).toBeDefined();
    expect(() => one?.verify(to.secret)).toThrow('No matching signature');
    expect(await listWebhooks(to.uid)).toMatchObject([{ oldSecretsUntil: null }]);
  });

  test('that is changed many times, also at once, loses none before its time', async () => {
    const to = await endpoint();
    const changes = await Promise.allSettled(Array.from({ length: 5 }, () => rotateWebhookSecret(to.uid, to.id)));
    const secrets = changes.flatMap((change) => (change.status === 'fulfilled' ? [change.value.secret] : []));
    expect(secrets).toHaveLength(3);
    for (const change of changes)
      if (change.status === 'rejected') expect(change.reason).toMatchObject({ reason: 'too-many-secrets' });
    await attemptDelivery(await onItsWay(to));
    const [request] = receiver.received(to.path);
    for (const secret of [to.secret, ...secrets]) expect(request?.verify(secret)).toBeDefined();
    expect(await rotateWebhookSecret(to.uid, to.id, Date.now() + 25 * hour)).toMatchObject({ id: to.id });
  });
});

describe('a person', () => {
  test('has ten endpoints at most, also when they are made at once', async () => {
    const uid = someone();
    const made = await Promise.allSettled(Array.from({ length: 14 }, () => endpoint(uid)));
    const refusals = made.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    // Whoever meets too many others is asked to come back.
    for (let left = 10 - (made.length - refusals.length); left > 0; left -= 1) await endpoint(uid);
    for (const refusal of refusals) expect(['too-many-webhooks', undefined]).toContain(refusal.reason);
    expect(await listWebhooks(uid)).toHaveLength(10);
    await expect(endpoint(uid)).rejects.toMatchObject({ code: 'resource-exhausted', reason: 'too-many-webhooks' });
    const [first] = await listWebhooks(uid);
    await deleteWebhook(uid, first?.id ?? '');
    const { id } = await endpoint(uid);
    expect((await listWebhooks(uid)).at(-1)?.id).toBe(id);
  });

  test("finds nothing of another's, whatever the verb", async () => {
    const to = await endpoint();
    await onItsWay(to);
    const stranger = someone();
    const verbs = [
      () => deleteWebhook(stranger, to.id),
      () => rotateWebhookSecret(stranger, to.id),
      () => enableWebhook(callerFor({ uid: stranger }), to.id),
      () => listDeliveries(stranger, to.id, 20, undefined),
      () => sendTestEvent(stranger, to.id),
    ];
    for (const verb of verbs)
      await expect(verb()).rejects.toMatchObject({ code: 'not-found', reason: 'webhook-not-found' });
    for (const verb of verbs) await expect(verb()).rejects.toThrow('There is no such webhook');
    await expect(deleteWebhook(stranger, 'none')).rejects.toMatchObject({
      code: 'not-found',
      reason: 'webhook-not-found',
    });
    expect(await listWebhooks(stranger)).toEqual([]);
    expect(receiver.received(to.path)).toEqual([]);
    expect(await listWebhooks(to.uid)).toHaveLength(1);
  });

  test('sees deliveries newest first, page by page, each once', async () => {
    const to = await endpoint();
    const at = Date.now();
    // Two of one moment, so that the moment alone does not tell where a page ends.
    for (const now of [at, at + 1, at + 1, at + 2, at + 3]) await onItsWay(to, now);
    const seen: string[] = [];
    const times: string[] = [];
    for (let cursor: string | undefined, page = 0; page < 5; page += 1) {
      const { deliveries, next } = await listDeliveries(to.uid, to.id, 2, cursor);
      seen.push(...deliveries.map(({ id }) => id));
      times.push(...deliveries.map(({ createdAt }) => createdAt));
      if (next === null) break;
      cursor = next;
    }
    expect([seen.length, new Set(seen).size]).toEqual([5, 5]);
    expect(times).toEqual([...times].sort().reverse());
    const nowhere = [
      {},
      { seconds: 1e15, nanoseconds: 0, id: 'evt_1' },
      { seconds: 0, nanoseconds: 0, id: 'a/b' },
      { seconds: 0, nanoseconds: 0, id: '__a__' },
    ];
    for (const cursor of ['x', ...nowhere.map((place) => Buffer.from(JSON.stringify(place)).toString('base64url'))])
      await expect(listDeliveries(to.uid, to.id, 2, cursor)).rejects.toMatchObject({ reason: 'invalid-cursor' });
  });

  test('sends a test event and sees how it went, also to an endpoint that is switched off', async () => {
    const to = await endpoint();
    const good = await sendTestEvent(to.uid, to.id);
    expect(good).toMatchObject({ type: 'webhook.test', state: 'delivered', attempts: [{ status: 200 }] });
    const [request] = receiver.received(to.path);
    expect(request?.verify(to.secret)).toMatchObject({ type: 'webhook.test', data: { webhookId: to.id } });
    await webhookRef(to.id).update({ enabled: false, disabledReason: 'failing' });
    receiver.answer(to.path, status(410));
    expect(await sendTestEvent(to.uid, to.id)).toMatchObject({
      state: 'failed',
      nextAttemptAt: null,
      attempts: [{ status: 410 }],
    });
    expect(await storedWebhook(to)).toMatchObject({ enabled: false, disabledReason: 'failing', failingSince: null });
  });

  test('gets everything but the secrets, and takes it all along', async () => {
    const chief = await admin();
    const everyones = await endpoint(chief, { forEveryone: true });
    const to = await endpoint();
    const task = await onItsWay(to);
    const told = await deliveryRef(everyones.id, task.id).get();
    expect(told.data()?.body).toContain(to.uid);
    const documents = [];
    for await (const document of personData.exportOf(to.uid)) documents.push(document);
    expect(documents.map(({ path }) => path)).toEqual([
      `webhookOwners/${to.uid}`,
      `webhooks/${to.id}`,
      `webhooks/${to.id}/deliveries/${task.id}`,
    ]);
    expect(JSON.stringify(documents)).not.toMatch(/whsec_|sealed|oldSecrets/);
    await personData.erase(to.uid);
    await personData.erase(to.uid);
    expect(await storedWebhook(to)).toBeUndefined();
    expect(await listWebhooks(to.uid)).toEqual([]);
    expect((await deliveriesOf(to.id).get()).empty).toBe(true);
    expect((await told.ref.get()).exists).toBe(false);
    await deleteWebhook(chief, everyones.id);
  });
});

test('the log tells how each attempt went, and no secret', () => {
  const entries = written.map((line) => JSON.parse(line)).filter(({ message }) => message === 'A webhook was tried');
  expect(entries.length).toBeGreaterThan(20);
  for (const entry of entries)
    expect(entry).toMatchObject({ webhookId: expect.any(String), attempt: expect.any(Number) });
  expect(written.join('')).not.toMatch(/whsec_|v1,/);
});
