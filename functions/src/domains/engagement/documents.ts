import type { CollectionReference, DocumentReference, Timestamp } from 'firebase-admin/firestore';
import { firestore, storedAs, typedDocument } from '../../platform/firestore.ts';
import { type ContentName, type ContentType, contentKey } from '../content/documents.ts';

/**
 * Everything that one user did to one content, in one document at the content's own key: one read answers all flags,
 * and two records of one like cannot exist. Taking something back is a soft delete: the record stays, with the time.
 * A field that is absent means never.
 */
export interface Interaction {
  contentType: ContentType;
  contentId: string;
  liked?: boolean;
  likedAt?: Timestamp;
  likeDeletedAt?: Timestamp | null;
  disliked?: boolean;
  dislikedAt?: Timestamp;
  dislikeDeletedAt?: Timestamp | null;
  saved?: boolean;
  savedAt?: Timestamp;
  saveDeletedAt?: Timestamp | null;
  shared?: boolean;
  sharedAt?: Timestamp;
  shareDeletedAt?: Timestamp | null;
  /** The last view that counted. */
  viewedAt?: Timestamp;
  /** The counter document that the last change moved: null = the content itself, else the number of its shard. */
  shard: number | null;
  /** Random id of the last change: tells a commit whose answer was lost from one that never happened. */
  op: string;
  /** Ids of the server's changes before it, newest first: the same for a change that another one has followed. */
  earlierOps?: string[];
  /** Changes made by clients under the rules, which bound them; the server leaves it alone. */
  n?: number;
  changedAt: Timestamp;
}

export const interactionRef = (uid: string, content: ContentName): DocumentReference<Interaction> =>
  typedDocument(`users/${uid}/interactions/${contentKey(content)}`);

export const interactionsOf = (uid: string): CollectionReference<Interaction> =>
  firestore().collection(`users/${uid}/interactions`).withConverter(storedAs<Interaction>());
