import type { DocumentSnapshot } from 'firebase-admin/firestore';
import { Timestamp } from 'firebase-admin/firestore';
import type { Category, CreatorEdit } from '../../../../../sdk/src/verbs/creators.ts';
import { isContentId as canNameADocument } from '../../../../../sdk/src/verbs/names.ts';
import { untilCommitted } from '../../../platform/attempts.ts';
import type { Caller } from '../../../platform/auth.ts';
import { nowMs } from '../../../platform/clock.ts';
import { Failure } from '../../../platform/failure.ts';
import { firestore, getGroups, getTogether } from '../../../platform/firestore.ts';
import { cachedCountOf, documentsAt, type PageNumber, totalWith } from '../../../platform/pages.ts';
import { exported, type PersonData } from '../../../platform/personData.ts';
import { standingRef } from '../../identity/documents.ts';
import { refusal } from '../../identity/logic.ts';
import { assertStanding } from '../../identity/operations.ts';
import { followersNow } from '../../profiles/cards/operations.ts';
import { type Card, cardRef, reservationRef } from '../../profiles/documents.ts';
import { followRef } from '../documents.ts';
import { hiddenFrom } from '../people/operations.ts';
import { type Creator, creatorRef, creators } from './documents.ts';

const notACreator = (): Failure =>
  new Failure('permission-denied', 'Creator approval required', { reason: 'not-creator' });

const creatorNotFound = (): Failure => new Failure('not-found', 'Creator not found', { reason: 'creator-not-found' });

/** A creator as everybody sees one. */
export interface ShownCreator {
  readonly card: Card;
  readonly creator: Creator;
  readonly followerCount: number;
}

/** Lets an approved creator in good standing pass, by what is stored now: an approval and its withdrawal act on the next
 *  request. Reads 2, one round trip.
 *  @throws unauthenticated; permission-denied (not-creator) */
export async function requireCreator(caller: Caller): Promise<Creator> {
  const [standing, creator] = await getTogether(standingRef(caller.uid), creatorRef(caller.uid));
  assertStanding(caller, standing.data());
  return approved(creator);
}

/** The caller's own creator profile. Reads 3, one round trip; + N and one trip when the followers are sharded.
 *  @throws unauthenticated; permission-denied (not-creator) */
export async function getCreator(caller: Caller): Promise<{ creator: Creator; followerCount: number }> {
  const [standing, creator, card] = await getTogether(
    standingRef(caller.uid),
    creatorRef(caller.uid),
    cardRef(caller.uid),
  );
  assertStanding(caller, standing.data());
  return { creator: approved(creator), followerCount: await followersNow(card) };
}

/** Changes the caller's creator profile; fields that are absent stay. May be repeated. Reads 3, writes 1, two round trips.
 *  @throws unauthenticated; permission-denied (not-creator); unavailable */
export async function updateCreator(
  caller: Caller,
  changes: CreatorEdit,
): Promise<{ creator: Creator; followerCount: number }> {
  return untilCommitted(async () => {
    const [standing, creator, card] = await getTogether(
      standingRef(caller.uid),
      creatorRef(caller.uid),
      cardRef(caller.uid),
    );
    assertStanding(caller, standing.data());
    const before = approved(creator);
    const { updateTime } = creator;
    if (updateTime === undefined) throw notACreator();
    const after = { ...before, ...present(changes), updatedAt: Timestamp.fromMillis(nowMs()) };
    const batch = firestore().batch();
    batch.update(creator.ref.withConverter(null), { ...after }, { lastUpdateTime: updateTime });
    await batch.commit();
    return { creator: after, followerCount: await followersNow(card) };
  });
}

const present = ({ bio, categories, profilePicture }: CreatorEdit): Partial<Creator> => ({
  ...(bio === undefined ? {} : { bio }),
  ...(categories === undefined ? {} : { categories }),
  ...(profilePicture === undefined ? {} : { profilePicture }),
});

function approved(creator: DocumentSnapshot<Creator>): Creator {
  const stored = creator.data();
  if (stored === undefined) throw notACreator();
  return stored;
}

export interface CreatorFilter {
  readonly live?: boolean | undefined;
  readonly category?: Category | undefined;
}

/** Approved creators, last approved first, without those whom a block parts from the viewer. Reads 2 for each and 1 to 3,
 *  and what the page skips; two round trips, and one when the total is asked for the first time in a minute. */
export async function listCreators(
  { live, category }: CreatorFilter,
  place: PageNumber,
  viewer: Caller | null,
): Promise<{ creators: ShownCreator[]; total: number }> {
  let query = creators().orderBy('createdAt', 'desc');
  if (live !== undefined) query = query.where('isLive', '==', live);
  if (category !== undefined) query = query.where('categories', 'array-contains', category);
  const found = (await documentsAt(query, place)).map((document) => document.data());
  const uids = found.map(({ uid }) => uid);
  const [[cards, [standing]], hidden, total] = await Promise.all([
    getGroups(uids.map(cardRef), viewer === null ? [] : [standingRef(viewer.uid)]),
    viewer === null ? new Set<string>() : hiddenFrom(viewer.uid, uids),
    totalWith(place, found, () => cachedCountOf(`creators ${live} ${category}`, query)),
  ]);
  const isViewer = viewer !== null && refusal(viewer, standing?.data()) === null;
  const shown = found.flatMap((creator, index) => {
    const card = cards[index]?.data();
    if (card === undefined || (isViewer && hidden.has(creator.uid))) return [];
    return [{ creator, card, followerCount: card.followers }];
  });
  return { creators: shown, total };
}

/** One approved creator by username, in any letter case. Reads 3, for a viewer 5; two round trips; + N and one trip when
 *  the followers are sharded.
 *  @throws not-found */
export async function findCreator(
  username: string,
  viewer: Caller | null,
): Promise<ShownCreator & { isFollowing: boolean }> {
  const canExist = usernameForm.test(username) && canNameADocument(username);
  const reservation = canExist ? (await reservationRef(username).get()).data() : undefined;
  // A name that is only held for its former user names nobody.
  if (reservation === undefined || reservation.heldUntil !== null) throw creatorNotFound();
  const { uid } = reservation;
  const [[card], [creator], edges, [standing]] = await getGroups(
    [cardRef(uid)],
    [creatorRef(uid)],
    viewer === null ? [] : [followRef(viewer.uid, uid)],
    viewer === null ? [] : [standingRef(viewer.uid)],
  );
  const [shownCard, shownCreator] = [card?.data(), creator?.data()];
  if (card === undefined || shownCard === undefined || shownCreator === undefined) throw creatorNotFound();
  return {
    card: shownCard,
    creator: shownCreator,
    followerCount: await followersNow(card),
    isFollowing: viewer !== null && edges[0]?.exists === true && refusal(viewer, standing?.data()) === null,
  };
}

/** What can be a username at all, however it came about. */
const usernameForm = /^[\p{L}\p{N}_.-]{1,128}$/u;

export const personData: PersonData = {
  domain: 'creators',
  async *exportOf(uid) {
    const creator = await creatorRef(uid).get();
    const stored = creator.data();
    if (stored !== undefined) yield exported(creator.ref.path, stored);
  },
  async erase(uid) {
    await creatorRef(uid).delete();
  },
};
