import {
  type CollectionReference,
  collection,
  type DocumentReference,
  type DocumentSnapshot,
  doc,
  type Firestore,
  Timestamp,
} from 'firebase/firestore';
import { FirecircleError } from './errors.ts';
import { type Fields, fieldsOf, int, isRecord, text, time } from './fields.ts';
import type { Creator } from './verbs/content.ts';
import { type ContentType, type Counter, contentKey, isContentId, isContentType } from './verbs/names.ts';

export interface ContentName {
  contentType: ContentType;
  contentId: string;
}

/** A visible content as it is stored. The true count of a counter is this one plus the sum of the shards. */
export interface StoredContent extends ContentName {
  title: string;
  description?: string;
  thumbnailUrl?: string;
  creator?: Creator;
  createdAt: Timestamp;
  counts: Record<Counter, number>;
  shards: number;
  foldedAt: Timestamp | null;
}

/** What one user did with one content. */
export interface StoredInteraction extends ContentName {
  liked: boolean;
  likedAt: Timestamp | null;
  likeDeletedAt: Timestamp | null;
  saved: boolean;
  savedAt: Timestamp | null;
  saveDeletedAt: Timestamp | null;
  shared: boolean;
  sharedAt: Timestamp | null;
  shareDeletedAt: Timestamp | null;
  viewedAt: Timestamp | null;
  shard: number | null;
  op: string;
  n: number;
  changedAt: Timestamp | null;
}

/** One shard of a hot content's counters. */
export interface StoredShard {
  counts: Record<Counter, number>;
  foldedAt: Timestamp | null;
}

/** @throws invalid-argument */
export function contentName(contentType: ContentType, contentId: string): ContentName {
  if (!isContentType(contentType)) throw new FirecircleError('invalid-argument', 'Invalid content type.');
  if (!isContentId(contentId)) {
    throw new FirecircleError('invalid-argument', 'Invalid content id.');
  }
  return { contentType, contentId };
}

export function contentsRef(firestore: Firestore): CollectionReference {
  return collection(firestore, 'contents');
}

export function contentRef(firestore: Firestore, name: ContentName): DocumentReference {
  return doc(firestore, 'contents', contentKey(name));
}

export function shardsRef(content: DocumentReference): CollectionReference {
  return collection(content, 'shards');
}

export function shardRef(content: DocumentReference, shard: number): DocumentReference {
  return doc(content, 'shards', String(shard));
}

export function interactionsRef(firestore: Firestore, uid: string): CollectionReference {
  return collection(firestore, 'users', uid, 'interactions');
}

export function interactionRef(firestore: Firestore, uid: string, key: string): DocumentReference {
  return doc(firestore, 'users', uid, 'interactions', key);
}

function countsOf(fields: Fields): Record<Counter, number> {
  return {
    likes: int(fields.likes),
    dislikes: int(fields.dislikes),
    saves: int(fields.saves),
    shares: int(fields.shares),
    views: int(fields.views),
    comments: int(fields.comments),
  };
}

function creatorOf(value: unknown): Creator | undefined {
  if (!isRecord(value)) return undefined;
  const uid = text(value.uid);
  const displayName = text(value.displayName);
  const avatarUrl = text(value.avatarUrl);
  if (uid === undefined || displayName === undefined) return undefined;
  return { uid, displayName, ...(avatarUrl === undefined ? {} : { avatarUrl }) };
}

function nameOf(fields: Fields): ContentName | null {
  const contentType = fields.contentType;
  const contentId = text(fields.contentId);
  return isContentType(contentType) && contentId !== undefined ? { contentType, contentId } : null;
}

/** Null when the content is absent, not visible, or of a type that this version of the SDK does not know. */
export function readContent(snapshot: DocumentSnapshot): StoredContent | null {
  const fields = fieldsOf(snapshot);
  const name = fields && nameOf(fields);
  if (!name || fields.status !== 'visible') return null;
  const description = text(fields.description);
  const thumbnailUrl = text(fields.thumbnailUrl);
  const creator = creatorOf(fields.creator);
  return {
    ...name,
    title: text(fields.title) ?? '',
    ...(description === undefined ? {} : { description }),
    ...(thumbnailUrl === undefined ? {} : { thumbnailUrl }),
    ...(creator === undefined ? {} : { creator }),
    createdAt: time(fields.createdAt) ?? new Timestamp(0, 0),
    counts: countsOf(fields),
    shards: int(fields.shards),
    foldedAt: time(fields.foldedAt),
  };
}

export function readInteraction(snapshot: DocumentSnapshot): StoredInteraction | null {
  const fields = fieldsOf(snapshot);
  const name = fields && nameOf(fields);
  if (!name) return null;
  return {
    ...name,
    liked: fields.liked === true,
    likedAt: time(fields.likedAt),
    likeDeletedAt: time(fields.likeDeletedAt),
    saved: fields.saved === true,
    savedAt: time(fields.savedAt),
    saveDeletedAt: time(fields.saveDeletedAt),
    shared: fields.shared === true,
    sharedAt: time(fields.sharedAt),
    shareDeletedAt: time(fields.shareDeletedAt),
    viewedAt: time(fields.viewedAt),
    shard: typeof fields.shard === 'number' ? fields.shard : null,
    op: text(fields.op) ?? '',
    n: int(fields.n),
    changedAt: time(fields.changedAt),
  };
}

export function readShard(snapshot: DocumentSnapshot): StoredShard {
  const fields = fieldsOf(snapshot) ?? {};
  return { counts: countsOf(fields), foldedAt: time(fields.foldedAt) };
}
