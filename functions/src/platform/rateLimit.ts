/**
 * The one limiter of the house. A window of a limit is one document with one counter. A call is one commit with a blind
 * increment, and the commit's own answer says which call in the window it was: 0 reads, 1 write, nobody waits for
 * anybody, and of N calls in a window exactly the first L are allowed, whatever their order and their instance.
 *
 * Windows are fixed and their length is the limit's. Each key's windows begin at an offset of its own, so that not all
 * the world's windows turn over in the same second. A refused call counts too: hammering does not open the door sooner.
 */
import { createHash } from 'node:crypto';
import { type DocumentReference, FieldValue, Timestamp } from 'firebase-admin/firestore';
import { nowMs } from './clock.ts';
import { Failure } from './failure.ts';
import { commitWithResults, firestore, typedDocument } from './firestore.ts';

export interface Limit {
  /** Limits of different scopes do not share their windows. */
  readonly scope: string;
  /** Units per window. */
  readonly max: number;
  readonly windowMs: number;
}

/** Where a key stands in its window after a call. */
export interface Allowance {
  readonly limit: Limit;
  readonly allowed: boolean;
  /** Units left in this window. */
  readonly remaining: number;
  /** Until the window ends, more than 0. */
  readonly resetMs: number;
}

interface Window {
  count: number;
  /** Deleted by a TTL policy after this time. */
  expiresAt: Timestamp;
}

const windowRef = (id: string): DocumentReference<Window> => typedDocument(`rateLimits/${id}`);

/**
 * Takes `units` from the window of `key` (a user, an address, an e-mail). Units that would pass the limit are refused as
 * a whole and still count. The key is stored as a digest only. 0 reads, 1 write, 1 round trip.
 */
export async function takeFrom(limit: Limit, key: string, units = 1): Promise<Allowance> {
  const digest = createHash('sha256').update(`${limit.scope}\n${key}`).digest();
  const now = nowMs();
  const offset = digest.readUInt32BE(0) % limit.windowMs;
  const window = Math.floor((now + offset) / limit.windowMs);
  const endsAtMs = (window + 1) * limit.windowMs - offset;
  const batch = firestore().batch();
  batch.set(
    windowRef(`${digest.toString('base64url')}_${window}`),
    { count: FieldValue.increment(units), expiresAt: Timestamp.fromMillis(endsAtMs + limit.windowMs) },
    { merge: true },
  );
  const { transformed } = await commitWithResults(batch);
  const count = transformed[0]?.[0];
  if (typeof count !== 'number') throw new Error('The commit answered without its counter');
  return {
    limit,
    allowed: count <= limit.max,
    remaining: Math.max(0, limit.max - count),
    resetMs: endsAtMs - now,
  };
}

/** Takes one unit. @throws resource-exhausted with `retryAfterMs` when the window is used up */
export async function assertWithin(limit: Limit, key: string): Promise<Allowance> {
  const allowance = await takeFrom(limit, key);
  if (!allowance.allowed) throw limited(allowance);
  return allowance;
}

export const limited = ({ limit, resetMs }: Allowance): Failure =>
  new Failure('resource-exhausted', 'Too many requests', {
    reason: `rate-limited-${limit.scope}`,
    retryAfterMs: resetMs,
  });
