import type { Timestamp } from 'firebase/firestore';
import type { StoredContent, StoredInteraction, StoredShard } from './documents.ts';
import type { Creator } from './verbs/content.ts';
import { type ContentType, type Counter, counters } from './verbs/names.ts';

/** The counters and the caller's own flags of one content. Flags are all false when nobody is signed in. */
export interface Metadata {
  contentId: string;
  likes: number;
  saves: number;
  shares: number;
  views: number;
  comments: number;
  userInteractions: { liked: boolean; saved: boolean; shared: boolean; viewed: boolean };
}

/** What an app shows of a content beside its numbers. */
export interface ContentCard {
  contentType: ContentType;
  contentId: string;
  title: string;
  description?: string;
  thumbnailUrl?: string;
  creator?: Creator;
  createdAt: Date;
}

export type ContentItem = Metadata & ContentCard;

export type Kind = 'like' | 'save' | 'share' | 'view';

export const counterOf = { like: 'likes', save: 'saves', share: 'shares', view: 'views' } as const satisfies Record<
  Kind,
  Counter
>;

const viewCountsAgainAfterMs = 24 * 60 * 60 * 1000;
const changesLimit = 100;
const changesWindowMs = 60 * 60 * 1000;

/** Whether an interaction already is as a change of this kind would leave it. */
export function isDone(kind: Kind, interaction: StoredInteraction | null, nowMs: number): boolean {
  if (interaction === null) return false;
  switch (kind) {
    case 'like':
      return interaction.liked;
    case 'save':
      return interaction.saved;
    case 'share':
      return interaction.shared;
    case 'view':
      return interaction.viewedAt !== null && nowMs - interaction.viewedAt.toMillis() < viewCountsAgainAfterMs;
  }
}

/** The fields of the interaction's group that a change sets. `likedAt` is the time of the last like, and stays when
 *  the like is taken back; `now` is the library's server time. */
export function groupFields<Now>(kind: Kind, wished: boolean, now: Now): Record<string, boolean | null | Now> {
  switch (kind) {
    case 'like':
      return wished ? { liked: true, likedAt: now, likeDeletedAt: null } : { liked: false, likeDeletedAt: now };
    case 'save':
      return wished ? { saved: true, savedAt: now, saveDeletedAt: null } : { saved: false, saveDeletedAt: now };
    case 'share':
      return wished ? { shared: true, sharedAt: now, shareDeletedAt: null } : { shared: false, shareDeletedAt: now };
    case 'view':
      return { viewedAt: now };
  }
}

/**
 * How long an account must wait before it may change this interaction again, in milliseconds; 0 = it may.
 * Rules cannot limit a rate over many documents, so each interaction counts its own changes: 100, and after an hour
 * without any the count restarts at 1.
 */
export function changeWaitMs(interaction: StoredInteraction | null, nowMs: number): number {
  if (interaction === null || interaction.n < changesLimit || interaction.changedAt === null) return 0;
  return Math.max(0, interaction.changedAt.toMillis() + changesWindowMs - nowMs);
}

/** Whether the next change starts the count of changes at 1. */
export function restartsChanges(interaction: StoredInteraction | null | undefined): boolean {
  return interaction != null && interaction.n >= changesLimit;
}

/** A change of a shard that a watcher of the main document cannot see yet. */
export interface Move {
  op: string;
  counter: Counter;
  delta: number;
  /** Server time of the commit; null until it is acknowledged. */
  committedAt: Timestamp | null;
}

function isFolded(committedAt: Timestamp | null, foldedAt: Timestamp | null): boolean {
  return committedAt !== null && foldedAt !== null && foldedAt.valueOf() >= committedAt.valueOf();
}

/** The moves that a fold at `foldedAt` has not brought into the main document. */
export function unfoldedMoves(moves: readonly Move[], foldedAt: Timestamp | null): Move[] {
  return moves.filter((move) => !isFolded(move.committedAt, foldedAt));
}

/** The move that made an interaction what it is, read from its times: the group whose time is that of the last change. */
export function lastMove(interaction: StoredInteraction): Move | null {
  const { changedAt, shard, op } = interaction;
  if (shard === null || changedAt === null) return null;
  const now = (time: Timestamp | null) => time?.isEqual(changedAt) === true;
  const move = (counter: Counter, delta: number): Move => ({ op, counter, delta, committedAt: changedAt });
  if (interaction.liked && now(interaction.likedAt)) return move('likes', 1);
  if (!interaction.liked && now(interaction.likeDeletedAt)) return move('likes', -1);
  if (interaction.saved && now(interaction.savedAt)) return move('saves', 1);
  if (!interaction.saved && now(interaction.saveDeletedAt)) return move('saves', -1);
  if (interaction.shared && now(interaction.sharedAt)) return move('shares', 1);
  if (!interaction.shared && now(interaction.shareDeletedAt)) return move('shares', -1);
  if (now(interaction.viewedAt)) return move('views', 1);
  return null;
}

const noCounts: Readonly<Record<Counter, number>> = {
  likes: 0,
  dislikes: 0,
  saves: 0,
  shares: 0,
  views: 0,
  comments: 0,
};

function addCounts(
  left: Readonly<Record<Counter, number>>,
  right: Readonly<Record<Counter, number>>,
): Record<Counter, number> {
  const sum = { ...left };
  for (const counter of counters) sum[counter] += right[counter];
  return sum;
}

/**
 * What a watcher of the main document shows. The shards of a hot content are folded into the main document about once
 * a second; until then the viewer's own changes are added, so that an own like shows at once and never flickers.
 * `moves` are this client's; a change by another device of the same user is read from the interaction.
 */
export function shownCounts(
  content: StoredContent,
  interaction: StoredInteraction | null,
  moves: readonly Move[],
): Record<Counter, number> {
  const last = interaction && lastMove(interaction);
  const all = last && !moves.some((move) => move.op === last.op) ? [...moves, last] : moves;
  const counts = { ...content.counts };
  for (const { counter, delta } of unfoldedMoves(all, content.foldedAt)) counts[counter] += delta;
  return counts;
}

/** Whether a main document and its shards, read one after the other, show the same last fold. If they do not, what the
 *  fold moved is missing from both or counted twice. */
export function isOneFold(content: StoredContent, shards: readonly StoredShard[]): boolean {
  // Timestamps compare by their value, which is a string that sorts as they do.
  let latest = '';
  for (const { foldedAt } of shards) {
    const time = String(foldedAt?.valueOf() ?? '');
    if (time > latest) latest = time;
  }
  return latest === String(content.foldedAt?.valueOf() ?? '');
}

export function trueCounts(content: StoredContent, shards: readonly StoredShard[]): Record<Counter, number> {
  return shards.reduce((sum, shard) => addCounts(sum, shard.counts), content.counts);
}

export function metadataOf(
  contentId: string,
  counts: Readonly<Record<Counter, number>> | null,
  interaction: StoredInteraction | null,
): Metadata {
  const { likes, saves, shares, views, comments } = counts ?? noCounts;
  return {
    contentId,
    // A fold and an own move may overlap for a moment on the screen; a count below zero would only confuse.
    likes: Math.max(0, likes),
    saves: Math.max(0, saves),
    shares: Math.max(0, shares),
    views: Math.max(0, views),
    comments: Math.max(0, comments),
    userInteractions: {
      liked: interaction?.liked ?? false,
      saved: interaction?.saved ?? false,
      shared: interaction?.shared ?? false,
      viewed: interaction != null && interaction.viewedAt !== null,
    },
  };
}

export function cardOf(content: StoredContent): ContentCard {
  const { contentType, contentId, title, description, thumbnailUrl, creator, createdAt } = content;
  return {
    contentType,
    contentId,
    title,
    ...(description === undefined ? {} : { description }),
    ...(thumbnailUrl === undefined ? {} : { thumbnailUrl }),
    ...(creator === undefined ? {} : { creator }),
    createdAt: createdAt.toDate(),
  };
}

export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}
