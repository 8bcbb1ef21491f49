import type { CollectionReference, DocumentReference, Timestamp } from 'firebase-admin/firestore';
import {
  type ContentStatus,
  type ContentType,
  type Counter,
  type Creator,
  contentKey,
  counters,
} from '../../../../sdk/src/verbs/content.ts';
import { firestore, storedAs, typedDocument } from '../../platform/firestore.ts';
import type { HotFields } from '../../platform/hotNumber.ts';

export { type ContentType, type Counter, contentKey, counters };

/** What names one content. Ids are unique within a type only. */
export interface ContentName {
  readonly contentType: ContentType;
  readonly contentId: string;
}

export type Counts = Record<Counter, number>;

/** Everything that can be liked, saved, shared, viewed. The counters are the main part of hot numbers. */
export interface Content extends Counts, HotFields {
  contentType: ContentType;
  contentId: string;
  status: ContentStatus;
  title: string;
  description?: string;
  thumbnailUrl?: string;
  /** The author's card as it was when the content was written, so that a list needs no second read. */
  creator?: Creator;
  createdAt: Timestamp;
  /** Last edit of what is shown; counters do not touch it. */
  updatedAt: Timestamp;
}

export const contents = (): CollectionReference<Content> =>
  firestore().collection('contents').withConverter(storedAs<Content>());

export const contentRef = (content: ContentName): DocumentReference<Content> => contentRefOf(contentKey(content));

export const contentRefOf = (key: string): DocumentReference<Content> => typedDocument(`contents/${key}`);

/** Paths of the triggers on contents and on the shards of their counters. */
export const contentPath = 'contents/{key}';
export const contentShardPath = 'contents/{key}/shards/{shard}';
