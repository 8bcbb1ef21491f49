/** Who follows whom. What follows and blocks promise each other is said where the blocks are. */
import { type DocumentSnapshot, FieldValue } from 'firebase-admin/firestore';
import { isContentId as canNameADocument } from '../../../../sdk/src/verbs/names.ts';
import { untilCommitted } from '../../platform/attempts.ts';
import type { Caller } from '../../platform/auth.ts';
import { isDemoProject, wholeNumber } from '../../platform/config.ts';
import { Failure, unauthenticated } from '../../platform/failure.ts';
import {
  type CommitOutcome,
  commitWithResults,
  deleteAsRead,
  firestore,
  getTogether,
} from '../../platform/firestore.ts';
import { numberAfterMove } from '../../platform/hotNumber.ts';
import { everyDocument, forEachAtOnce } from '../../platform/pages.ts';
import { exported, type PersonData } from '../../platform/personData.ts';
import { assertWithin, type Limit } from '../../platform/rateLimit.ts';
import { standingRef } from '../identity/documents.ts';
import { refusal } from '../identity/logic.ts';
import { assertStanding } from '../identity/operations.ts';
import { followersNow, moveCard, userNotFound } from '../profiles/cards/operations.ts';
import { type Card, cardRef } from '../profiles/documents.ts';
import { ensureCard } from '../profiles/operations.ts';
import {
  assertOther,
  betweenBlocked,
  forgetPair,
  noCard,
  refuseUnknown,
  refuseWhenBlocked,
  withCards,
} from './blocks/operations.ts';
import { blockedBy, blockedPairRef, blockedPairs, type Follow, followersOf, followRef, follows } from './documents.ts';

const selfFollow = (): Failure =>
  new Failure('invalid-argument', 'You cannot follow yourself', { reason: 'self-follow' });

const notACreator = (): Failure =>
  new Failure('invalid-argument', 'You can only follow approved creators', { reason: 'follow-not-creator' });

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
