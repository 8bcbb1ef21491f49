import type { CollectionReference, DocumentReference } from 'firebase-admin/firestore';
import type { BreakdownPlatform } from '../../../../../sdk/src/verbs/socialsync.ts';
import { firestore, storedAs, typedDocument } from '../../../platform/firestore.ts';

/** How syncs went on one day (UTC): one of the parts whose sum it is, so that no document takes every sync's write. */
export interface SyncMetrics {
  /** yyyy-mm-dd */
  day: string;
  /** Platforms synced, not requests: a batch of three adds 3. Always the sum of the next two, and of the breakdown. */
  totalSyncs?: number;
  successfulSyncs?: number;
  failedSyncs?: number;
  platformBreakdown?: { [P in BreakdownPlatform]?: number };
  /** Per request: a batch adds 1. Their quotient is the true mean. */
  latencySumMs?: number;
  latencyCount?: number;
  slowRequests?: number;
}

const metricsParts = 10;

/** One of the day's parts. The day stands last in the id, so that ids of a day do not lie side by side. */
export function anyMetricsRef(day: string): DocumentReference<SyncMetrics> {
  return typedDocument(`syncMetrics/${Math.floor(Math.random() * metricsParts)}_${day}`);
}

export const syncMetrics = (): CollectionReference<SyncMetrics> =>
  firestore().collection('syncMetrics').withConverter(storedAs<SyncMetrics>());
