import type {
  CollectionReference,
  DocumentReference,
  QueryDocumentSnapshot,
  Timestamp,
} from 'firebase-admin/firestore';
import type { BreakdownPlatform } from '../../../../sdk/src/verbs/socialsync.ts';
import { firestore, storedAs, typedDocument } from '../../platform/firestore.ts';

export interface Figures {
  /** A whole number. */
  followers: number;
  /** Per cent, as it was sent. */
  engagement: number;
}

/** Everything but twitter from the start; twitter with its first sync. */
export type Breakdown = Record<Exclude<BreakdownPlatform, 'twitter'>, Figures> & { twitter?: Figures };

export interface Stats {
  platformBreakdown: Breakdown;
  /** The sum and the mean agree with the breakdown in every commit. */
  totalFollowers: number;
  avgEngagement: number;
}

interface Range {
  min: number;
  max: number;
}

/** A creator's profile with the figures of all platforms. Its fields are named as on the wire; `_id`, `id` and `__v` of
 *  the wire are not stored, as the document's own id says the same. */
export interface CreatorProfile {
  userId: string;
  displayName: string;
  bio: string;
  avatar: string;
  profileUrl: string;
  niche: string[];
  rizzScore: number;
  isPublic: boolean;
  isActive: boolean;
  stats: Stats;
  preferences: { audienceSize: Range; budget: Range; collaborationTypes: string[]; locations: string[] };
  location: { city: string; state: string; country: string };
  lastSeen: Timestamp;
  createdAt: Timestamp;
  /** Moves forward with every change, by at least a millisecond. */
  updatedAt: Timestamp;
}

export const creatorProfileRef = (uid: string): DocumentReference<CreatorProfile> =>
  typedDocument(`creatorProfiles/${uid}`);

/** One sync of one platform, as it left the profile. Written in the commit that changes the profile, and never again. */
export interface SyncPoint {
  platform: BreakdownPlatform;
  followers: number;
  engagement: number;
  totalFollowers: number;
  source: 'manual' | 'auto';
  syncedAt: Timestamp;
}

export const syncHistory = (uid: string): CollectionReference<SyncPoint> =>
  firestore().collection(`creatorProfiles/${uid}/syncHistory`).withConverter(storedAs<SyncPoint>());

/** Path of the triggers on the points of the history, and a point as their events carry it. */
export const syncPointPath = 'creatorProfiles/{uid}/syncHistory/{id}';

export const syncPointOf = (snapshot: QueryDocumentSnapshot): SyncPoint =>
  storedAs<SyncPoint>().fromFirestore(snapshot);

export const syncPointRef = (uid: string, id: string): DocumentReference<SyncPoint> =>
  typedDocument(`creatorProfiles/${uid}/syncHistory/${id}`);
