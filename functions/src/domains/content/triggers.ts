import { setTimeout as delay } from 'node:timers/promises';
import { Timestamp } from 'firebase-admin/firestore';
import { onDocumentUpdated, onDocumentWritten } from 'firebase-functions/v2/firestore';
import { onTaskDispatched } from 'firebase-functions/v2/tasks';
import { nowMs } from '../../platform/clock.ts';
import { databaseId, region } from '../../platform/config.ts';
import { fold, heatOf, heatWindowMs, spread } from '../../platform/hotNumber.ts';
import { Recent } from '../../platform/recent.ts';
import { enqueueOnce } from '../../platform/tasks.ts';
import { contentOf, contentPath, contentRefOf, contentShardPath, counters } from './documents.ts';
import { heatSampleOf, totalOf } from './logic.ts';

/** A burst's events are older than the sample that its first one takes: the window is remembered beside it. */
const sampled = new Recent();

/** Watches the write rate of a content's counters and spreads them over shards when one document is not enough.
 *  Only a judgement, so duplicates and order do not matter. Costs nothing while writes are over a second apart. */
export const contentOnUpdated = onDocumentUpdated(
  { document: contentPath, database: databaseId, region },
  async (event) => {
    if (event.data === undefined) return;
    const before = contentOf(event.data.before);
    const after = contentOf(event.data.after);
    const total = totalOf(after);
    // Folding is what moves a hot number's main document; it judges its own rate.
    if (after.shards > 0 || total === totalOf(before)) return;
    const atMs = event.data.after.updateTime.toMillis();
    const gapMs = atMs - event.data.before.updateTime.toMillis();
    const verdict = heatOf({ gapMs, atMs, total }, heatSampleOf(after));
    if (verdict.kind === 'cold') return;
    // Named by the document itself: the event's parameters travel in headers, where other scripts than Latin are garbled.
    const content = contentRefOf(event.data.after.id);
    if (verdict.kind === 'hot') await spread(content, verdict.shards);
    else if (sampled.isNew(`${content.id}@${Math.floor(atMs / heatWindowMs)}`))
      await content.update({ heatAt: Timestamp.fromMillis(atMs), heatTotal: total });
  },
);

interface FoldTask {
  readonly key: string;
  /** Not before: everything that asked for this fold has been written by then. */
  readonly atMs: number;
}

/** Asks for a fold in the next second when a shard holds something. One task per content and second. */
export const contentShardOnWritten = onDocumentWritten(
  { document: contentShardPath, database: databaseId, region, retry: true },
  async (event) => {
    const shard = event.data?.after.data();
    const key = event.data?.after.ref.parent.parent?.id;
    if (shard === undefined || key === undefined || counters.every((counter) => (shard[counter] ?? 0) === 0)) return;
    const atMs = (Math.floor(nowMs() / 1000) + 1) * 1000;
    await enqueueOnce('foldShards', `${key}@${atMs}`, { key, atMs } satisfies FoldTask, atMs);
  },
);

/** Folds the shards of one content into its main document. Safe to repeat. */
export const foldShards = onTaskDispatched<FoldTask>(
  { region, retryConfig: { maxAttempts: 10, minBackoffSeconds: 1 }, rateLimits: { maxConcurrentDispatches: 100 } },
  async (request) => {
    // A queue that delivers at once, as the emulator's does, must not fold before the writes that asked for it.
    await delay(Math.min(1000, Math.max(0, request.data.atMs - nowMs())));
    await fold(contentRefOf(request.data.key), counters);
  },
);
