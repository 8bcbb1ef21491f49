import * as z from 'zod/mini';
import { isContentId } from './names.ts';
import type { Verbs } from './verb.ts';

/** Firebase's user ids are safe as document ids, which is all that is asked of one here. */
const uid = z.string().check(z.refine(isContentId, 'must be a user id'));
const person = z.object({ uid });
const moment = z.iso.datetime();
const amount = z.int().check(z.nonnegative());

const card = {
  uid: z.string(),
  username: z.string(),
  displayName: z.string(),
  avatarUrl: z.nullable(z.string()),
};

const page = {
  /** 1 to 100. Default: 20. */
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(100))),
  /** The `nextCursor` of the page before. */
  cursor: z.optional(z.string().check(z.maxLength(2000))),
};

/** Someone who follows or is followed. */
const followCard = z.object({ ...card, followedAt: moment });
export type FollowCard = z.output<typeof followCard>;

/** Someone whom the caller blocks. */
const blockCard = z.object({ ...card, blockedAt: moment });
export type BlockCard = z.output<typeof blockCard>;

/** People who are blocked from the caller's sight are left out, so a page may be shorter than its limit. */
const followPage = z.object({
  items: z.array(followCard),
  nextCursor: z.optional(z.string()),
  hasMore: z.boolean(),
});

const blockPage = z.object({
  items: z.array(blockCard),
  nextCursor: z.optional(z.string()),
  hasMore: z.boolean(),
});

const following = z.object({ uid: z.string(), following: z.boolean(), followerCount: amount });
const blocked = z.object({ uid: z.string(), blocked: z.boolean() });

/** The verbs of the callable function `graph`. All may be repeated: each names the state that it leaves. */
export const graphVerbs = {
  /** Follows a person. Answers the exact number of followers after it. */
  followUser: { input: person, output: following, who: 'user' },
  unfollowUser: { input: person, output: following, who: 'user' },
  /** Whether the caller follows a person. */
  isFollowing: { input: person, output: z.object({ uid: z.string(), following: z.boolean() }), who: 'user' },
  /** Who follows a person, last first. */
  listFollowers: { input: z.object({ uid, ...page }), output: followPage, who: 'anyone' },
  /** Whom a person follows, last first. */
  listFollowing: { input: z.object({ uid, ...page }), output: followPage, who: 'anyone' },
  /** Blocks a person: follows end both ways, and neither can follow, like or reach the other while it lasts. */
  blockUser: { input: person, output: blocked, who: 'user' },
  /** Takes the caller's own block back. What it ended is not restored. */
  unblockUser: { input: person, output: blocked, who: 'user' },
  /** Whom the caller blocks, last first. */
  listBlocked: { input: z.object(page), output: blockPage, who: 'user' },
} as const satisfies Verbs;
