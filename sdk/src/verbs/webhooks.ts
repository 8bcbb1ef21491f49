import * as z from 'zod/mini';
import type { Verbs } from './verb.ts';

/** What a webhook can ask to be told. Payloads are `{ type, timestamp, data }`. */
export const webhookEvents = ['profile.synced', 'profile.sync_failed'] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

const time = z.iso.datetime();
const id = z.string().check(z.regex(/^[A-Za-z0-9]{1,64}$/, 'must be an id'));
const named = z.object({ id });

const events = z.array(z.enum(webhookEvents)).check(
  z.minLength(1),
  z.maxLength(webhookEvents.length),
  z.refine((types) => new Set(types).size === types.length, 'must name each event once'),
);

const webhook = z.object({
  id,
  url: z.string(),
  events: z.array(z.enum(webhookEvents)),
  /** Told about everybody's profiles, not its owner's alone; admins have such. */
  forEveryone: z.boolean(),
  enabled: z.boolean(),
  /** Why the server has disabled it: `gone` (it answered 410), `failing` (for days), `not-admin`. */
  disabledReason: z.nullable(z.string()),
  createdAt: time,
  /** Until when the secrets before the last one sign too; null when none does. */
  oldSecretsUntil: z.nullable(time),
});

/** One endpoint, as its owner sees it. Its secret is shown when it is made, and never again. */
export type Webhook = z.output<typeof webhook>;

const delivery = z.object({
  /** The `webhook-id` that the receiver sees, the same for every attempt. */
  id: z.string(),
  /** An event's name, or `webhook.test`. */
  type: z.string(),
  state: z.enum(['pending', 'delivered', 'failed']),
  createdAt: time,
  nextAttemptAt: z.nullable(time),
  attempts: z.array(
    z.object({
      at: time,
      /** The HTTP status; null when no answer came. */
      status: z.nullable(z.int()),
      /** Why it did not count; null when it did. */
      reason: z.nullable(z.string()),
      durationMs: z.int(),
      /** The first bytes of the answer. */
      excerpt: z.string(),
    }),
  ),
});

/** One event on its way to one endpoint. */
export type Delivery = z.output<typeof delivery>;

/** The verbs of the callable function `webhooks`. Requests are signed as https://www.standardwebhooks.com says. Ids that
 *  are not the caller's own answer not-found. */
export const webhookVerbs = {
  /** Adds an endpoint, at most 10 a person. Not to be repeated blindly: each call that returns has added one. */
  createWebhook: {
    input: z.object({
      /** A public https address. */
      url: z.string().check(z.minLength(1), z.maxLength(2000)),
      events,
      forEveryone: z._default(z.boolean(), false),
    }),
    output: z.object({ id, secret: z.string() }),
    who: 'user',
  },
  /** The caller's endpoints, oldest first. */
  listWebhooks: { input: z.object({}), output: z.object({ webhooks: z.array(webhook) }), who: 'user' },
  /** Ends an endpoint; what is still on its way to it is dropped. */
  deleteWebhook: { input: named, output: z.object({ id }), who: 'user' },
  /** Makes a new secret. The old one stays valid for 24 hours: until then every request carries both signatures. */
  rotateWebhookSecret: {
    input: named,
    output: z.object({ id, secret: z.string(), oldSecretsUntil: time }),
    who: 'user',
  },
  /** Switches an endpoint on again that the server has disabled. May be repeated. */
  enableWebhook: { input: named, output: webhook, who: 'user' },
  /** An endpoint's deliveries, newest first. */
  listDeliveries: {
    input: z.object({
      id,
      limit: z._default(z.int().check(z.minimum(1), z.maximum(100)), 20),
      /** `next` of the page before. */
      cursor: z.optional(z.string().check(z.maxLength(200))),
    }),
    output: z.object({ deliveries: z.array(delivery), next: z.nullable(z.string()) }),
    who: 'user',
  },
  /** Sends one `webhook.test` event, once, and answers how it went. */
  sendTestEvent: { input: named, output: delivery, who: 'user' },
} as const satisfies Verbs;
