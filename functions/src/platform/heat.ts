/**
 * What follows the changes of hot numbers: a main document that is written too fast gets shards, and shards that hold
 * something are folded into it. A domain says where its numbers are, and its triggers are shells around what is here.
 */
import { setTimeout as delay } from 'node:timers/promises';
import {
  type DocumentData,
  type DocumentReference,
  type DocumentSnapshot,
  type QueryDocumentSnapshot,
  Timestamp,
} from 'firebase-admin/firestore';
import { nowMs } from './clock.ts';
import { fold, type HeatSample, type HotFields, heatOf, heatWindowMs, spread } from './hotNumber.ts';
import { Recent } from './recent.ts';
import { enqueueOnce } from './tasks.ts';

/** One kind of main documents. */
export interface HotKind<Main extends HotFields> {
  /** The main document of this id. */
  readonly ref: (id: string) => DocumentReference<Main>;
  /** The numbers that strangers move. The growth of their sum stands for the write rate. */
  readonly names: readonly string[];
  /** The function that folds them, a task queue. */
  readonly queue: string;
}

/** A burst's events are older than the sample that its first one takes: the window is remembered beside it. */
const sampled = new Recent();

/** Watches the write rate of a main document and spreads its numbers over shards when one document is not enough.
 *  Only a judgement, so duplicates and order do not matter. Costs nothing while writes are over a second apart. */
export async function watchHeat<Main extends HotFields>(
  { ref, names }: HotKind<Main>,
  before: QueryDocumentSnapshot,
  after: QueryDocumentSnapshot,
): Promise<void> {
  const total = sumOf(names, after.data());
  // Folding is what moves a hot number's main document; it judges its own rate.
  if (after.get('shards') > 0 || total === sumOf(names, before.data())) return;
  const atMs = after.updateTime.toMillis();
  const gapMs = atMs - before.updateTime.toMillis();
  const verdict = heatOf({ gapMs, atMs, total }, sampleIn(after));
  if (verdict.kind === 'cold') return;
  // Named by the document itself: the event's parameters travel in headers, where other scripts than Latin are garbled.
  const main = ref(after.id);
  if (verdict.kind === 'hot') await spread(main, verdict.shards);
  else if (sampled.isNew(`${main.path}@${Math.floor(atMs / heatWindowMs)}`)) {
    await main.withConverter(null).update({ heatAt: Timestamp.fromMillis(atMs), heatTotal: total });
  }
}

export interface FoldTask {
  readonly key: string;
  /** Not before: everything that asked for this fold has been written by then. */
  readonly atMs: number;
}

/** Asks for a fold in the next second when a shard holds something. One task per main document and second. */
export async function askForFold<Main extends HotFields>(
  { names, queue }: HotKind<Main>,
  shard: DocumentSnapshot | undefined,
): Promise<void> {
  const held = shard?.data();
  const key = shard?.ref.parent.parent?.id;
  if (held === undefined || key === undefined || names.every((name) => numberIn(held, name) === 0)) return;
  const atMs = (Math.floor(nowMs() / 1000) + 1) * 1000;
  await enqueueOnce(queue, `${key}@${atMs}`, { key, atMs } satisfies FoldTask, atMs);
}

/** Folds the shards of one main document when the task's time has come. Safe to repeat. */
export async function foldWhenDue<Main extends HotFields>(
  { ref, names }: HotKind<Main>,
  { key, atMs }: FoldTask,
): Promise<void> {
  // A queue that delivers at once, as the emulator's does, must not fold before the writes that asked for it.
  await delay(Math.min(1000, Math.max(0, atMs - nowMs())));
  await fold(ref(key), names);
}

/** How a queue of folds works. */
export const foldQueue = {
  retryConfig: { maxAttempts: 10, minBackoffSeconds: 1 },
  rateLimits: { maxConcurrentDispatches: 100 },
};

const numberIn = (data: DocumentData, name: string): number => {
  const value: unknown = data[name];
  return typeof value === 'number' ? value : 0;
};

const sumOf = (names: readonly string[], data: DocumentData): number =>
  names.reduce((sum, name) => sum + numberIn(data, name), 0);

function sampleIn(main: QueryDocumentSnapshot): HeatSample | null {
  const at: unknown = main.get('heatAt');
  return at instanceof Timestamp ? { atMs: at.toMillis(), total: numberIn(main.data(), 'heatTotal') } : null;
}
