import type { CollectionReference, DocumentReference, Timestamp } from 'firebase-admin/firestore';
import type { Category } from '../../../../../sdk/src/verbs/creators.ts';
import { firestore, storedAs, typedDocument } from '../../../platform/firestore.ts';

/** Exists exactly while its user is an approved creator: the one truth of it. The card's `isCreator` follows it in the same
 *  commit. */
export interface Creator {
  uid: string;
  bio: string;
  categories: Category[];
  /** Id of an uploaded file. */
  profilePicture: string | null;
  isLive: boolean;
  /** When the approval was given. */
  createdAt: Timestamp;
  updatedAt: Timestamp;
}

export const creatorRef = (uid: string): DocumentReference<Creator> => typedDocument(`creators/${uid}`);

export const creators = (): CollectionReference<Creator> =>
  firestore().collection('creators').withConverter(storedAs<Creator>());
