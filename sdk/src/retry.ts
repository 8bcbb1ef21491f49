import { FirecircleError, toFirecircleError } from './errors.ts';

export interface RetryPolicy {
  /** How often the call is made at most, the first time included. */
  readonly attempts: number;
  /** The first pause is a random time up to this; it doubles with every further one. */
  readonly baseMs: number;
  /** No pause is longer. An error that asks for more patience than this is thrown at once. */
  readonly maxMs: number;
  readonly retryable: (error: FirecircleError) => boolean;
}

/** Calls that name the state they leave, so that a reply lost on the way may be asked for again. */
export const idempotentCall: RetryPolicy = {
  attempts: 4,
  baseMs: 250,
  maxMs: 5_000,
  retryable: ({ code }) => code === 'unavailable' || code === 'deadline-exceeded',
};

/** Calls that do something anew each time: when no answer came, only the app can know whether to go on. */
export const unrepeatable: RetryPolicy = { attempts: 1, baseMs: 0, maxMs: 0, retryable: () => false };

/** A change that was decided on a state that was no longer true. It is decided anew on the server's state. */
export const staleChange: RetryPolicy = {
  attempts: 4,
  baseMs: 40,
  maxMs: 500,
  retryable: ({ code, reason }) => code === 'aborted' && reason === 'stale',
};

/** Another writer created or removed a document between the reading and the commit. */
export const conflict: RetryPolicy = {
  attempts: 5,
  baseMs: 50,
  maxMs: 1_000,
  retryable: ({ code }) => code === 'aborted' || code === 'unavailable',
};

/** How long to wait after the failed attempt number `attempt` (from 0), or null when the error is final.
 *  Exponential with full jitter, so that clients that failed together do not come back together. */
export function pauseMs(policy: RetryPolicy, attempt: number, error: FirecircleError, random: number): number | null {
  if (attempt + 1 >= policy.attempts || !policy.retryable(error)) return null;
  if (error.retryAfterMs !== undefined && error.retryAfterMs > policy.maxMs) return null;
  const jittered = random * Math.min(policy.maxMs, policy.baseMs * 2 ** attempt);
  return Math.max(error.retryAfterMs ?? 0, jittered);
}

/** The only place where the SDK repeats anything. Throws the last error, as a FirecircleError. */
export async function retry<T>(
  policy: RetryPolicy,
  run: (attempt: number) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    throwIfAborted(signal);
    try {
      return await unlessAborted(run(attempt), signal);
    } catch (thrown) {
      const error = toFirecircleError(thrown);
      const pause = pauseMs(policy, attempt, error, Math.random());
      if (pause === null) throw error;
      await unlessAborted(new Promise<void>((resolve) => setTimeout(resolve, pause)), signal);
    }
  }
}

function aborted(signal: AbortSignal): FirecircleError {
  return new FirecircleError('cancelled', 'The call was cancelled.', { cause: signal.reason });
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted(signal);
}

/** Firebase's callables take no signal: the caller stops waiting, and a request already sent may still be carried out. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let stop: (() => void) | undefined;
  const abortion = new Promise<never>((_, reject) => {
    stop = () => reject(aborted(signal));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, abortion]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}
