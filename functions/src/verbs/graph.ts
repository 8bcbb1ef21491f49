import * as z from 'zod';
import { type BlockCard, type FollowCard, graphVerbs } from '../../../sdk/src/verbs/graph.ts';
import { isContentId as canNameADocument } from '../../../sdk/src/verbs/names.ts';
import { blockUser, unblockUser } from '../domains/graph/blocks/operations.ts';
import { followUser, isFollowing, unfollowUser } from '../domains/graph/operations.ts';
import {
  type CursorPage,
  type Listed,
  listBlocked,
  listFollowers,
  listFollowing,
  type PersonCursor,
} from '../domains/graph/people/operations.ts';
import { admit } from '../domains/identity/operations.ts';
import { serveVerbs } from '../platform/callable.ts';
import { decodeCursor, encodeCursor } from '../platform/http/cursor.ts';

const defaultLimit = 20;

export const serve = serveVerbs(
  graphVerbs,
  {
    followUser: async (caller, { uid }) => ({ uid, ...(await followUser(caller, uid)) }),
    unfollowUser: async (caller, { uid }) => ({ uid, ...(await unfollowUser(caller, uid)) }),
    isFollowing: async (caller, { uid }) => ({ uid, following: await isFollowing(caller, uid) }),
    listFollowers: async (caller, { uid, limit = defaultLimit, cursor }) =>
      pageBody(await listFollowers(uid, limit, placeOf(cursor), caller), followCard),
    listFollowing: async (caller, { uid, limit = defaultLimit, cursor }) =>
      pageBody(await listFollowing(uid, limit, placeOf(cursor), caller), followCard),
    blockUser: async (caller, { uid }) => {
      await blockUser(caller, uid);
      return { uid, blocked: true };
    },
    unblockUser: async (caller, { uid }) => {
      await unblockUser(caller, uid);
      return { uid, blocked: false };
    },
    listBlocked: async (caller, { limit = defaultLimit, cursor }) =>
      pageBody(await listBlocked(caller, limit, placeOf(cursor)), blockCard),
  },
  admit,
);

/** Seconds within Firestore's years 1 to 9999, nanoseconds, and the last person. */
const Place = z.tuple([
  z.int().min(-62_135_596_800).max(253_402_300_799),
  z.int().min(0).max(999_999_999),
  z.string().refine(canNameADocument),
]);

function placeOf(cursor: string | undefined): PersonCursor | null {
  if (cursor === undefined) return null;
  const [seconds, nanoseconds, uid] = decodeCursor(cursor, Place);
  return { at: { seconds, nanoseconds }, uid };
}

function pageBody<Item>({ people, next }: CursorPage, itemOf: (person: Listed) => Item) {
  return {
    items: people.map(itemOf),
    ...(next === null ? {} : { nextCursor: encodeCursor([next.at.seconds, next.at.nanoseconds, next.uid]) }),
    hasMore: next !== null,
  };
}

const face = ({ card: { uid, username, displayName, avatarUrl } }: Listed) => ({
  uid,
  username,
  displayName,
  avatarUrl,
});

const followCard = (person: Listed): FollowCard => ({
  ...face(person),
  followedAt: person.at.toDate().toISOString(),
});

const blockCard = (person: Listed): BlockCard => ({ ...face(person), blockedAt: person.at.toDate().toISOString() });
