/**
 * Who follows and who blocks whom.
 *
 * No follow is ever left between two people of whom one blocks the other, whatever happens at once and in whatever order:
 *
 * 1. A follow's commit demands that the pair document does not exist (`refuseWhenBlocked`), so no edge is made while it
 *    does.
 * 2. The commit that makes the pair document deletes both edges in the version that it has read, and where it has read
 *    none it demands that there is none. An edge that came or went in between fails the commit, which is then decided
 *    anew. So at the moment at which the pair comes to be there is no edge, and by 1 there is none until it ends.
 *
 * The same preconditions keep counters equal to edges: every commit that makes an edge adds one on either card, every
 * commit that ends one takes one away, and an edge in one version is made once and ended once. Verbs name the state that
 * they leave; so when a commit's answer was lost, the next read finds that it is so already.
 */
import { type DocumentSnapshot, FieldValue, type WriteBatch } from 'firebase-admin/firestore';
import { isContentId as canNameADocument } from '../../../../sdk/src/verbs/names.ts';
import { untilCommitted } from '../../platform/attempts.ts';
import type { Caller } from '../../platform/auth.ts';
import { isDemoProject, wholeNumber } from '../../platform/config.ts';
import { Failure, unauthenticated } from '../../platform/failure.ts';
import { type CommitOutcome, commitWithResults, firestore, getTogether } from '../../platform/firestore.ts';
import { addMoves, chooseShard, numberAfterMove } from '../../platform/hotNumber.ts';
import { everyDocument, forEachAtOnce } from '../../platform/pages.ts';
import { exported, type PersonData } from '../../platform/personData.ts';
import { assertWithin, type Limit } from '../../platform/rateLimit.ts';
import { followersNow, userNotFound } from '../cards/operations.ts';
import { standingRef } from '../identity/documents.ts';
import { refusal } from '../identity/logic.ts';
import { admit, assertStanding } from '../identity/operations.ts';
import { type Card, cardRef } from '../profiles/documents.ts';
import { ensureCard } from '../profiles/operations.ts';
import {
  blockedBy,
  blockedPairRef,
  blockedPairs,
  blockRef,
  type Follow,
  followersOf,
  followRef,
  follows,
  newPair,
} from './documents.ts';

export const betweenBlocked = (): Failure =>
  new Failure('permission-denied', 'This action is not allowed between blocked people', { reason: 'blocked' });

const selfFollow = (): Failure =>
  new Failure('invalid-argument', 'You cannot follow yourself', { reason: 'self-follow' });

const selfBlock = (): Failure => new Failure('invalid-argument', 'You cannot block yourself', { reason: 'self-block' });

const notACreator = (): Failure =>
  new Failure('invalid-argument', 'You can only follow approved creators', { reason: 'follow-not-creator' });

/** Makes a commit fail, all of it, while one of two people blocks the other. Deleting what must not exist changes nothing
 *  and looks at the document in the commit's own instant: 1 delete and no read, however many others either blocks. */
export function refuseWhenBlocked(batch: WriteBatch, one: string, other: string): void {
  batch.delete(blockedPairRef(one, other), { exists: false });
}

export interface FollowState {
  readonly following: boolean;
  /** As the call left it. */
  readonly followerCount: number;
}

/** Nobody means to follow faster than this. */
const followLimit: Limit = {
  scope: 'follow',
  max: wholeNumber('FIRECIRCLE_FOLLOWS', isDemoProject ? 100_000 : 200),
  windowMs: 10 * 60_000,
};

/** Follows a person; with `creatorsOnly` an approved creator alone. May be repeated. Reads 5, writes 4 (one for the limit)
 *  and 1 delete (a precondition), two round trips; + N reads and one trip when the followers are sharded. When it is so
 *  already, the limit's write alone. An account that has no card yet gets one, which costs more, once.
 *  @throws unauthenticated, invalid-argument (self-follow, follow-not-creator), permission-denied (blocked), not-found,
 *  resource-exhausted, unavailable */
export async function followUser(
  caller: Caller,
  followee: string,
  { creatorsOnly = false }: { creatorsOnly?: boolean } = {},
): Promise<FollowState> {
  await assertOther(caller, followee, selfFollow);
  const withinLimit = untilCommitted(() => assertWithin(followLimit, caller.uid));
  // Looked at when the first read is back; until then a refusal would be one that nobody handles.
  withinLimit.catch(() => {});
  return withCards([followee, caller.uid], async () => {
    const [standing, edge, pair, followeeCard, ownCard] = await getTogether(
      standingRef(caller.uid),
      followRef(caller.uid, followee),
      blockedPairRef(caller.uid, followee),
      cardRef(followee),
      cardRef(caller.uid),
    );
    assertStanding(caller, standing.data());
    await withinLimit;
    const card = followeeCard.data();
    if (card === undefined || !ownCard.exists) return noCard;
    if (pair.exists) throw betweenBlocked();
    if (edge.exists) return { following: true, followerCount: await followersNow(followeeCard) };
    if (creatorsOnly && !card.isCreator) throw notACreator();

    const batch = firestore().batch();
    const shard = moveCard(batch, followeeCard, { followers: 1 });
    moveCard(batch, ownCard, { following: 1 });
    batch.create(edge.ref.withConverter(null), {
      follower: caller.uid,
      followee,
      followedAt: FieldValue.serverTimestamp(),
    });
    refuseWhenBlocked(batch, caller.uid, followee);
    return {
      following: true,
      followerCount: await followersAfter(followeeCard, shard, await commitWithResults(batch)),
    };
  });
}

/** Ends a follow. May be repeated. Reads 4, writes 2 and 1 delete, two round trips; + N reads and one trip when the
 *  followers are sharded. No write when there is none.
 *  @throws unauthenticated, not-found, unavailable */
export async function unfollowUser(caller: Caller, followee: string): Promise<FollowState> {
  if (caller.anonymous) throw unauthenticated('anonymous');
  if (!canNameADocument(followee)) return refuseUnknown(caller);
  return withCards([followee], async () => {
    const [standing, edge, followeeCard, ownCard] = await getTogether(
      standingRef(caller.uid),
      followRef(caller.uid, followee),
      cardRef(followee),
      cardRef(caller.uid),
    );
    assertStanding(caller, standing.data());
    if (!followeeCard.exists) return noCard;
    if (!edge.exists) return { following: false, followerCount: await followersNow(followeeCard) };

    const batch = firestore().batch();
    const shard = moveCard(batch, followeeCard, { followers: -1 });
    moveCard(batch, ownCard, { following: -1 });
    deleteAsRead(batch, edge);
    return {
      following: false,
      followerCount: await followersAfter(followeeCard, shard, await commitWithResults(batch)),
    };
  });
}

/** Whether the caller follows a person; nobody does without a token, or with one that is no longer good.
 *  Reads 3, without a token 1; one round trip.
 *  @throws not-found */
export async function isFollowing(caller: Caller | null, followee: string): Promise<boolean> {
  if (!canNameADocument(followee)) throw userNotFound();
  if (caller === null) {
    await ensureCard(followee);
    return false;
  }
  const [standing, edge, card] = await getTogether(
    standingRef(caller.uid),
    followRef(caller.uid, followee),
    cardRef(followee),
  );
  if (!card.exists) await ensureCard(followee);
  return edge.exists && refusal(caller, standing.data()) === null;
}

/** Blocks a person, and ends the follows between the two, all in one commit. May be repeated. Reads 7, writes 2 and 2
 *  deletes, and 2 writes more for each follow that it ends; two round trips.
 *  @throws unauthenticated, invalid-argument (self-block), not-found, unavailable */
export async function blockUser(caller: Caller, other: string): Promise<void> {
  await assertOther(caller, other, selfBlock);
  const me = caller.uid;
  await withCards([other], async () => {
    const [standing, block, pair, following, followed, otherCard, ownCard] = await getTogether(
      standingRef(me),
      blockRef(me, other),
      blockedPairRef(me, other),
      followRef(me, other),
      followRef(other, me),
      cardRef(other),
      cardRef(me),
    );
    assertStanding(caller, standing.data());
    if (!otherCard.exists) return noCard;
    if (block.exists) return null;

    const batch = firestore().batch();
    batch.create(block.ref.withConverter(null), { uid: other, blockedAt: FieldValue.serverTimestamp() });
    if (pair.updateTime === undefined) batch.create(pair.ref, newPair(me, other));
    else {
      batch.update(
        pair.ref.withConverter(null),
        { blockers: FieldValue.arrayUnion(me) },
        { lastUpdateTime: pair.updateTime },
      );
    }
    for (const edge of [following, followed]) deleteAsRead(batch, edge);
    const ended = { mine: following.exists ? -1 : 0, theirs: followed.exists ? -1 : 0 };
    moveCard(batch, ownCard, { following: ended.mine, followers: ended.theirs });
    moveCard(batch, otherCard, { following: ended.theirs, followers: ended.mine });
    await batch.commit();
    return null;
  });
}

/** Takes the caller's own block back; what it ended is not restored, and a block by the other stays. May be repeated.
 *  Reads 4, writes at most 1 and 2 deletes, two round trips; no write when there is none.
 *  @throws unauthenticated, not-found, unavailable */
export async function unblockUser(caller: Caller, other: string): Promise<void> {
  if (caller.anonymous) throw unauthenticated('anonymous');
  if (!canNameADocument(other)) return refuseUnknown(caller);
  await withCards([other], async () => {
    const [standing, block, pair, otherCard] = await getTogether(
      standingRef(caller.uid),
      blockRef(caller.uid, other),
      blockedPairRef(caller.uid, other),
      cardRef(other),
    );
    assertStanding(caller, standing.data());
    if (!block.exists) return otherCard.exists ? null : noCard;
    const batch = firestore().batch();
    deleteAsRead(batch, block);
    if (pair.updateTime !== undefined && pair.data()?.blockers.includes(other)) {
      batch.update(
        pair.ref.withConverter(null),
        { blockers: FieldValue.arrayRemove(caller.uid) },
        { lastUpdateTime: pair.updateTime },
      );
    } else deleteAsRead(batch, pair);
    await batch.commit();
    return null;
  });
}

const noCard = Symbol('somebody has no card yet');

/** Runs an attempt until its commit goes through. When it finds somebody without a card, those accounts that exist are
 *  given theirs, once.
 *  @throws not-found */
async function withCards<Result>(
  uids: readonly string[],
  attempt: () => Promise<Result | typeof noCard>,
): Promise<Result> {
  const first = await untilCommitted(attempt);
  if (first !== noCard) return first;
  await Promise.all(uids.map(ensureCard));
  const second = await untilCommitted(attempt);
  if (second === noCard) throw userNotFound();
  return second;
}

/** Refuses whom nobody can follow or block. Who may not call at all is told that first, as everywhere. */
async function assertOther(caller: Caller, other: string, self: () => Failure): Promise<void> {
  if (caller.anonymous) throw unauthenticated('anonymous');
  if (!canNameADocument(other)) return refuseUnknown(caller);
  if (other !== caller.uid) return;
  await admit(caller, 'user');
  throw self();
}

async function refuseUnknown(caller: Caller): Promise<never> {
  await admit(caller, 'user');
  throw userNotFound();
}

/** Deletes a document in the version that was read; one that was absent must be absent still. */
function deleteAsRead<T extends object>(batch: WriteBatch, document: DocumentSnapshot<T>): void {
  const { updateTime } = document;
  batch.delete(document.ref, updateTime === undefined ? { exists: false } : { lastUpdateTime: updateTime });
}

/** Moves a card's numbers; a card that is gone has none. Answers the shard that the followers went to. */
function moveCard(
  batch: WriteBatch,
  card: DocumentSnapshot<Card>,
  { followers = 0, following = 0 }: { followers?: number; following?: number },
): number | null {
  const stored = card.data();
  if (stored === undefined) return null;
  const shard = followers === 0 ? null : chooseShard(stored.shards);
  if (shard !== null) addMoves(batch, card.ref, shard, { followers });
  const moves = {
    ...(shard === null && followers !== 0 ? { followers } : {}),
    ...(following === 0 ? {} : { following }),
  };
  if (Object.keys(moves).length > 0) addMoves(batch, card.ref, null, moves);
  return shard;
}

/** The exact number of followers right after a commit whose first write moved it. N reads and one trip when sharded. */
async function followersAfter(
  card: DocumentSnapshot<Card>,
  shard: number | null,
  { commitTime, transformed }: CommitOutcome,
): Promise<number> {
  const part = transformed[0]?.[0];
  if (typeof part !== 'number') throw new Error('The commit answered without its counter');
  if (shard === null) return part;
  return numberAfterMove(card.ref, card.data()?.shards ?? 0, 'followers', { shard, part, commitTime });
}

/** Ends a follow, whoever of the two is still there. May be repeated. Reads 3, writes at most 2 and 1 delete. */
async function takeBackFollow({ follower, followee }: Pick<Follow, 'follower' | 'followee'>): Promise<void> {
  await untilCommitted(async () => {
    const [edge, followeeCard, ownCard] = await getTogether(
      followRef(follower, followee),
      cardRef(followee),
      cardRef(follower),
    );
    if (!edge.exists) return;
    const batch = firestore().batch();
    moveCard(batch, followeeCard, { followers: -1 });
    moveCard(batch, ownCard, { following: -1 });
    deleteAsRead(batch, edge);
    await batch.commit();
  });
}

/** Ends what parts two people, whoever of them blocks. May be repeated. Reads 3, at most 3 deletes. */
async function forgetPair(one: string, other: string): Promise<void> {
  await untilCommitted(async () => {
    const [pair, block, blockByOther] = await getTogether(
      blockedPairRef(one, other),
      blockRef(one, other),
      blockRef(other, one),
    );
    if (!pair.exists && !block.exists && !blockByOther.exists) return;
    const batch = firestore().batch();
    deleteAsRead(batch, pair);
    deleteAsRead(batch, block);
    deleteAsRead(batch, blockByOther);
    await batch.commit();
  });
}

const atOnce = 20;

/** Who blocks a person is the secret of those who do: it is let go with the person, and not given out. */
export const personData: PersonData = {
  domain: 'graph',
  async *exportOf(uid) {
    for (const edges of [ownFollows(uid), followersOf(uid)]) {
      for await (const edge of everyDocument(edges)) yield exported(edge.ref.path, edge.data());
    }
    for await (const block of everyDocument(blockedBy(uid))) yield exported(block.ref.path, block.data());
  },
  async erase(uid) {
    for (const edges of [ownFollows(uid), followersOf(uid)]) {
      await forEachAtOnce(everyDocument(edges), atOnce, (edge) => takeBackFollow(edge.data()));
    }
    const pairs = blockedPairs().where('people', 'array-contains', uid);
    await forEachAtOnce(everyDocument(pairs), atOnce, (pair) => forgetPair(...pair.data().people));
  },
};

/** In an order that an index has. */
const ownFollows = (uid: string) => follows().where('follower', '==', uid).orderBy('followedAt', 'desc');
