import type { CollectionGroup, CollectionReference, DocumentReference, Timestamp } from 'firebase-admin/firestore';
import { firestore, storedAs, typedDocument } from '../../platform/firestore.ts';

/** One edge. Its path is its uniqueness: `users/{followee}/followers/{follower}`. */
export interface Follow {
  follower: string;
  followee: string;
  followedAt: Timestamp;
}

export const followRef = (follower: string, followee: string): DocumentReference<Follow> =>
  typedDocument(`users/${followee}/followers/${follower}`);

export const followersOf = (uid: string): CollectionReference<Follow> =>
  firestore().collection(`users/${uid}/followers`).withConverter(storedAs<Follow>());

/** Every edge, to be narrowed to one follower. */
export const follows = (): CollectionGroup<Follow> =>
  firestore().collectionGroup('followers').withConverter(storedAs<Follow>());

/** Exists exactly while at least one of two people blocks the other: the one document that operations and rules look at. */
export interface BlockedPair {
  people: [string, string];
  /** The same two as one text, so that one query finds which of many pairs exist: see `pairKey`. */
  key: string;
  /** Who of the two blocks the other; one or both. */
  blockers: string[];
}

const inOrder = (one: string, other: string): [string, string] => (one < other ? [one, other] : [other, one]);

/** No uid has a slash. */
export const pairKey = (one: string, other: string): string => inOrder(one, other).join('/');

export const newPair = (blocker: string, blocked: string): BlockedPair => ({
  people: inOrder(blocker, blocked),
  key: pairKey(blocker, blocked),
  blockers: [blocker],
});

export const blockedPairRef = (one: string, other: string): DocumentReference<BlockedPair> => {
  const [first, second] = inOrder(one, other);
  return typedDocument(`blocks/${first}/with/${second}`);
};

export const blockedPairs = (): CollectionGroup<BlockedPair> =>
  firestore().collectionGroup('with').withConverter(storedAs<BlockedPair>());

/** The blocker's own list, which the blocked cannot read. */
export interface Block {
  uid: string;
  blockedAt: Timestamp;
}

export const blockRef = (blocker: string, blocked: string): DocumentReference<Block> =>
  typedDocument(`users/${blocker}/blocked/${blocked}`);

export const blockedBy = (uid: string): CollectionReference<Block> =>
  firestore().collection(`users/${uid}/blocked`).withConverter(storedAs<Block>());

/** Paths of the triggers on cards and on the shards of their follower counts. */
export const cardPath = 'users/{uid}';
export const cardShardPath = 'users/{uid}/shards/{shard}';
