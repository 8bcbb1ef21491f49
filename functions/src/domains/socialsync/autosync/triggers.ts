import { onSchedule } from 'firebase-functions/v2/scheduler';
import { onTaskDispatched } from 'firebase-functions/v2/tasks';
import { region } from '../../../platform/config.ts';
import { requiredSecrets } from '../../../platform/secrets.ts';
import type { SyncTask } from './operations.ts';

/** The connectors are loaded by the first event, and cost the other functions nothing. */
const operations = () => import('./operations.ts');

/** Finds the connections that are due. Safe to repeat and to miss: the next round finds what this one did not. */
export const autoSync = onSchedule({ schedule: 'every 15 minutes', region, secrets: requiredSecrets }, async () => {
  await (await operations()).syncDue();
});

/** Syncs one connection. Safe to repeat. Few at a time, as platforms count the requests of all creators together. */
export const syncConnection = onTaskDispatched<SyncTask>(
  {
    region,
    secrets: requiredSecrets,
    retryConfig: { maxAttempts: 5, minBackoffSeconds: 60 },
    rateLimits: { maxConcurrentDispatches: 20 },
  },
  async ({ data }) => {
    await (await operations()).syncSlot(data);
  },
);
