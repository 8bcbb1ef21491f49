import { setTimeout as delay } from 'node:timers/promises';
import { onUserDeleted } from 'firebase-functions/v2/identity';
import { onTaskDispatched } from 'firebase-functions/v2/tasks';
import { nowMs } from '../../../platform/clock.ts';
import { isDemoProject, region } from '../../../platform/config.ts';
import { requiredSecrets } from '../../../platform/secrets.ts';

interface ErasureTask {
  readonly key: string;
  readonly atMs: number;
}

/** The second pass of a removal. Safe to repeat. */
export const eraseAccount = onTaskDispatched<ErasureTask>(
  {
    region,
    secrets: requiredSecrets,
    timeoutSeconds: 1800,
    retryConfig: { maxAttempts: 20, minBackoffSeconds: 30 },
    rateLimits: { maxConcurrentDispatches: 10 },
  },
  async ({ data }) => {
    // A queue that delivers at once, as the emulator's does, must not come before the first pass has begun.
    await delay(Math.min(60_000, Math.max(0, data.atMs - nowMs())));
    // It knows every domain: loaded when it is needed, or every function would load them all.
    const { endErasure } = await import('./operations.ts');
    await endErasure(data.key);
  },
);

/** Ends and erases an account that was removed from Firebase Auth itself: in its console, or by an app's own `delete()`. Of
 *  one that was removed by us nothing is left to do. May come twice. The emulators leave it out: they would start a process
 *  for every account that a test removes. */
export const eraseOnUserDeleted = onUserDeleted(
  { region, retry: true, omit: isDemoProject, secrets: requiredSecrets, timeoutSeconds: 540 },
  async ({ data }) => {
    const { eraseRemovedAccount } = await import('./operations.ts');
    await eraseRemovedAccount(data.uid);
  },
);
