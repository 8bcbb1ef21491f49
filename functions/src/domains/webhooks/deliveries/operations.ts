import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { FieldPath, Timestamp } from 'firebase-admin/firestore';
import type { Delivery as DeliveryView, WebhookEvent } from '../../../../../sdk/src/verbs/webhooks.ts';
import { unlessChanged } from '../../../platform/attempts.ts';
import { nowMs } from '../../../platform/clock.ts';
import { firestore, GrpcStatus, getGroups, getTogether, grpcStatus, randomId } from '../../../platform/firestore.ts';
import { log } from '../../../platform/log.ts';
import { OutgoingError } from '../../../platform/outgoing/exchange.ts';
import { retryAfterMs } from '../../../platform/outgoing/retryAfter.ts';
import { postSigned } from '../../../platform/outgoing/signed.ts';
import { type Resolve, resolveTarget } from '../../../platform/outgoing/target.ts';
import { assertWithin, type Limit } from '../../../platform/rateLimit.ts';
import { unseal } from '../../../platform/secrets.ts';
import { enqueueOnce } from '../../../platform/tasks.ts';
import { standingRef } from '../../identity/documents.ts';
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
} from '../documents.ts';
import { deliveryView, stillValid } from '../logic.ts';
import { ownWebhook, secretPurpose } from '../operations.ts';
import { afterAttempt, delaysMs, excerptOf, type Next, refusalOf, type Sent } from './logic.ts';

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
  const askFor = (attempt: number, atMs: number) =>
    enqueue(queue, taskName(webhookId, id, attempt), { webhookId, id, attempt } satisfies DeliveryTask, atMs);
  const ref = deliveryRef(webhookId, id);
  const [stored, target] = await getTogether(ref, webhookRef(webhookId));
  const delivery = stored.data();
  const webhook = target.data();
  if (delivery?.state !== 'pending' || stored.updateTime === undefined || webhook === undefined) return;
  const made = delivery.attempts.length;
  const dueMs = delivery.nextAttemptAt?.toMillis() ?? now;
  // Made already; who made it may have died before it could ask for the next.
  if (task.attempt <= made) return askFor(made + 1, dueMs);
  if (dueMs - now > longestEarlyMs || (delivery.claimedUntil?.toMillis() ?? 0) > now) return;
  if (dueMs > now) await delay(dueMs - now);
  const atMs = Math.max(now, dueMs);
  const claimedUntil = Timestamp.fromMillis(atMs + claimMs);
  const claim = await unlessChanged(ref.update({ claimedUntil }, { lastUpdateTime: stored.updateTime }));
  if (claim === null) return;

  const startedMs = nowMs();
  const refusal = await refusalToSend(delivery, webhook);
  const sent = refusal === null ? await send(id, delivery, webhook, atMs, options.resolve) : notSent(refusal);
  const durationMs = nowMs() - startedMs;
  const next = refusal === null ? nextOf(delivery, webhook, sent, atMs + durationMs) : given(refusal);
  if (!(await record(delivery, id, claim.writeTime, { ...sent, atMs, durationMs }, next))) return;
  const { status, reason } = sent;
  const fields = { webhookId, deliveryId: id, attempt: made + 1, status, reason, durationMs };
  log(reason === null ? 'INFO' : 'WARNING', 'A webhook was tried', fields);
  if (next.nextAttemptMs !== null) await askFor(made + 2, next.nextAttemptMs);
}

type Tried = Sent & Pick<Attempt, 'excerpt'>;

const nextOf = (delivery: Delivery, webhook: Webhook, sent: Sent, endedMs: number): Next =>
  afterAttempt(
    {
      made: delivery.attempts.length + 1,
      maxAttempts: delivery.maxAttempts,
      isTest: delivery.type === testEvent,
    },
    webhook.failingSince?.toMillis() ?? null,
    sent,
    endedMs,
  );

/** What is left of a delivery that must not be sent: it is over, and an endpoint that its owner may not have is off. */
const given = (refusal: Refusal): Next => ({
  state: 'failed',
  nextAttemptMs: null,
  webhook: refusal === 'not-admin' ? { enabled: false, disabledReason: refusal } : {},
});

/** Writes how an attempt went, to the delivery and where it matters to the endpoint. False when either is gone. */
async function record(
  { webhookId, attempts }: Delivery,
  id: string,
  lastUpdateTime: Timestamp,
  { status, reason, excerpt, atMs, durationMs }: Tried & { readonly atMs: number; readonly durationMs: number },
  next: Next,
): Promise<boolean> {
  const attempt: Attempt = { at: Timestamp.fromMillis(atMs), status, reason, durationMs, excerpt };
  const { failingSinceMs, ...endpoint } = next.webhook;
  const since = failingSinceMs === undefined ? {} : { failingSince: momentOf(failingSinceMs) };
  const batch = firestore().batch();
  const outcome = { state: next.state, nextAttemptAt: momentOf(next.nextAttemptMs), claimedUntil: null };
  batch.update(deliveryRef(webhookId, id), { ...outcome, attempts: [...attempts, attempt] }, { lastUpdateTime });
  if (Object.keys(next.webhook).length > 0) batch.update(webhookRef(webhookId), { ...endpoint, ...since });
  return (await unlessChanged(batch.commit())) !== null;
}

const momentOf = (ms: number | null): Timestamp | null => (ms === null ? null : Timestamp.fromMillis(ms));

type Refusal = 'disabled' | 'owner' | 'not-admin';

/** Why an event must not be sent any more; null when it may. A role or an account that is lost counts at once. */
async function refusalToSend(delivery: Delivery, webhook: Webhook): Promise<Refusal | null> {
  if (!webhook.enabled && delivery.type !== testEvent) return 'disabled';
  const standing = (await standingRef(webhook.owner).get()).data();
  if (standing?.bannedAt || standing?.deletedAt) return 'owner';
  return webhook.forEveryone && standing?.role !== 'admin' ? 'not-admin' : null;
}

/** Signs and sends one event: to the addresses that were checked a moment ago, and to no other. */
async function send(
  id: string,
  { body }: Delivery,
  webhook: Webhook,
  atMs: number,
  resolve: Resolve | undefined,
): Promise<Tried> {
  const sealed = [webhook.sealedSecret, ...stillValid(webhook.oldSecrets, atMs).map((old) => old.sealed)];
  const secrets = sealed.map((secret) => unseal(secretPurpose, secret));
  try {
    const target = await resolveTarget(webhook.url, resolve);
    const { status, headers, body: text } = await postSigned(target, { id, body, atMs, secrets });
    const waits = status === 429 || status === 503;
    return {
      status,
      reason: refusalOf(status),
      retryAfterMs: waits ? retryAfterMs(headers['retry-after'], nowMs()) : undefined,
      excerpt: excerptOf(text),
    };
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    // One word for both, as at creation.
    const reason = error.reason === 'refused-url' || error.reason === 'refused-address' ? 'unresolved' : error.reason;
    return notSent(reason);
  }
}

const notSent = (reason: string): Tried => ({ status: null, reason, retryAfterMs: undefined, excerpt: '' });

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
