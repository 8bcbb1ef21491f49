/**
 * Lists of people, as a viewer may see them: two people of whom one blocks the other do not see each other in any list.
 * They are left out of a page after it was read, so a page may be shorter than its limit, and totals count them.
 */
import { type DocumentReference, FieldPath, type Query, Timestamp } from 'firebase-admin/firestore';
import { isContentId as canNameADocument } from '../../../../../sdk/src/verbs/names.ts';
import type { Caller } from '../../../platform/auth.ts';
import { getGroups } from '../../../platform/firestore.ts';
import { countOf, documentsAt, type PageNumber, totalWith } from '../../../platform/pages.ts';
import { standingRef } from '../../identity/documents.ts';
import { refusal } from '../../identity/logic.ts';
import { followersNow, userNotFound } from '../../profiles/cards/operations.ts';
import { type Card, cardRef } from '../../profiles/documents.ts';
import { ensureCard } from '../../profiles/operations.ts';
import { blockedBy, blockedPairs, blockRef, followersOf, followRef, follows, pairKey } from '../documents.ts';

/** Somebody in a list. */
export interface Listed {
  readonly card: Card;
  /** Since when: of the follow or the block. */
  readonly at: Timestamp;
}

export interface NumberedPage {
  readonly people: readonly Listed[];
  readonly total: number;
}

/** Where a list goes on: its last person, as plain data. */
export interface PersonCursor {
  readonly at: { readonly seconds: number; readonly nanoseconds: number };
  readonly uid: string;
}

export interface CursorPage {
  readonly people: readonly Listed[];
  readonly next: PersonCursor | null;
}

/** One fact about one person in a list. */
interface Entry {
  readonly uid: string;
  readonly at: Timestamp;
}

/** A list of facts, last first. */
interface Facts<Fact> {
  readonly query: Query<Fact>;
  readonly entryOf: (fact: Fact) => Entry;
  readonly refOf: (uid: string) => DocumentReference<Fact>;
}

const followersFacts = (uid: string) => ({
  query: followersOf(uid).orderBy('followedAt', 'desc'),
  entryOf: ({ follower, followedAt }: { follower: string; followedAt: Timestamp }) => ({
    uid: follower,
    at: followedAt,
  }),
  refOf: (follower: string) => followRef(follower, uid),
});

const followingFacts = (uid: string) => ({
  query: follows().where('follower', '==', uid).orderBy('followedAt', 'desc'),
  entryOf: ({ followee, followedAt }: { followee: string; followedAt: Timestamp }) => ({
    uid: followee,
    at: followedAt,
  }),
  refOf: (followee: string) => followRef(uid, followee),
});

const blockedFacts = (uid: string) => ({
  query: blockedBy(uid).orderBy('blockedAt', 'desc'),
  entryOf: ({ uid: blocked, blockedAt }: { uid: string; blockedAt: Timestamp }) => ({ uid: blocked, at: blockedAt }),
  refOf: (blocked: string) => blockRef(uid, blocked),
});

/** Who follows a person, by page number. The viewer's own standing decides whether there is a viewer at all.
 *  Reads 2 per person and 1 to 3, and what the page skips; two round trips; + N and one trip for sharded followers.
 *  @throws not-found */
export async function pageOfFollowers(uid: string, place: PageNumber, viewer: Caller | null): Promise<NumberedPage> {
  const { people, owner } = await numbered(followersFacts, uid, place, viewer);
  return { people, total: owner === null ? 0 : await followersNow(owner) };
}

/** Whom a person follows, by page number. Costs and errors as for `pageOfFollowers`. */
export async function pageOfFollowing(uid: string, place: PageNumber, viewer: Caller | null): Promise<NumberedPage> {
  const { people, owner } = await numbered(followingFacts, uid, place, viewer);
  return { people, total: owner?.data()?.following ?? 0 };
}

/** Whom a person blocks, by page number; only for that person. Reads 2 per person, what the page skips, and 1 for a page
 *  that is full or empty; two round trips. */
export async function pageOfBlocked({ uid }: Caller, place: PageNumber): Promise<NumberedPage> {
  const { query, entryOf } = blockedFacts(uid);
  const found = await documentsAt(query, place);
  const entries = found.map((document) => entryOf(document.data()));
  const [{ cards }, total] = await Promise.all([
    look(entries, null, null),
    totalWith(place, found, () => countOf(query)),
  ]);
  return { people: listed(entries, cards), total };
}

/** Who follows a person, by cursor. Costs and errors as for `pageOfFollowers`; no page skips anything. */
export const listFollowers = (uid: string, limit: number, after: PersonCursor | null, viewer: Caller | null) =>
  following(followersFacts, uid, limit, after, viewer);

/** Whom a person follows, by cursor. Costs and errors as for `listFollowers`. */
export const listFollowing = (uid: string, limit: number, after: PersonCursor | null, viewer: Caller | null) =>
  following(followingFacts, uid, limit, after, viewer);

/** Whom a person blocks, by cursor; only for that person. Reads 2 per person and 1; two round trips. */
export async function listBlocked({ uid }: Caller, limit: number, after: PersonCursor | null): Promise<CursorPage> {
  const { entries, next } = await entriesAfter(blockedFacts(uid), limit, after);
  const { cards } = await look(entries, null, null);
  return { people: listed(entries, cards), next };
}

async function numbered<Fact>(
  factsOf: (uid: string) => Facts<Fact>,
  uid: string,
  place: PageNumber,
  viewer: Caller | null,
) {
  if (!canNameADocument(uid)) throw userNotFound();
  const { query, entryOf } = factsOf(uid);
  const entries = (await documentsAt(query, place)).map((document) => entryOf(document.data()));
  const { owner, cards } = await look(entries, uid, viewer);
  if (owner === null) await ensureCard(uid);
  return { people: listed(entries, cards), owner };
}

async function following<Fact>(
  factsOf: (uid: string) => Facts<Fact>,
  uid: string,
  limit: number,
  after: PersonCursor | null,
  viewer: Caller | null,
): Promise<CursorPage> {
  const { entries, next } = await entriesAfter(factsOf(uid), limit, after);
  const { owner, cards } = await look(entries, uid, viewer);
  if (owner === null) await ensureCard(uid);
  return { people: listed(entries, cards), next };
}

async function entriesAfter<Fact>({ query, entryOf, refOf }: Facts<Fact>, limit: number, after: PersonCursor | null) {
  let rest = query.orderBy(FieldPath.documentId(), 'desc').limit(limit + 1);
  if (after !== null) {
    rest = rest.startAfter(new Timestamp(after.at.seconds, after.at.nanoseconds), refOf(after.uid).withConverter(null));
  }
  const found = (await rest.get()).docs.map((document) => entryOf(document.data()));
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  return { entries, next: found.length > limit && last ? { at: last.at, uid: last.uid } : null };
}

/** The cards behind the entries that the viewer may see, and the card of whose list it is. One round trip. */
async function look(entries: readonly Entry[], ownerUid: string | null, viewer: Caller | null) {
  const uids = entries.map(({ uid }) => uid);
  const [[[owner], cards, [standing]], hidden] = await Promise.all([
    getGroups(
      ownerUid === null ? [] : [cardRef(ownerUid)],
      uids.map(cardRef),
      viewer === null ? [] : [standingRef(viewer.uid)],
    ),
    // Nobody follows, or is followed by, whom a block parts; and the blocker's own list is of just those.
    viewer === null || ownerUid === null || viewer.uid === ownerUid ? new Set<string>() : hiddenFrom(viewer.uid, uids),
  ]);
  const isViewer = viewer !== null && refusal(viewer, standing?.data()) === null;
  return {
    owner: owner?.exists ? owner : null,
    cards: cards.map((card, index) => (isViewer && hidden.has(uids[index] ?? '') ? undefined : card.data())),
  };
}

/** An entry whose account is going or gone has no card. */
const listed = (entries: readonly Entry[], cards: ReadonlyArray<Card | undefined>): Listed[] =>
  entries.flatMap(({ at }, index) => {
    const card = cards[index];
    return card === undefined ? [] : [{ card, at }];
  });

/** Values that one `in` may name. */
const maxIn = 30;

/** Those of some people whom a block parts from the viewer, in either direction. One query for each 30, at once; each
 *  costs 1 read, or 1 for each that it finds. */
export async function hiddenFrom(viewer: string, people: readonly string[]): Promise<Set<string>> {
  const keys = new Map(people.map((uid) => [pairKey(viewer, uid), uid]));
  const all = [...keys.keys()];
  const parts = Array.from({ length: Math.ceil(all.length / maxIn) }, (_, part) =>
    all.slice(part * maxIn, (part + 1) * maxIn),
  );
  const found = await Promise.all(parts.map((part) => blockedPairs().where('key', 'in', part).get()));
  return new Set(found.flatMap(({ docs }) => docs.map((pair) => keys.get(pair.data().key) ?? '')));
}
