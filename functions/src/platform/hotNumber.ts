/**
 * Numbers that strangers can move: likes, views, followers, credits.
 *
 * A number lives in a field of a main document. One document takes a sustained write a second; when a number's rate
 * passes that, its main document gets N shard documents beside it (`{main}/shards/{0…N-1}`) and every change goes to a
 * random one. The true number is then main + the sum of the shards, read at one instant. N never shrinks, so a reader
 * that knows N knows every place where a part of the number can be.
 *
 * Watchers listen to the main document alone. A task folds the shards into it at most once a second, as a blind move:
 * it reads each shard's v and commits `shard - v, main + v` by increments. The sum is the same before, between and
 * after, whoever writes at that moment and however often the fold is repeated. No step of it reads and then sets a
 * number. Two folds at once would move a part twice, and watchers would see the main document overshoot until the
 * next one; so a fold commits only while the main document is as it read it, which costs nothing: only folds write it.
 */
import {
  type DocumentData,
  type DocumentReference,
  FieldValue,
  type Timestamp,
  type UpdateData,
  type WriteBatch,
} from 'firebase-admin/firestore';
import { firestore, GrpcStatus, getAllAt, grpcStatus } from './firestore.ts';

/** What every main document of hot numbers carries beside the numbers. */
export interface HotFields {
  /** Count of shard documents, 0 = all changes go to the main document. */
  shards: number;
  /** When the shards were last folded into the main document; null = never. */
  foldedAt: Timestamp | null;
  /** A sample of the write rate: the total of the numbers at one moment. See `heatOf`. */
  heatAt: Timestamp | null;
  heatTotal: number;
}

/** Changes of some numbers; a name that is absent does not move. */
export type Moves<Name extends string> = { readonly [K in Name]?: number };

const maxShards = 32;
/** A main document takes this many writes a second for as long as one likes. */
const coldWritesPerSecond = 1;
/** How long a sample of the write rate is compared with. */
export const heatWindowMs = 10_000;
const heatStaleMs = 60_000;

/** The shard that the next change of this number goes to; null is the main document itself. */
export function chooseShard(shards: number): number | null {
  return shards > 0 ? Math.floor(Math.random() * shards) : null;
}

export function shardRef(main: DocumentReference<DocumentData>, shard: number): DocumentReference {
  return firestore().doc(`${main.path}/shards/${shard}`);
}

function shardRefs(main: DocumentReference<DocumentData>, shards: number): DocumentReference[] {
  return Array.from({ length: shards }, (_, shard) => shardRef(main, shard));
}

/** Adds the one write that moves the numbers. Its transforms come back in the order of `moves`. The commit fails with
 *  not-found when the main document is gone; a shard that was never written is made. */
export function addMoves<Name extends string>(
  batch: WriteBatch,
  main: DocumentReference<DocumentData>,
  shard: number | null,
  moves: Moves<Name>,
): void {
  const increments: UpdateData<DocumentData> = {};
  for (const [name, by] of Object.entries<number | undefined>(moves)) {
    if (by !== undefined) increments[name] = FieldValue.increment(by);
  }
  if (shard === null) batch.update<DocumentData, DocumentData>(main, increments);
  else batch.set(shardRef(main, shard), increments, { merge: true });
}

const integerIn = (data: DocumentData | undefined, name: string): number => {
  const value: unknown = data?.[name];
  return typeof value === 'number' ? value : 0;
};

/** One number right after a commit that moved it in `shard`, as of that very commit. The moved document's part is
 *  known from the commit's own answer; the others are read at its time. Reads: N, one round trip. */
export async function numberAfterMove(
  main: DocumentReference<DocumentData>,
  shards: number,
  name: string,
  moved: { readonly shard: number; readonly part: number; readonly commitTime: Timestamp },
): Promise<number> {
  const others = [main, ...shardRefs(main, shards).filter((_, shard) => shard !== moved.shard)];
  const documents = await getAllAt(others, moved.commitTime);
  return documents.reduce((sum, document) => sum + integerIn(document.data(), name), moved.part);
}

export interface Sharded {
  readonly main: DocumentReference<DocumentData>;
  readonly shards: number;
}

/** What the shards hold of each number at the instant at which the main documents were read, per main path.
 *  Reads: the sum of N over the given documents, one round trip; none when all are cold. */
export async function shardParts<Name extends string>(
  documents: readonly Sharded[],
  names: readonly Name[],
  readTime: Timestamp,
): Promise<Map<string, Record<Name, number>>> {
  const references = documents.flatMap(({ main, shards }) => shardRefs(main, shards));
  const parts = new Map<string, Record<Name, number>>();
  for (const shard of await getAllAt(references, readTime)) {
    const path = shard.ref.parent.parent?.path ?? '';
    const before = parts.get(path);
    parts.set(
      path,
      numbersOf(names, (name) => (before?.[name] ?? 0) + integerIn(shard.data(), name)),
    );
  }
  return parts;
}

/** One record entry per name. */
function numbersOf<Name extends string>(names: readonly Name[], value: (name: Name) => number): Record<Name, number> {
  return names.reduce((numbers, name) => Object.assign(numbers, { [name]: value(name) }), {} as Record<Name, number>);
}

/** Power of two that keeps each shard near one write a second, at least 2 and at most 32. */
export function shardsForRate(writesPerSecond: number): number {
  if (writesPerSecond <= coldWritesPerSecond) return 0;
  return Math.min(maxShards, Math.max(2, 2 ** Math.ceil(Math.log2(writesPerSecond))));
}

export interface HeatSample {
  readonly atMs: number;
  readonly total: number;
}

export type HeatVerdict =
  | { readonly kind: 'cold' }
  | { readonly kind: 'sample' }
  | { readonly kind: 'hot'; readonly shards: number };

/**
 * Judges one write of a cold number from what its trigger event carries, so that a quiet document costs nothing.
 *
 * Two writes further apart than a second need no thought. Closer ones are compared with a sample of the total: ten
 * changes inside its window are over one a second already; at the window's end the rate is the change over the time.
 * A sample is written at most once in ten seconds. Net change stands for writes: likes and unlikes that cancel out
 * are not seen, which costs speed under an attack and never a count.
 */
export function heatOf(write: { gapMs: number; atMs: number; total: number }, sample: HeatSample | null): HeatVerdict {
  if (write.gapMs >= 1000 / coldWritesPerSecond) return { kind: 'cold' };
  if (sample === null) return { kind: 'sample' };
  const ageMs = write.atMs - sample.atMs;
  // An event that is older than the sample came late: it says nothing about now.
  if (ageMs <= 0) return { kind: 'cold' };
  const changes = Math.abs(write.total - sample.total);
  const enough = changes >= (coldWritesPerSecond * heatWindowMs) / 1000;
  if (ageMs < heatWindowMs && !enough) return { kind: 'cold' };
  if (ageMs > heatStaleMs) return { kind: 'sample' };
  const shards = shardsForRate(changes / (Math.max(ageMs, 1000) / 1000));
  return shards > 0 ? { kind: 'hot', shards } : { kind: 'sample' };
}

export interface FoldResult {
  /** Sum of what was moved, without sign; 0 = the shards were empty and nothing was written. */
  readonly moved: number;
  readonly shards: number;
}

const maxFoldAttempts = 5;

/**
 * Moves what the shards hold into the main document and gives the number more shards when its rate asks for it.
 * May be repeated and run in parallel: the true number never changes. Reads N + 1, writes at most N + 1.
 * Does nothing when the main document is gone or cold.
 * @throws Firestore's failed-precondition when others kept writing the main document; a task is then repeated
 */
export async function fold<Main extends HotFields>(
  main: DocumentReference<Main>,
  names: readonly string[],
): Promise<FoldResult> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryFold(main, names);
    } catch (error) {
      if (grpcStatus(error) !== GrpcStatus.failedPrecondition || attempt >= maxFoldAttempts) throw error;
    }
  }
}

async function tryFold<Main extends HotFields>(
  main: DocumentReference<Main>,
  names: readonly string[],
): Promise<FoldResult> {
  const stored = await main.get();
  const before = stored.data();
  if (before === undefined || stored.updateTime === undefined || before.shards === 0) return { moved: 0, shards: 0 };
  const shards = await firestore().getAll(...shardRefs(main, before.shards));
  // The time of the reading, also in every shard that is emptied: a watcher that waits for its own change knows by it
  // that the change is in, and a reader of main and shards in two calls that no fold came between.
  const foldedAt = shards[0]?.readTime ?? stored.readTime;
  const batch = firestore().batch();
  const sums = new Map<string, number>();
  let moved = 0;
  for (const shard of shards) {
    const data = shard.data();
    const held = names.filter((name) => integerIn(data, name) !== 0);
    if (held.length === 0) continue;
    const back: UpdateData<DocumentData> = { foldedAt };
    for (const name of held) {
      const part = integerIn(data, name);
      back[name] = FieldValue.increment(-part);
      sums.set(name, (sums.get(name) ?? 0) + part);
      moved += Math.abs(part);
    }
    batch.update<DocumentData, DocumentData>(shard.ref, back);
  }
  if (moved === 0) return { moved, shards: before.shards };

  const wanted = Math.max(before.shards, shardsSince(before.foldedAt, foldedAt, moved));
  const total: UpdateData<DocumentData> = { foldedAt };
  for (const [name, sum] of sums) if (sum !== 0) total[name] = FieldValue.increment(sum);
  if (wanted > before.shards) total.shards = FieldValue.maximum(wanted);
  batch.update<DocumentData, DocumentData>(main, total, { lastUpdateTime: stored.updateTime });
  await batch.commit();
  return { moved, shards: wanted };
}

/** What the rate since the last fold asks for; less than a second counts as one. */
function shardsSince(foldedAt: Timestamp | null, now: Timestamp, moved: number): number {
  if (foldedAt === null) return 0;
  return shardsForRate((moved * 1000) / Math.max(now.toMillis() - foldedAt.toMillis(), 1000));
}

/** Gives a number at least this many shards. Blind and monotone, so it may be repeated and reordered. */
export async function spread<Main extends HotFields>(main: DocumentReference<Main>, shards: number): Promise<void> {
  const change = { shards: FieldValue.maximum(Math.min(shards, maxShards)), heatAt: null, heatTotal: 0 };
  await main.update(change);
}
