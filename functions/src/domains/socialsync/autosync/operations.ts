import { createHash } from 'node:crypto';
import { type DocumentReference, FieldPath, Timestamp } from 'firebase-admin/firestore';
import type { ConnectionState } from '../../../../../sdk/src/verbs/connections.ts';
import { unlessChanged } from '../../../platform/attempts.ts';
import { nowMs } from '../../../platform/clock.ts';
import { Failure } from '../../../platform/failure.ts';
import { firestore, getTogether, randomId } from '../../../platform/firestore.ts';
import { errorFields, log } from '../../../platform/log.ts';
import { type Figures, PlatformError, type Tokens } from '../../../platform/platforms/connector.ts';
import { connectors } from '../../../platform/platforms/connectors.ts';
import { assertWithin, type Limit } from '../../../platform/rateLimit.ts';
import { enqueueOnce } from '../../../platform/tasks.ts';
import { standingRef } from '../../identity/documents.ts';
import {
  type Connection,
  type ConnectionName,
  type ConnectionSecret,
  connectionRef,
  connectionSecretRef,
  connections,
} from '../connections/documents.ts';
import { getConnection, notConnected, openTokens, sealTokens } from '../connections/operations.ts';
import { creatorProfileRef } from '../documents.ts';
import { recordSync } from '../operations.ts';
import { afterFailure, everyMs, type Failed, isDueFor, isHeldOff, type Slot } from './logic.ts';

export type SyncTask = ConnectionName & Slot;

/** The queue of `syncConnection`, which does one task. */
const queue = 'syncConnection';
const pageSize = 200;
const maxPages = 100;

/**
 * Enqueues one task for each connection whose sync is due. May be repeated, and by several at once: a task is named by its
 * connection and slot, so the queue takes it once, and one that comes twice all the same finds its slot done. The hour in
 * the name lets a slot be taken up again whose task was lost. Reads 1 per due connection, a page of 200 a round trip.
 */
export async function syncDue(now = nowMs(), enqueue: typeof enqueueOnce = enqueueOnce): Promise<{ due: number }> {
  const hour = Math.floor(now / 3_600_000);
  let due = 0;
  let query = connections()
    .where('status', '==', 'connected')
    .where('nextAttemptAt', '<=', Timestamp.fromMillis(now))
    .orderBy('nextAttemptAt')
    .orderBy(FieldPath.documentId())
    .limit(pageSize);
  for (let page = 0; page < maxPages; page += 1) {
    const { docs } = await query.get();
    await Promise.all(
      docs.map((document) => {
        const { uid, platform, generation, nextAttemptAt } = document.data();
        const slotMs = nextAttemptAt?.toMillis() ?? 0;
        const task: SyncTask = { uid, platform, generation, slotMs };
        return enqueue(queue, `${uid}/${platform}/${generation}@${slotMs}#${hour}`, task, now);
      }),
    );
    due += docs.length;
    const last = docs.at(-1);
    if (docs.length < pageSize || last === undefined) return { due };
    query = query.startAfter(last);
  }
  log('WARNING', 'More syncs are due than one round enqueues', { due });
  return { due };
}

const nowLimit: Limit = { scope: 'sync-now', max: 10, windowMs: 3_600_000 };

/** Syncs one platform now and answers the state that this leaves; what the platform refuses is told there, not thrown.
 *  May be repeated; each call that is let through is a point in the history. Costs as `syncSlot`, + 1 write of the limiter.
 *  @throws not-found, resource-exhausted (also while the platform has asked to wait), aborted while another sync runs */
export async function syncNow(name: ConnectionName, now = nowMs()): Promise<ConnectionState> {
  await assertWithin(nowLimit, `${name.uid}/${name.platform}`);
  return syncAtOnce(name, now);
}

/** The same without the limit, for the first sync of a new connection. */
export async function syncAtOnce(name: ConnectionName, now = nowMs()): Promise<ConnectionState> {
  const outcome = await sync(name, null, now);
  if (outcome === 'busy')
    throw new Failure('aborted', 'A sync of this platform is running', {
      reason: 'sync-running',
      retryAfterMs: leaseMs,
    });
  return getConnection(name);
}

/** Does the sync that a task was made for. May be repeated and may run twice at once: one of the two does it, and the same
 *  slot leaves one point in the history. Reads 5 and writes 3, and what `recordSync` costs; a stale task reads 4.
 *  @throws unavailable while another sync of the connection runs: the queue is to come back */
export async function syncSlot({ uid, platform, generation, slotMs }: SyncTask, now = nowMs()): Promise<void> {
  const outcome = await sync({ uid, platform }, { generation, slotMs }, now);
  if (outcome === 'busy') throw new Failure('unavailable', 'A sync of this platform is running');
}

/** Longer than the platform's calls of one sync can take, each of which has a deadline. */
const leaseMs = 90_000;

type Outcome = 'done' | 'stale' | 'busy';

/** A sync that has begun: what it goes by, and what must not have changed when it ends. */
interface Run {
  readonly name: ConnectionName;
  readonly connection: Connection;
  readonly connectionAt: Timestamp;
  readonly tokens: Tokens;
  readonly op: string;
  readonly historyId: string;
  readonly keptEngagement: number;
  /** The caller's time at the beginning, and the clock's, which tells how long it has been since. */
  readonly nowMs: number;
  readonly begunAtMs: number;
}

const endOf = ({ nowMs: now, begunAtMs }: Run): number => now + nowMs() - begunAtMs;

async function sync(name: ConnectionName, slot: Slot | null, now: number): Promise<Outcome> {
  const run = await begin(name, slot, now);
  if (typeof run === 'string') return run;
  try {
    const { figures, tokens } = await fetchFigures(run);
    await fence(run);
    const engagement = figures.engagement ?? run.keptEngagement;
    await recordSync(
      name.uid,
      name.platform,
      { followers: figures.followers, engagement },
      { source: 'auto', historyId: run.historyId },
    );
    await succeed(run, figures, tokens);
    log('INFO', 'A connection was synced', { ...name, durationMs: endOf(run) - now });
  } catch (error) {
    if (error instanceof Superseded) return 'stale';
    const failed = failureOf(error);
    if (failed === null) throw error;
    log('WARNING', 'A connection could not be synced', { ...name, reason: failed.reason, ...errorFields(error) });
    await fail(run, failed);
  }
  return 'done';
}

/** Reads what there is and takes the lease. */
async function begin(name: ConnectionName, slot: Slot | null, now: number): Promise<Run | 'stale' | 'busy'> {
  const secretRef = connectionSecretRef(name);
  const [stored, secret, standing, profile] = await getTogether(
    connectionRef(name),
    secretRef,
    standingRef(name.uid),
    creatorProfileRef(name.uid),
  );
  const connection = stored.data();
  const kept = secret.data();
  if (connection === undefined || kept === undefined || !stored.updateTime || !secret.updateTime) {
    if (slot === null) throw notConnected();
    return 'stale';
  }
  if (slot !== null && !isDueFor(connection, slot)) return 'stale';
  if (kept.lease !== null && kept.lease.until.toMillis() > now) return 'busy';
  if (slot === null && isHeldOff(connection, now))
    throw new Failure('resource-exhausted', 'The platform allows no more requests for now', {
      reason: 'rate-limited-platform',
      retryAfterMs: (connection.nextAttemptAt?.toMillis() ?? now) - now,
    });
  const { bannedAt, deletedAt } = standing.data() ?? {};
  if (bannedAt || deletedAt) {
    // Nothing is fetched for an account that may do nothing; a lifted ban goes on by itself.
    await unlessChanged(
      connectionRef(name).update(
        { nextAttemptAt: inMs(now, everyMs(connection)) },
        { lastUpdateTime: stored.updateTime },
      ),
    );
    return 'stale';
  }
  const op = randomId();
  const lease = { op, until: inMs(now, leaseMs) };
  const taken = await unlessChanged(secretRef.update({ lease }, { lastUpdateTime: secret.updateTime }));
  if (taken === null) return 'busy';
  return {
    name,
    connection,
    connectionAt: stored.updateTime,
    tokens: openTokens(name, kept.sealedTokens),
    op,
    historyId: slot === null ? op : historyIdOf(name, slot),
    keptEngagement: profile.data()?.stats.platformBreakdown[name.platform]?.engagement ?? 0,
    nowMs: now,
    begunAtMs: nowMs(),
  };
}

/** The platform's figures, with the tokens renewed when they are over: once, then the creator is asked. */
async function fetchFigures(run: Run): Promise<{ figures: Figures; tokens: Tokens }> {
  const connector = connectors[run.name.platform];
  let { tokens } = run;
  const ends = tokens.expiresAtMs ?? Number.POSITIVE_INFINITY;
  const renewsEarly = connector.renewEarlyMs !== undefined && ends - run.nowMs < connector.renewEarlyMs;
  if (renewsEarly && ends > run.nowMs) tokens = await renew(run, tokens);
  try {
    return { figures: await connector.figures(tokens), tokens };
  } catch (error) {
    if (!(error instanceof PlatformError) || error.remedy !== 'renew') throw error;
    if (tokens !== run.tokens) throw new PlatformError('reconnect', { cause: error });
  }
  tokens = await renew(run, tokens);
  try {
    return { figures: await connector.figures(tokens), tokens };
  } catch (error) {
    if (!(error instanceof PlatformError) || error.remedy !== 'renew') throw error;
    throw new PlatformError('reconnect', { cause: error });
  }
}

/** Renews the tokens and keeps them at once: platforms end the old refresh token with the answer. */
async function renew(run: Run, old: Tokens): Promise<Tokens> {
  const tokens = await connectors[run.name.platform].refresh(old, run.nowMs);
  await change(run, { sealedTokens: sealTokens(run.name, tokens) });
  return tokens;
}

/** Thrown when the connection was ended or made anew while its sync ran: the sync counts no more. */
class Superseded extends Error {}

/** @throws Superseded unless this run still holds the lease */
async function fence({ name, op }: Run): Promise<Timestamp> {
  const secret = await connectionSecretRef(name).get();
  if (secret.data()?.lease?.op !== op || secret.updateTime === undefined) throw new Superseded();
  return secret.updateTime;
}

async function change(run: Run, fields: Partial<ConnectionSecret>): Promise<void> {
  const lastUpdateTime = await fence(run);
  const secretRef: DocumentReference<ConnectionSecret> = connectionSecretRef(run.name);
  if ((await unlessChanged(secretRef.update(fields, { lastUpdateTime }))) === null) throw new Superseded();
}

async function succeed(run: Run, figures: Figures, tokens: Tokens): Promise<void> {
  const now = endOf(run);
  await settle(run, {
    status: 'connected',
    handle: figures.handle,
    accountId: figures.accountId ?? tokens.accountId,
    lastSyncedAt: inMs(now, 0),
    lastError: null,
    nextAttemptAt: inMs(now, everyMs(run.connection)),
    failures: 0,
  });
}

async function fail(run: Run, failed: Failed): Promise<void> {
  const now = endOf(run);
  const { status, failures, nextAttemptMs } = afterFailure(run.connection, failed, now, Math.random());
  await settle(run, {
    status,
    failures,
    lastError: { reason: failed.reason, message: failed.message, at: inMs(now, 0) },
    nextAttemptAt: nextAttemptMs === null ? null : Timestamp.fromMillis(nextAttemptMs),
  });
}

/** Writes how it went and gives the lease back, unless the connection has changed meanwhile. */
async function settle(run: Run, fields: Partial<Connection>): Promise<void> {
  const batch = firestore().batch();
  batch.update(connectionRef(run.name), fields, { lastUpdateTime: run.connectionAt });
  batch.update(connectionSecretRef(run.name), { lease: null });
  await unlessChanged(batch.commit());
}

/** What a creator is told of an error; null when it is none of a platform's or of the profile's. */
function failureOf(error: unknown): Failed | null {
  if (error instanceof PlatformError) {
    // A token that cannot be renewed any more has been turned into `reconnect` before.
    const { reason, message, remedy, retryAfterMs } = error;
    return { reason, message, stops: remedy !== 'retry', retryAfterMs };
  }
  if (!(error instanceof Failure)) return null;
  const { code, reason, message, retryAfterMs } = error;
  const stops = code === 'not-found' || code === 'invalid-argument';
  if (!stops && code !== 'unavailable' && code !== 'aborted') return null;
  return { reason: reason ?? code, message, stops, retryAfterMs };
}

const inMs = (now: number, ms: number): Timestamp => Timestamp.fromMillis(now + ms);

const historyIdOf = ({ uid, platform }: ConnectionName, { generation, slotMs }: Slot): string =>
  createHash('sha256').update(`${uid}/${platform}/${generation}@${slotMs}`).digest('hex').slice(0, 32);
