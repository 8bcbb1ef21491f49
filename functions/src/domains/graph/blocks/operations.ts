/**
 * Who blocks whom, and what follows have to do with it.
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
import { FieldValue, type WriteBatch } from 'firebase-admin/firestore';
import { isContentId as canNameADocument } from '../../../../../sdk/src/verbs/names.ts';
import { untilCommitted } from '../../../platform/attempts.ts';
import type { Caller } from '../../../platform/auth.ts';
import { Failure, unauthenticated } from '../../../platform/failure.ts';
import { deleteAsRead, firestore, getTogether } from '../../../platform/firestore.ts';
import { standingRef } from '../../identity/documents.ts';
import { admit, assertStanding } from '../../identity/operations.ts';
import { moveCard, userNotFound } from '../../profiles/cards/operations.ts';
import { cardRef } from '../../profiles/documents.ts';
import { ensureCard } from '../../profiles/operations.ts';
import { blockedPairRef, blockRef, followRef, newPair } from '../documents.ts';

export const betweenBlocked = (): Failure =>
  new Failure('permission-denied', 'This action is not allowed between blocked people', { reason: 'blocked' });

const selfBlock = (): Failure => new Failure('invalid-argument', 'You cannot block yourself', { reason: 'self-block' });

/** Makes a commit fail, all of it, while one of two people blocks the other. Deleting what must not exist changes nothing
 *  and looks at the document in the commit's own instant: 1 delete and no read, however many others either blocks. */
export function refuseWhenBlocked(batch: WriteBatch, one: string, other: string): void {
  batch.delete(blockedPairRef(one, other), { exists: false });
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

export const noCard: unique symbol = Symbol('somebody has no card yet');

/** Runs an attempt until its commit goes through. When it finds somebody without a card, those accounts that exist are
 *  given theirs, once.
 *  @throws not-found */
export async function withCards<Result>(
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
export async function assertOther(caller: Caller, other: string, self: () => Failure): Promise<void> {
  if (caller.anonymous) throw unauthenticated('anonymous');
  if (!canNameADocument(other)) return refuseUnknown(caller);
  if (other !== caller.uid) return;
  await admit(caller, 'user');
  throw self();
}

export async function refuseUnknown(caller: Caller): Promise<never> {
  await admit(caller, 'user');
  throw userNotFound();
}

/** Ends what parts two people, whoever of them blocks. May be repeated. Reads 3, at most 3 deletes. */
export async function forgetPair(one: string, other: string): Promise<void> {
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
