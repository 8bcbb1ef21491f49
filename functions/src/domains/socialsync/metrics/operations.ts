import { FieldValue } from 'firebase-admin/firestore';
import type { BreakdownPlatform, SyncAnalytics } from '../../../../../sdk/src/verbs/socialsync.ts';
import { nowMs } from '../../../platform/clock.ts';
import { Failure } from '../../../platform/failure.ts';
import { randomId } from '../../../platform/firestore.ts';
import { errorFields, log } from '../../../platform/log.ts';
import { takeFrom } from '../../../platform/rateLimit.ts';
import { anyMetricsRef, syncMetrics } from './documents.ts';
import { analyticsOf, dayOf, daysBefore, daysBetween, lengthOf } from './logic.ts';

/** A request for syncs, of one platform or several. */
interface Attempt {
  readonly uid: string;
  readonly platforms: readonly BreakdownPlatform[];
}

const slowMs = 5000;

/**
 * Runs syncs and counts how they went: one write of blind increments to a part of the day, after the syncs themselves and
 * before the answer, as work after an answer is not certain to be done. Counters that cannot be written do not fail what
 * was done. A failure and a slow request also leave an entry in the log. `counts` may leave out what changed nothing.
 * @throws what `run` throws
 */
export async function observeSync<Result>(
  attempt: Attempt,
  run: () => Promise<Result>,
  counts: (result: Result) => boolean = () => true,
): Promise<Result> {
  const startedAtMs = nowMs();
  try {
    const result = await run();
    if (counts(result)) await count(attempt, startedAtMs, true);
    return result;
  } catch (error) {
    logFailure(attempt, error);
    await count(attempt, startedAtMs, false);
    throw error;
  }
}

function logFailure({ uid, platforms }: Attempt, error: unknown): void {
  const refused = error instanceof Failure && error.code !== 'internal' && error.code !== 'unavailable';
  const fields = { platform: platforms.join(','), userId: uid, time: new Date(nowMs()).toISOString() };
  log(refused ? 'WARNING' : 'ERROR', 'A sync failed', { ...fields, ...errorFields(error) });
}

async function count({ platforms }: Attempt, startedAtMs: number, succeeded: boolean): Promise<void> {
  const durationMs = nowMs() - startedAtMs;
  const isSlow = durationMs > slowMs;
  const platform = platforms.join(',');
  if (succeeded) log('INFO', 'A sync succeeded', { platform, durationMs });
  if (isSlow) log('WARNING', 'A sync was slow', { platform, durationMs });
  const day = dayOf(startedAtMs);
  const syncs = FieldValue.increment(platforms.length);
  const one = FieldValue.increment(1);
  const increments = {
    day,
    totalSyncs: syncs,
    [succeeded ? 'successfulSyncs' : 'failedSyncs']: syncs,
    platformBreakdown: Object.fromEntries(platforms.map((platform) => [platform, one])),
    latencySumMs: FieldValue.increment(durationMs),
    latencyCount: one,
    ...(isSlow ? { slowRequests: one } : {}),
  };
  try {
    await anyMetricsRef(day).withConverter(null).set(increments, { merge: true });
  } catch (error) {
    log('WARNING', 'A sync was not counted', errorFields(error));
  }
}

const maxDays = 92;
const defaultDays = 30;

/** How syncs went on some days (UTC). Reads at most 10 per day, one round trip.
 *  @throws invalid-argument for days that are no range, or too many */
export async function readSyncAnalytics(range: {
  from?: string | undefined;
  to?: string | undefined;
}): Promise<SyncAnalytics> {
  const to = range.to ?? dayOf(nowMs());
  const from = range.from ?? daysBefore(to, defaultDays - 1);
  const length = lengthOf(from, to);
  if (length < 1 || length > maxDays) {
    const message = `from must not be after to, and at most ${maxDays} days before it`;
    throw new Failure('invalid-argument', message, { reason: 'invalid-input', issues: [{ path: 'from', message }] });
  }
  const { docs } = await syncMetrics().where('day', '>=', from).where('day', '<=', to).get();
  return analyticsOf(
    daysBetween(from, to),
    docs.map((part) => part.data()),
  );
}

export interface Health {
  /** Firestore reads. */
  readonly database: boolean;
  /** The limiter's store takes writes. */
  readonly limiter: boolean;
}

const probeDeadlineMs = 3000;
const healthKeptMs = 1000;
/** Each instance probes a window of its own: no document takes the writes of all. */
const instance = randomId();
let latest: { readonly atMs: number; readonly health: Promise<Health> } | undefined;

/** Whether the backend's stores work, tried out now. Anybody may ask, so an instance tries at most once a second, and who
 *  asks meanwhile gets the same answer. Reads 1, writes 1; answers within 3 seconds and never fails. */
export async function checkHealth(): Promise<Health> {
  const now = nowMs();
  if (latest === undefined || now - latest.atMs >= healthKeptMs || now < latest.atMs)
    latest = { atMs: now, health: probeAll() };
  return latest.health;
}

async function probeAll(): Promise<Health> {
  const window = { scope: 'health', max: 1_000_000, windowMs: 60_000 };
  const [database, limiter] = await Promise.all([
    works('database', () => syncMetrics().limit(1).get()),
    works('limiter', () => takeFrom(window, instance)),
  ]);
  return { database, limiter };
}

async function works(service: string, probe: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${probeDeadlineMs} ms`)), probeDeadlineMs);
  });
  try {
    await Promise.race([probe(), deadline]);
    return true;
  } catch (error) {
    log('ERROR', 'A health probe failed', { service, ...errorFields(error) });
    return false;
  } finally {
    clearTimeout(timer);
  }
}
