import { type CallOptions, verbsOf } from './calls.ts';
import type { Firecircle } from './firecircle.ts';
import type { Page, PageOptions } from './lists.ts';
import { unrepeatable } from './retry.ts';
import { type WebhookEvent, webhookVerbs } from './verbs/webhooks.ts';

const call = verbsOf('webhooks', webhookVerbs);
const callOnce = verbsOf('webhooks', webhookVerbs, unrepeatable);

/** Where to tell of which events. */
export interface NewWebhook {
  /** A public https address. */
  url: string;
  events: WebhookEvent[];
  /** Events of everybody's profiles; for administrators. Default: false. */
  forEveryone?: boolean | undefined;
}

/** One endpoint, as its owner sees it. Times are ISO 8601 in UTC. */
export interface Webhook {
  id: string;
  url: string;
  events: WebhookEvent[];
  forEveryone: boolean;
  enabled: boolean;
  /** Why the server has disabled it: `gone` (it answered 410), `failing` (for days), `not-admin`. */
  disabledReason: string | null;
  createdAt: string;
  /** Until when the secrets before the last one sign too; null when none does. */
  oldSecretsUntil: string | null;
}

/** One event on its way to one endpoint. */
export interface Delivery {
  /** The `webhook-id` that the receiver sees, the same for every attempt. */
  id: string;
  /** An event's name, or `webhook.test`. */
  type: string;
  state: 'pending' | 'delivered' | 'failed';
  createdAt: string;
  nextAttemptAt: string | null;
  attempts: DeliveryAttempt[];
}

export interface DeliveryAttempt {
  at: string;
  /** The HTTP status; null when no answer came. */
  status: number | null;
  /** Why it did not count; null when it did. */
  reason: string | null;
  durationMs: number;
  /** The first bytes of the answer. */
  excerpt: string;
}

export interface WebhookSecret {
  id: string;
  /** Shown this once. */
  secret: string;
}

/**
 * Adds an endpoint that is told of events by signed requests (https://www.standardwebhooks.com). Each call that returns
 * has added one.
 *
 * @throws FirecircleError `invalid-argument`; `permission-denied` (`not-admin`) for events of everybody;
 *   `resource-exhausted`; `unauthenticated`; `unavailable`; `cancelled`
 */
export async function createWebhook(
  firecircle: Firecircle,
  webhook: NewWebhook,
  options?: CallOptions,
): Promise<WebhookSecret> {
  return callOnce(firecircle, 'createWebhook', webhook, options);
}

/** The viewer's endpoints, oldest first. May be repeated. */
export async function listWebhooks(firecircle: Firecircle, options?: CallOptions): Promise<Webhook[]> {
  return (await call(firecircle, 'listWebhooks', {}, options)).webhooks;
}

/** Ends an endpoint; what is still on its way to it is dropped. @throws `not-found` */
export async function deleteWebhook(firecircle: Firecircle, id: string, options?: CallOptions): Promise<void> {
  await callOnce(firecircle, 'deleteWebhook', { id }, options);
}

/** Makes a new secret; the old one stays valid for 24 hours. Each call that returns has made one. @throws `not-found` */
export async function rotateWebhookSecret(
  firecircle: Firecircle,
  id: string,
  options?: CallOptions,
): Promise<WebhookSecret & { oldSecretsUntil: string }> {
  return callOnce(firecircle, 'rotateWebhookSecret', { id }, options);
}

/** Switches an endpoint on again that the server has disabled. May be repeated. @throws `not-found` */
export async function enableWebhook(firecircle: Firecircle, id: string, options?: CallOptions): Promise<Webhook> {
  return call(firecircle, 'enableWebhook', { id }, options);
}

/** An endpoint's deliveries, newest first, in pages. May be repeated. @throws `not-found` */
export async function listDeliveries(
  firecircle: Firecircle,
  id: string,
  { signal, ...page }: PageOptions & CallOptions = {},
): Promise<Page<Delivery>> {
  const found = await call(firecircle, 'listDeliveries', { id, ...page }, { signal });
  const items = found.deliveries;
  return found.next === null ? { items, hasMore: false } : { items, hasMore: true, nextCursor: found.next };
}

/** Sends one test event, once, and tells how it went. @throws `not-found` */
export async function sendTestEvent(firecircle: Firecircle, id: string, options?: CallOptions): Promise<Delivery> {
  return callOnce(firecircle, 'sendTestEvent', { id }, options);
}
