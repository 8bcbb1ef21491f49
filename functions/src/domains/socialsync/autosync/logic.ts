import type { Connection } from '../connections/documents.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** After this many failures in a row a connection waits for its creator: about ten days of trying. */
export const maxFailures = 15;
const firstWaitMs = 5 * minuteMs;
const longestWaitMs = 24 * hourMs;

/** How long to wait after the `failures`th failure in a row: twice as long each time, up to a day, and somewhere in the
 *  upper half of that, so that those who failed together do not come back together. `random` is in [0, 1). */
export function backoffMs(failures: number, random: number): number {
  const ceiling = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.max(0, failures - 1));
  return Math.round(ceiling * (0.5 + random / 2));
}

export const everyMs = ({ everyHours }: Pick<Connection, 'everyHours'>): number => everyHours * hourMs;

/** What a task was made for. One that does not fit the stored connection any more is stale, and does nothing. */
export interface Slot {
  readonly generation: string;
  readonly slotMs: number;
}

export const isDueFor = (connection: Connection, slot: Slot): boolean =>
  connection.generation === slot.generation && connection.nextAttemptAt?.toMillis() === slot.slotMs;

/** Whether the platform itself has asked to be left alone until `nextAttemptAt`. */
export const isHeldOff = (connection: Connection, nowMs: number): boolean =>
  connection.lastError?.reason === 'rate-limited' && (connection.nextAttemptAt?.toMillis() ?? 0) > nowMs;

export interface Failed {
  readonly reason: string;
  readonly message: string;
  /** Nothing but its creator can mend it. */
  readonly stops: boolean;
  /** What the platform asked for. */
  readonly retryAfterMs: number | undefined;
}

/** What a failure leaves: when to try again (null = never by itself) and what the connection is then. */
export function afterFailure(
  connection: Pick<Connection, 'failures'>,
  failed: Failed,
  nowMs: number,
  random: number,
): { status: 'connected' | 'failing'; failures: number; nextAttemptMs: number | null } {
  const failures = connection.failures + 1;
  if (failed.stops || failures >= maxFailures) return { status: 'failing', failures, nextAttemptMs: null };
  return {
    status: 'connected',
    failures,
    nextAttemptMs: nowMs + (failed.retryAfterMs ?? backoffMs(failures, random)),
  };
}
