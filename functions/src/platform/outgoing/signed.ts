import { createHmac } from 'node:crypto';
import { wholeNumber } from '../config.ts';
import { exchange, type Reply } from './exchange.ts';
import type { Target } from './target.ts';

/** What is sent, and what its receiver needs to know that it is ours, whole and of now. */
export interface SignedMessage {
  readonly id: string;
  readonly body: string;
  readonly atMs: number;
  /** `whsec_` and base64; with several, each signs, so that a receiver may know any of them. */
  readonly secrets: readonly string[];
}

/** Of an answer no more is read: whether it was taken is in its status. */
const answerBytes = 512;

/**
 * Posts a message as https://www.standardwebhooks.com says, to the addresses that were checked and to no other.
 * @throws OutgoingError
 */
export function postSigned({ url, addresses }: Target, { id, body, atMs, secrets }: SignedMessage): Promise<Reply> {
  const timestamp = String(Math.floor(atMs / 1000));
  return exchange(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': secrets.map((secret) => signature(secret, `${id}.${timestamp}.${body}`)).join(' '),
    },
    body,
    deadlineMs: wholeNumber('FIRECIRCLE_WEBHOOK_DEADLINE_MS', 15_000),
    maxBytes: answerBytes,
    longer: 'cut',
    addresses,
  });
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme */
function signature(secret: string, signed: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}
