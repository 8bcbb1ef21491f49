import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from './failure.ts';
import { GrpcStatus, grpcStatus, isWorthRereading } from './firestore.ts';

/** Others were faster: the decision must be made anew on what they left. */
const outrun: ReadonlySet<number | undefined> = new Set([
  GrpcStatus.failedPrecondition,
  GrpcStatus.alreadyExists,
  GrpcStatus.notFound,
  GrpcStatus.aborted,
]);

const maxOutrun = 80;
const maxBroken = 4;
const longestPauseMs = 1000;

/**
 * Runs "read, decide, commit under preconditions" until its commit goes through, each time from the read on. Pauses are
 * random and grow, so that a crowd on one document spreads out instead of meeting again. Being outrun is worth many
 * attempts, as somebody else's commit went through each time; a broken connection few. `again` is true from the second
 * attempt on: then the commit of an earlier one may have landed although its answer was lost.
 * @throws unavailable when it is given up; what `attempt` throws, unless it comes from Firestore and may pass
 */
export async function untilCommitted<Result>(attempt: (again: boolean) => Promise<Result>): Promise<Result> {
  let broken = 0;
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt(attempts > 1);
    } catch (error) {
      if (!isWorthRereading(error)) throw error;
      if (!outrun.has(grpcStatus(error))) broken += 1;
      if (broken >= maxBroken || attempts >= maxOutrun)
        throw new Failure('unavailable', 'Please try again', { cause: error, retryAfterMs: 1000 });
    }
    await delay(Math.random() * Math.min(longestPauseMs, 5 * 2 ** attempts));
  }
}

/** What a commit under preconditions gave; null when what it went by has changed or gone meanwhile. */
export async function unlessChanged<Result>(commit: Promise<Result>): Promise<Result | null> {
  try {
    return await commit;
  } catch (error) {
    const status = grpcStatus(error);
    if (status === GrpcStatus.failedPrecondition || status === GrpcStatus.notFound) return null;
    throw error;
  }
}
