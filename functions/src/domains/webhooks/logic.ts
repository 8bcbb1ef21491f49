import type { Timestamp } from 'firebase-admin/firestore';
import type { Delivery as DeliveryView, Webhook as WebhookView } from '../../../../sdk/src/verbs/webhooks.ts';
import type { Attempt, Delivery, Webhook } from './documents.ts';

export const maxWebhooks = 10;
/** How long an old secret signs beside the new one. */
export const oldSecretMs = 24 * 60 * 60 * 1000;
export const maxOldSecrets = 3;

type OldSecret = Webhook['oldSecrets'][number];

/** The old secrets that still sign. */
export const stillValid = (old: readonly OldSecret[], nowMs: number): OldSecret[] =>
  old.filter(({ until }) => until.toMillis() > nowMs);

export function webhookView(id: string, webhook: Webhook, nowMs: number): WebhookView {
  const lasts = stillValid(webhook.oldSecrets, nowMs).map(({ until }) => until.toMillis());
  return {
    id,
    url: webhook.url,
    events: webhook.events,
    forEveryone: webhook.forEveryone,
    enabled: webhook.enabled,
    disabledReason: webhook.disabledReason,
    createdAt: isoOf(webhook.createdAt),
    oldSecretsUntil: lasts.length === 0 ? null : new Date(Math.max(...lasts)).toISOString(),
  };
}

export const deliveryView = (id: string, delivery: Delivery): DeliveryView => ({
  id,
  type: delivery.type,
  state: delivery.state,
  createdAt: isoOf(delivery.createdAt),
  nextAttemptAt: delivery.nextAttemptAt && isoOf(delivery.nextAttemptAt),
  attempts: delivery.attempts.map(attemptView),
});

const attemptView = (attempt: Attempt): DeliveryView['attempts'][number] => ({ ...attempt, at: isoOf(attempt.at) });

const isoOf = (time: Timestamp): string => time.toDate().toISOString();
