import { type CallOptions, verbsOf } from './calls.ts';
import type { Firecircle } from './firecircle.ts';
import type { Page, PageOptions } from './lists.ts';
import { graphVerbs } from './verbs/graph.ts';

const call = verbsOf('graph', graphVerbs);

/** An answer says "no more" by leaving the cursor out. */
function pageOf<Item>({ items, hasMore, nextCursor }: Answer<Item>): Page<Item> {
  return nextCursor === undefined ? { items, hasMore } : { items, hasMore, nextCursor };
}

interface Answer<Item> {
  items: Item[];
  hasMore: boolean;
  nextCursor?: string | undefined;
}

/** A person, as lists show one. */
export interface PersonCard {
  uid: string;
  username: string;
  displayName: string;
  avatarUrl: string | null;
}

/** Someone who follows or is followed. Times are ISO 8601 in UTC. */
export interface FollowCard extends PersonCard {
  followedAt: string;
}

/** Someone whom the viewer blocks. */
export interface BlockCard extends PersonCard {
  blockedAt: string;
}

export interface FollowState {
  uid: string;
  following: boolean;
  /** Exact as of this change. */
  followerCount: number;
}

export interface BlockState {
  uid: string;
  /** Whether the viewer blocks this person. */
  blocked: boolean;
}

export type PeoplePageOptions = PageOptions & CallOptions;

/**
 * Follows a person. May be repeated.
 *
 * @throws FirecircleError `not-found` (`user-not-found`); `invalid-argument` (`self-follow`); `permission-denied`
 *   (`blocked`, `anonymous`); `unauthenticated`; `unavailable`; `cancelled`
 */
export async function followUser(firecircle: Firecircle, uid: string, options?: CallOptions): Promise<FollowState> {
  return call(firecircle, 'followUser', { uid }, options);
}

/** Follows a person no longer. Otherwise as `followUser`. */
export async function unfollowUser(firecircle: Firecircle, uid: string, options?: CallOptions): Promise<FollowState> {
  return call(firecircle, 'unfollowUser', { uid }, options);
}

/** Whether the viewer follows a person. May be repeated. */
export async function isFollowing(firecircle: Firecircle, uid: string, options?: CallOptions): Promise<boolean> {
  return (await call(firecircle, 'isFollowing', { uid }, options)).following;
}

/**
 * Who follows a person, last first, in pages. Whoever shares a block with the viewer is left out, so that a page may be
 * shorter than its limit. May be repeated.
 *
 * @throws FirecircleError `invalid-argument` (`bad-cursor`); `not-found` (`user-not-found`); `unavailable`; `cancelled`
 */
export async function listFollowers(
  firecircle: Firecircle,
  uid: string,
  { signal, ...page }: PeoplePageOptions = {},
): Promise<Page<FollowCard>> {
  return pageOf(await call(firecircle, 'listFollowers', { uid, ...page }, { signal }));
}

/** Whom a person follows, last first, in pages. Otherwise as `listFollowers`. */
export async function listFollowing(
  firecircle: Firecircle,
  uid: string,
  { signal, ...page }: PeoplePageOptions = {},
): Promise<Page<FollowCard>> {
  return pageOf(await call(firecircle, 'listFollowing', { uid, ...page }, { signal }));
}

/**
 * Blocks a person: follows end both ways, and neither can follow the other or like what the other made while it lasts.
 * The blocked person is not told. May be repeated.
 *
 * @throws FirecircleError `not-found` (`user-not-found`); `invalid-argument` (`self-block`); `unauthenticated`;
 *   `unavailable`; `cancelled`
 */
export async function blockUser(firecircle: Firecircle, uid: string, options?: CallOptions): Promise<BlockState> {
  return call(firecircle, 'blockUser', { uid }, options);
}

/** Takes the viewer's own block back; the follows that it ended are not restored. Otherwise as `blockUser`. */
export async function unblockUser(firecircle: Firecircle, uid: string, options?: CallOptions): Promise<BlockState> {
  return call(firecircle, 'unblockUser', { uid }, options);
}

/** Whom the viewer blocks, last first, in pages. May be repeated. */
export async function listBlocked(
  firecircle: Firecircle,
  { signal, ...page }: PeoplePageOptions = {},
): Promise<Page<BlockCard>> {
  return pageOf(await call(firecircle, 'listBlocked', page, { signal }));
}
