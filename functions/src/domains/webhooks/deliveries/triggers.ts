import { onDocumentCreated, onDocumentUpdated } from 'firebase-functions/v2/firestore';
import { onSchedule } from 'firebase-functions/v2/scheduler';
import { onTaskDispatched } from 'firebase-functions/v2/tasks';
import { databaseId, region } from '../../../platform/config.ts';
import { requiredSecrets } from '../../../platform/secrets.ts';
import { connectionOf, connectionPath } from '../../socialsync/connections/documents.ts';
import { syncPointOf, syncPointPath } from '../../socialsync/documents.ts';
import type { DeliveryTask } from './operations.ts';

/** Loaded by the first event, so that it costs the other functions nothing. */
const operations = () => import('./operations.ts');

/** Tells that a profile's figures were synced. Safe to repeat: the event is named by the point in the history. */
export const deliveriesOnSyncPointCreated = onDocumentCreated(
  { document: syncPointPath, database: databaseId, region, retry: true },
  async (event) => {
    // Named by the document itself: the event's parameters travel in headers, where other scripts than Latin are garbled.
    const uid = event.data?.ref.parent.parent?.id;
    if (event.data === undefined || uid === undefined) return;
    const { platform, followers, engagement, totalFollowers, source, syncedAt } = syncPointOf(event.data);
    const { announce } = await operations();
    await announce({
      key: event.data.ref.path,
      type: 'profile.synced',
      atMs: syncedAt.toMillis(),
      subject: uid,
      data: { uid, platform, followers, engagement, totalFollowers, source, historyId: event.data.id },
    });
  },
);

/** Tells that a connection could not be synced. Safe to repeat: the event is named by the connection and the failure. */
export const deliveriesOnConnectionUpdated = onDocumentUpdated(
  { document: connectionPath, database: databaseId, region, retry: true },
  async (event) => {
    if (event.data === undefined) return;
    const before = connectionOf(event.data.before);
    const { uid, platform, status, lastError, failures, nextAttemptAt, generation } = connectionOf(event.data.after);
    const same = before.lastError !== null && lastError?.at.isEqual(before.lastError.at) === true;
    if (lastError === null || same) return;
    const atMs = lastError.at.toMillis();
    const { announce } = await operations();
    await announce({
      key: `${event.data.after.ref.path}@${generation}#${failures}@${atMs}`,
      type: 'profile.sync_failed',
      atMs,
      subject: uid,
      data: {
        uid,
        platform,
        status,
        reason: lastError.reason,
        message: lastError.message,
        failures,
        nextAttemptAt: nextAttemptAt?.toDate().toISOString() ?? null,
      },
    });
  },
);

/** Makes one attempt of one delivery. Safe to repeat. */
export const deliverWebhook = onTaskDispatched<DeliveryTask>(
  {
    region,
    secrets: requiredSecrets,
    retryConfig: { maxAttempts: 5, minBackoffSeconds: 60 },
    rateLimits: { maxConcurrentDispatches: 50 },
  },
  async ({ data }) => {
    await (await operations()).attemptDelivery(data);
  },
);

/** Finds the deliveries whose tasks were lost. Safe to repeat and to miss. */
export const redeliverWebhooks = onSchedule(
  { schedule: 'every 5 minutes', region, secrets: requiredSecrets },
  async () => {
    await (await operations()).redeliverLate();
  },
);
