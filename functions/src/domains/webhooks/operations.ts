import { randomBytes } from 'node:crypto';
import { FieldPath, FieldValue, type Query, Timestamp } from 'firebase-admin/firestore';
import * as z from 'zod';
import { isContentId as canNameADocument } from '../../../../sdk/src/verbs/names.ts';
import type {
  Delivery as DeliveryView,
  WebhookEvent,
  Webhook as WebhookView,
} from '../../../../sdk/src/verbs/webhooks.ts';
import { untilCommitted } from '../../platform/attempts.ts';
import type { Caller } from '../../platform/auth.ts';
import { nowMs } from '../../platform/clock.ts';
import { Failure } from '../../platform/failure.ts';
import { firestore, getGroups, randomId } from '../../platform/firestore.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts';
import { OutgoingError } from '../../platform/outgoing/exchange.ts';
import { type Resolve, resolveTarget } from '../../platform/outgoing/target.ts';
import { exported, type PersonData } from '../../platform/personData.ts';
import { assertWithin, type Limit } from '../../platform/rateLimit.ts';
import { seal } from '../../platform/secrets.ts';
import { admit } from '../identity/operations.ts';
import { type Delivery, deliveries, deliveriesOf, type Webhook, webhookOwnerRef, webhookRef } from './documents.ts';
import { deliveryView, maxOldSecrets, maxWebhooks, oldSecretMs, stillValid, webhookView } from './logic.ts';

export interface WebhookInput {
  readonly url: string;
  readonly events: WebhookEvent[];
  readonly forEveryone: boolean;
}

const createLimit: Limit = { scope: 'webhook-create', max: 30, windowMs: 3_600_000 };
export const secretPurpose = 'webhook';

/** Adds an endpoint and gives its secret, this once. NOT to be repeated blindly: each call that returns has added one.
 *  Reads 1 (+ 1 for `forEveryone`), writes 3, one of them the limiter's, and looks up the host.
 *  @throws invalid-argument (webhook-url), permission-denied, resource-exhausted (too-many-webhooks and the limiter's) */
export async function createWebhook(
  caller: Caller,
  input: WebhookInput,
  resolve?: Resolve,
): Promise<{ id: string; secret: string }> {
  if (input.forEveryone) await admit(caller, 'admin');
  await assertWithin(createLimit, caller.uid);
  await assertPublic(input.url, resolve);
  const id = randomId();
  const secret = newSecret();
  const webhook: Webhook = {
    owner: caller.uid,
    url: input.url,
    events: input.events,
    forEveryone: input.forEveryone,
    enabled: true,
    disabledReason: null,
    failingSince: null,
    sealedSecret: seal(secretPurpose, secret),
    oldSecrets: [],
    createdAt: Timestamp.fromMillis(nowMs()),
  };
  const owner = webhookOwnerRef(caller.uid);
  return untilCommitted(async () => {
    const stored = await owner.get();
    const ids = stored.data()?.ids ?? [];
    // A commit whose answer was lost has landed when its id is in the list.
    if (ids.includes(id)) return { id, secret };
    if (ids.length >= maxWebhooks) {
      throw new Failure('resource-exhausted', `There can be ${maxWebhooks} webhooks`, { reason: 'too-many-webhooks' });
    }
    const batch = firestore().batch();
    batch.create(webhookRef(id), webhook);
    if (stored.updateTime === undefined) batch.create(owner, { ids: [id] });
    else batch.update(owner, { ids: [...ids, id] }, { lastUpdateTime: stored.updateTime });
    await batch.commit();
    return { id, secret };
  });
}

/** The caller's endpoints, oldest first. Reads 1 + 1 per endpoint, two round trips. */
export async function listWebhooks(uid: string): Promise<WebhookView[]> {
  const now = nowMs();
  const ids = (await webhookOwnerRef(uid).get()).data()?.ids ?? [];
  const [webhooks] = await getGroups(ids.map(webhookRef));
  return webhooks.flatMap((document) => {
    const webhook = document.data();
    return webhook === undefined ? [] : [webhookView(document.id, webhook, now)];
  });
}

/** Ends an endpoint and removes its deliveries; one that is being sent at this moment still arrives. May be repeated:
 *  a second time it is not found. Reads 1, writes 2, then reads and deletes each delivery.
 *  @throws not-found */
export async function deleteWebhook(uid: string, id: string): Promise<{ id: string }> {
  await ownWebhook(uid, id);
  await removeWebhook(uid, id);
  return { id };
}

async function removeWebhook(uid: string, id: string): Promise<void> {
  const batch = firestore().batch();
  batch.delete(webhookRef(id));
  batch.set(webhookOwnerRef(uid), { ids: FieldValue.arrayRemove(id) }, { merge: true });
  await batch.commit();
  await removeAll(deliveriesOf(id).orderBy(FieldPath.documentId()));
}

const pageSize = 300;
/** What is left after as many pages goes by its TTL. */
const maxPages = 100;

async function removeAll(found: Query<Delivery>): Promise<void> {
  for (let page = 0; page < maxPages; page += 1) {
    const { docs } = await found.limit(pageSize).get();
    const batch = firestore().batch();
    for (const document of docs) batch.delete(document.ref);
    await batch.commit();
    if (docs.length < pageSize) return;
  }
}

/** Gives an endpoint a new secret; the one before signs too for 24 hours. NOT to be repeated blindly: each call makes one,
 *  and three at most can be on their way out. Reads 1, writes 1.
 *  @throws not-found, resource-exhausted, unavailable */
export async function rotateWebhookSecret(
  uid: string,
  id: string,
  now = nowMs(),
): Promise<{ id: string; secret: string; oldSecretsUntil: string }> {
  const secret = newSecret();
  const sealedSecret = seal(secretPurpose, secret);
  const until = Timestamp.fromMillis(now + oldSecretMs);
  const changed = { id, secret, oldSecretsUntil: until.toDate().toISOString() };
  return untilCommitted(async () => {
    const { webhook, updateTime } = await ownWebhook(uid, id);
    // A commit whose answer was lost has landed when the secret is there.
    if (webhook.sealedSecret === sealedSecret) return changed;
    const old = stillValid(webhook.oldSecrets, now);
    const [first] = old;
    if (first !== undefined && old.length >= maxOldSecrets) {
      throw new Failure('resource-exhausted', 'The old secrets must run out first', {
        reason: 'too-many-secrets',
        retryAfterMs: first.until.toMillis() - now,
      });
    }
    const oldSecrets = [...old, { sealed: webhook.sealedSecret, until }];
    await webhookRef(id).update({ sealedSecret, oldSecrets }, { lastUpdateTime: updateTime });
    return changed;
  });
}

/** Switches an endpoint on again. May be repeated. Reads 1 (+ 1 for one that is told about everybody), writes 1.
 *  @throws not-found, permission-denied, invalid-argument when its address is no longer allowed */
export async function enableWebhook(caller: Caller, id: string, resolve?: Resolve): Promise<WebhookView> {
  const on = { enabled: true, disabledReason: null, failingSince: null };
  return untilCommitted(async () => {
    const { webhook, updateTime } = await ownWebhook(caller.uid, id);
    if (webhook.forEveryone) await admit(caller, 'admin');
    await assertPublic(webhook.url, resolve);
    await webhookRef(id).update(on, { lastUpdateTime: updateTime });
    return webhookView(id, { ...webhook, ...on }, nowMs());
  });
}

/** Seconds within Firestore's years 1 to 9999, nanoseconds, and the last delivery. */
const place = z.object({
  seconds: z.int().min(-62_135_596_800).max(253_402_300_799),
  nanoseconds: z.int().min(0).max(999_999_999),
  id: z.string().refine(canNameADocument),
});

/** One endpoint's deliveries, newest first. Reads limit + 2, two round trips.
 *  @throws not-found, invalid-argument (invalid-cursor) */
export async function listDeliveries(
  uid: string,
  id: string,
  limit: number,
  cursor: string | undefined,
): Promise<{ deliveries: DeliveryView[]; next: string | null }> {
  const after = cursor === undefined ? null : decodeCursor(cursor, place);
  await ownWebhook(uid, id);
  let query = deliveriesOf(id)
    .orderBy('createdAt', 'desc')
    .orderBy(FieldPath.documentId(), 'desc')
    .limit(limit + 1);
  if (after !== null) query = query.startAfter(new Timestamp(after.seconds, after.nanoseconds), after.id);
  const { docs } = await query.get();
  const page = docs.slice(0, limit);
  const last = page.at(-1);
  const time = last?.data().createdAt;
  return {
    deliveries: page.map((document) => deliveryView(document.id, document.data())),
    next:
      docs.length > limit && last && time
        ? encodeCursor({ seconds: time.seconds, nanoseconds: time.nanoseconds, id: last.id })
        : null,
  };
}

/** The webhook, when it is this person's. Somebody else's is as absent as one that never was.
 *  @throws not-found */
export async function ownWebhook(uid: string, id: string): Promise<{ webhook: Webhook; updateTime: Timestamp }> {
  const stored = await webhookRef(id).get();
  const webhook = stored.data();
  if (webhook?.owner !== uid || stored.updateTime === undefined) {
    throw new Failure('not-found', 'There is no such webhook', { reason: 'webhook-not-found' });
  }
  return { webhook, updateTime: stored.updateTime };
}

/** @throws invalid-argument. What is not found and what leads inside get one sentence: which of the two it is would tell
 *  the names of machines behind this one. */
async function assertPublic(url: string, resolve: Resolve | undefined): Promise<void> {
  try {
    await resolveTarget(url, resolve);
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    const message = error.reason === 'refused-url' ? error.message : 'The host is not a public one';
    throw new Failure('invalid-argument', message, { reason: 'webhook-url', issues: [{ path: 'url', message }] });
  }
}

/** https://www.standardwebhooks.com: 24 to 64 random bytes, base64 behind a prefix. */
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

export const personData: PersonData = {
  domain: 'webhooks',
  exportOf: async function* (uid) {
    const owner = await webhookOwnerRef(uid).get();
    const owned = owner.data();
    if (owned !== undefined) yield exported(owner.ref.path, owned);
    for (const id of owned?.ids ?? []) {
      const webhook = await webhookRef(id).get();
      const data = webhook.data();
      if (data !== undefined) yield exported(webhook.ref.path, data, ['sealedSecret', 'oldSecrets']);
      let query = deliveriesOf(id).orderBy(FieldPath.documentId()).limit(pageSize);
      for (let page = await query.get(); !page.empty; page = await query.get()) {
        for (const document of page.docs) yield exported(document.ref.path, document.data());
        const last = page.docs.at(-1);
        if (last === undefined || page.size < pageSize) break;
        query = query.startAfter(last);
      }
    }
  },
  erase: async (uid) => {
    const owner = webhookOwnerRef(uid);
    const ids = (await owner.get()).data()?.ids ?? [];
    for (const id of ids) await removeWebhook(uid, id);
    await owner.delete();
    // What endpoints for everyone were told about this person.
    await removeAll(deliveries().where('subject', '==', uid));
  },
};
