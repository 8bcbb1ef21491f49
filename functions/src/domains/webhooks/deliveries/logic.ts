import type { Attempt, Delivery, Webhook } from '../documents.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** Before each attempt: the schedule that https://www.standardwebhooks.com recommends, a little over three days. */
export const delaysMs = [
  0,
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
] as const;

/** An endpoint that has taken nothing for so long when a delivery gives up is switched off. */
const hopelessMs = 72 * hourMs;

/** How one attempt went. */
export type Sent = Pick<Attempt, 'status' | 'reason'> & { readonly retryAfterMs: number | undefined };

/** What an answer's status means: null when the receiver has taken the event. A redirect is not followed, as nobody has
 *  checked where it leads. */
export function refusalOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status === 410) return 'gone';
  return status >= 300 && status < 400 ? 'redirect' : 'status';
}

export interface Next {
  readonly state: Delivery['state'];
  readonly nextAttemptMs: number | null;
  readonly webhook: Partial<Pick<Webhook, 'enabled' | 'disabledReason'>> & { readonly failingSinceMs?: number | null };
}

/** What an attempt leaves: of the delivery, and of its endpoint (only what changes). A test changes no endpoint. */
export function afterAttempt(
  delivery: Pick<Delivery, 'maxAttempts'> & { readonly made: number; readonly isTest: boolean },
  failingSinceMs: number | null,
  sent: Sent,
  nowMs: number,
): Next {
  if (sent.reason === null) {
    const recovers = failingSinceMs !== null && !delivery.isTest;
    return { state: 'delivered', nextAttemptMs: null, webhook: recovers ? { failingSinceMs: null } : {} };
  }
  const since = failingSinceMs ?? nowMs;
  const failing = failingSinceMs === null && !delivery.isTest ? { failingSinceMs: nowMs } : {};
  const delayMs = delaysMs[delivery.made];
  const over = delivery.made >= delivery.maxAttempts || delayMs === undefined;
  if (sent.reason === 'gone' && !delivery.isTest) {
    return { state: 'failed', nextAttemptMs: null, webhook: { ...failing, enabled: false, disabledReason: 'gone' } };
  }
  if (over) {
    const hopeless = !delivery.isTest && nowMs - since >= hopelessMs;
    const off = hopeless ? ({ enabled: false, disabledReason: 'failing' } as const) : {};
    return { state: 'failed', nextAttemptMs: null, webhook: { ...failing, ...off } };
  }
  const waitMs = Math.max(delayMs, sent.retryAfterMs ?? 0);
  return { state: 'pending', nextAttemptMs: nowMs + waitMs, webhook: failing };
}

/** The first bytes of an answer as a text that is safe to show. */
export const excerptOf = (body: string): string => body.replace(/[\p{Cc}\p{Cf}\p{Cs}\uFFFD]+/gu, ' ').trim();
