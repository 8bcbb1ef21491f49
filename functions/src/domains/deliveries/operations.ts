import { createHash, createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { FieldPath, Timestamp } from 'firebase-admin/firestore';
import type { Delivery as DeliveryView, WebhookEvent } from '../../../../sdk/src/verbs/webhooks.ts';
import { nowMs } from '../../platform/clock.ts';
import { wholeNumber } from '../../platform/config.ts';
import { firestore, GrpcStatus, getGroups, getTogether, grpcStatus, randomId } from '../../platform/firestore.ts';
import { log } from '../../platform/log.ts';
import { exchange, OutgoingError } from '../../platform/outgoing/exchange.ts';
import { retryAfterMs } from '../../platform/outgoing/retryAfter.ts';
import { type Resolve, resolveTarget } from '../../platform/outgoing/target.ts';
import { assertWithin, type Limit } from '../../platform/rateLimit.ts';
import { unseal } from '../../platform/secrets.ts';
import { enqueueOnce } from '../../platform/tasks.ts';
import { standingRef } from '../identity/documents.ts';
import {
  type Attempt,
  type Delivery,
  deliveries,
  deliveryRef,
  testEvent,
  type Webhook,
  webhookOwnerRef,
  webhookRef,
  webhooksForEveryone,
} from '../webhooks/documents.ts';
import { deliveryView, stillValid } from '../webhooks/logic.ts';
import { ownWebhook, secretPurpose } from '../webhooks/operations.ts';
import { afterAttempt, delaysMs, excerptOf, refusalOf, type Sent } from './logic.ts';

type Enqueue = typeof enqueueOnce;

/** Something that happened to somebody, as receivers are told it. */
export interface Announcement {
  /** What makes it the same event: a second announcement of it delivers nothing new. */
  readonly key: string;
  readonly type: WebhookEvent;
  readonly atMs: number;
  /** Whom it is about. */
  readonly subject: string;
  readonly data: object;
}

export interface DeliveryTask {
  readonly webhookId: string;
  readonly id: string;
  /** Which attempt it is for, from 1. */
  readonly attempt: number;
}

const queue = 'deliverWebhook';
const keptMs = 30 * 24 * 3_600_000;

/** Makes one delivery for each endpoint that asked for the event, and enqueues its first attempt. May be repeated: the
 *  delivery is named by the event. Reads 1 + 1 per endpoint of the person and per endpoint for everyone, writes 1 each. */
export async function announce(event: Announcement, now = nowMs(), enqueue: Enqueue = enqueueOnce): Promise<void> {
  const [owner, everyones] = await Promise.all([webhookOwnerRef(event.subject).get(), webhooksForEveryone().get()]);
  const [own] = await getGroups((owner.data()?.ids ?? []).map(webhookRef));
  const told = new Map<string, Webhook>();
  for (const document of [...own, ...everyones.docs]) {
    const webhook = document.data();
    if (webhook?.enabled && webhook.events.includes(event.type)) told.set(document.id, webhook);
  }
  const id = `evt_${createHash('sha256').update(event.key).digest('hex').slice(0, 32)}`;
  await Promise.all(
    [...told].map(async ([webhookId, webhook]) => {
      await createDelivery(newDelivery(webhookId, webhook, event, delaysMs.length, now), id);
      await enqueue(queue, taskName(webhookId, id, 1), { webhookId, id, attempt: 1 } satisfies DeliveryTask, now);
    }),
  );
}

const taskName = (webhookId: string, id: string, attempt: number): string => `${webhookId}/${id}#${attempt}`;

function newDelivery(
  webhookId: string,
  { owner }: Webhook,
  { type, atMs, subject, data }: Omit<Announcement, 'key' | 'type'> & { readonly type: string },
  maxAttempts: number,
  now: number,
): Delivery {
  return {
    webhookId,
    owner,
    subject,
    type,
    body: JSON.stringify({ type, timestamp: new Date(atMs).toISOString(), data }),
    state: 'pending',
    attempts: [],
    maxAttempts,
    nextAttemptAt: Timestamp.fromMillis(now),
    claimedUntil: null,
    createdAt: Timestamp.fromMillis(now),
    expiresAt: Timestamp.fromMillis(now + keptMs),
  };
}

async function createDelivery(delivery: Delivery, id: string): Promise<void> {
  try {
    await deliveryRef(delivery.webhookId, id).create(delivery);
  } catch (error) {
    if (grpcStatus(error) !== GrpcStatus.alreadyExists) throw error;
  }
}

const testLimit: Limit = { scope: 'webhook-test', max: 20, windowMs: 3_600_000 };

/** Sends one test event to an endpoint, enabled or not, and answers how it went. It is tried once. May be repeated.
 *  Reads 5, writes 4, one of them the limiter's, and takes up to the receiver's deadline.
 *  @throws not-found, resource-exhausted */
export async function sendTestEvent(uid: string, webhookId: string, resolve?: Resolve): Promise<DeliveryView> {
  const { webhook } = await ownWebhook(uid, webhookId);
  await assertWithin(testLimit, webhookId);
  const now = nowMs();
  const id = `evt_${randomId(32)}`;
  const event = { type: testEvent, atMs: now, subject: uid, data: { webhookId } };
  const delivery = newDelivery(webhookId, webhook, event, 1, now);
  await createDelivery(delivery, id);
  await attemptDelivery({ webhookId, id, attempt: 1 }, { now, ...(resolve === undefined ? {} : { resolve }) });
  return deliveryView(id, (await deliveryRef(webhookId, id).get()).data() ?? delivery);
}

/** A queue may be a little early, and the emulator's delivers at once: so much is waited for, longer is left to later. */
const longestEarlyMs = 10_000;
/** Longer than an attempt can take. */
const claimMs = 60_000;

export interface AttemptOptions {
  readonly now?: number;
  readonly resolve?: Resolve;
  readonly enqueue?: Enqueue;
}

/** Makes one attempt of one delivery and enqueues the next when it must. May be repeated and may run twice at once: an
 *  attempt is claimed before it is sent, so it is sent twice only when the first sender died on the way. Receivers tell
 *  repetitions by `webhook-id`. Reads 3, writes 2 (3 when the endpoint's state changes). */
export async function attemptDelivery(task: DeliveryTask, options: AttemptOptions = {}): Promise<void> {
  const { enqueue = enqueueOnce } = options;
  const now = options.now ?? nowMs();
  const { webhookId, id } = task;
  const ref = deliveryRef(webhookId, id);
  const [stored, target] = await getTogether(ref, webhookRef(webhookId));
  const delivery = stored.data();
  const webhook = target.data();
  if (delivery?.state !== 'pending' || stored.updateTime === undefined || webhook === undefined) return;
  const made = delivery.attempts.length;
  const dueMs = delivery.nextAttemptAt?.toMillis() ?? now;
  if (task.attempt <= made) {
    // Made already; the one who made it may have died before it could ask for the next.
    await enqueue(queue, taskName(webhookId, id, made + 1), { ...task, attempt: made + 1 }, dueMs);
    return;
  }
  const earlyMs = dueMs - now;
  if (earlyMs > longestEarlyMs) return;
  if (delivery.claimedUntil !== null && delivery.claimedUntil.toMillis() > now) return;
  if (earlyMs > 0) await delay(earlyMs);
  const claimed = await claim(ref, stored.updateTime, Math.max(now, dueMs));
  if (claimed === null) return;

  const startedMs = nowMs();
  const refused = await refusalToSend(delivery, webhook);
  const sent: Sent & Pick<Attempt, 'excerpt'> = refused
    ? { status: null, reason: refused, retryAfterMs: undefined, excerpt: '' }
    : await send(id, delivery, webhook, Math.max(now, dueMs), options.resolve);
  const durationMs = nowMs() - startedMs;
  const endedMs = Math.max(now, dueMs) + durationMs;
  const isTest = delivery.type === testEvent;
  const next = refused
    ? ({ state: 'failed', nextAttemptMs: null, webhook: {} } as const)
    : afterAttempt(
        { made: made + 1, maxAttempts: delivery.maxAttempts, isTest },
        webhook.failingSince?.toMillis() ?? null,
        sent,
        endedMs,
      );
  const attempt: Attempt = {
    at: Timestamp.fromMillis(Math.max(now, dueMs)),
    status: sent.status,
    reason: sent.reason,
    durationMs,
    excerpt: sent.excerpt,
  };
  const batch = firestore().batch();
  const { failingSinceMs, ...changes } = next.webhook;
  const endpoint: Partial<Webhook> = refused === 'not-admin' ? { enabled: false, disabledReason: refused } : changes;
  if (failingSinceMs !== undefined)
    endpoint.failingSince = failingSinceMs === null ? null : Timestamp.fromMillis(failingSinceMs);
  batch.update(
    ref,
    {
      attempts: [...delivery.attempts, attempt],
      state: next.state,
      nextAttemptAt: next.nextAttemptMs === null ? null : Timestamp.fromMillis(next.nextAttemptMs),
      claimedUntil: null,
    },
    { lastUpdateTime: claimed },
  );
  if (Object.keys(endpoint).length > 0) batch.update(webhookRef(webhookId), endpoint);
  if (!(await landed(batch.commit()))) return;
  const fields = { webhookId, deliveryId: id, attempt: made + 1, status: sent.status, reason: sent.reason, durationMs };
  log(sent.reason === null ? 'INFO' : 'WARNING', 'A webhook was tried', fields);
  if (next.nextAttemptMs === null) return;
  await enqueue(queue, taskName(webhookId, id, made + 2), { ...task, attempt: made + 2 }, next.nextAttemptMs);
}

async function claim(
  ref: ReturnType<typeof deliveryRef>,
  lastUpdateTime: Timestamp,
  now: number,
): Promise<Timestamp | null> {
  try {
    const claimedUntil = Timestamp.fromMillis(now + claimMs);
    return (await ref.update({ claimedUntil }, { lastUpdateTime })).writeTime;
  } catch (error) {
    if (isLost(error)) return null;
    throw error;
  }
}

async function landed(commit: Promise<unknown>): Promise<boolean> {
  try {
    await commit;
    return true;
  } catch (error) {
    if (isLost(error)) return false;
    throw error;
  }
}

const isLost = (error: unknown): boolean => {
  const status = grpcStatus(error);
  return status === GrpcStatus.failedPrecondition || status === GrpcStatus.notFound;
};

/** Why an event must not be sent any more; null when it may. A role or an account that is lost counts at once. */
async function refusalToSend(delivery: Delivery, webhook: Webhook): Promise<'disabled' | 'owner' | 'not-admin' | null> {
  if (!webhook.enabled && delivery.type !== testEvent) return 'disabled';
  const standing = (await standingRef(webhook.owner).get()).data();
  if (standing?.bannedAt || standing?.deletedAt) return 'owner';
  return webhook.forEveryone && standing?.role !== 'admin' ? 'not-admin' : null;
}

const excerptBytes = 512;

/** Signs and sends one event: to the addresses that were checked a moment ago, and to no other. */
async function send(
  id: string,
  { body }: Delivery,
  webhook: Webhook,
  now: number,
  resolve: Resolve | undefined,
): Promise<Sent & Pick<Attempt, 'excerpt'>> {
  const timestamp = Math.floor(now / 1000);
  const secrets = [webhook.sealedSecret, ...stillValid(webhook.oldSecrets, now).map(({ sealed }) => sealed)];
  try {
    const { url, addresses } = await resolveTarget(webhook.url, resolve);
    const reply = await exchange(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': secrets
          .map((secret) => signature(unseal(secretPurpose, secret), id, timestamp, body))
          .join(' '),
      },
      body,
      deadlineMs: wholeNumber('FIRECIRCLE_WEBHOOK_DEADLINE_MS', 15_000),
      maxBytes: excerptBytes,
      longer: 'cut',
      addresses,
    });
    const { status } = reply;
    const waits = status === 429 || status === 503;
    return {
      status,
      reason: refusalOf(status),
      retryAfterMs: waits ? retryAfterMs(reply.headers['retry-after'], nowMs()) : undefined,
      excerpt: excerptOf(reply.body),
    };
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    // One word for both, as at creation.
    const reason = error.reason === 'refused-url' || error.reason === 'refused-address' ? 'unresolved' : error.reason;
    return { status: null, reason, retryAfterMs: undefined, excerpt: '' };
  }
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme */
function signature(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

const pageSize = 200;
const maxPages = 50;
/** Before this a delivery's own task is on its way. */
const graceMs = 60_000;

/** Enqueues the attempts whose tasks were lost. May be repeated: attempts that are made are not made again. Reads 1 per
 *  delivery that is late, a page of 200 a round trip. */
export async function redeliverLate(now = nowMs(), enqueue: Enqueue = enqueueOnce): Promise<{ late: number }> {
  let late = 0;
  let query = deliveries()
    .where('state', '==', 'pending')
    .where('nextAttemptAt', '<=', Timestamp.fromMillis(now - graceMs))
    .orderBy('nextAttemptAt')
    .orderBy(FieldPath.documentId())
    .limit(pageSize);
  for (let page = 0; page < maxPages; page += 1) {
    const { docs } = await query.get();
    await Promise.all(
      docs.map((document) => {
        const { webhookId, attempts } = document.data();
        const task: DeliveryTask = { webhookId, id: document.id, attempt: attempts.length + 1 };
        const name = `${taskName(webhookId, task.id, task.attempt)}@${Math.floor(now / graceMs)}`;
        return enqueue(queue, name, task, now);
      }),
    );
    late += docs.length;
    const last = docs.at(-1);
    if (docs.length < pageSize || last === undefined) break;
    query = query.startAfter(last);
  }
  return { late };
}
