import type {
  CollectionReference,
  DocumentReference,
  QueryDocumentSnapshot,
  Timestamp,
} from 'firebase-admin/firestore';
import { firestore, storedAs, typedDocument } from '../../platform/firestore.ts';
import type { HotFields } from '../../platform/hotNumber.ts';
import type { Role } from '../identity/documents.ts';

/** The public card: what everybody may know of a user. Strangers move `followers`, the main part of a hot number. */
export interface Card extends HotFields {
  uid: string;
  /** As its user spells it; unique without regard to case by `usernames/{lower case}`. */
  username: string;
  displayName: string;
  avatarUrl: string | null;
  bio: string | null;
  /** A hint for display; the truth is the standing. */
  role: Role;
  /** Approved as a creator. */
  isCreator: boolean;
  isVerified: boolean;
  followers: number;
  following: number;
  posts: number;
  createdAt: Timestamp;
  updatedAt: Timestamp;
}

export const cardRef = (uid: string): DocumentReference<Card> => typedDocument(`users/${uid}`);

/** What only its user may read. E-mail and password themselves live in Firebase Auth. */
export interface Account {
  email: string | null;
  emailVerified: boolean;
  hasPassword: boolean;
  phone: string | null;
  isPrivate: boolean;
  /** Asked for at sign-up; becomes a role by an admin alone. */
  sellerStatus: 'none' | 'pending' | 'approved';
  /** When the username was changed, newest first, at most the two that the limit looks at. */
  renamedAt: Timestamp[];
  updatedAt: Timestamp;
}

export const accountRef = (uid: string): DocumentReference<Account> => typedDocument(`users/${uid}/private/account`);

/** Whose a username is, by its lower-case spelling. */
export interface Reservation {
  uid: string;
  /** Set when its user has taken another name: nobody else may have it before this time. */
  heldUntil: Timestamp | null;
}

export const reservationRef = (username: string): DocumentReference<Reservation> =>
  typedDocument(`usernames/${username.toLowerCase()}`);

export const reservations = (): CollectionReference<Reservation> =>
  firestore().collection('usernames').withConverter(storedAs<Reservation>());

/** When somebody was last here, to the hour. Apart from the rest, so that it moves nothing else. */
export interface Activity {
  lastActiveAt: Timestamp;
}

export const activityRef = (uid: string): DocumentReference<Activity> => typedDocument(`users/${uid}/private/activity`);

/** A card as a trigger's event carries it. */
export const cardOf = (snapshot: QueryDocumentSnapshot): Card => storedAs<Card>().fromFirestore(snapshot);
