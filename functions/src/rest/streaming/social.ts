import { createRoute, z } from '@hono/zod-openapi';
import { categories } from '../../../../sdk/src/verbs/creators.ts';
import { blockUser, unblockUser } from '../../domains/graph/blocks/operations.ts';
import { findCreator, listCreators, type ShownCreator } from '../../domains/graph/creators/operations.ts';
import { followUser, isFollowing, unfollowUser } from '../../domains/graph/operations.ts';
import {
  type NumberedPage,
  pageOfBlocked,
  pageOfFollowers,
  pageOfFollowing,
} from '../../domains/graph/people/operations.ts';
import type { ContractApp } from '../../platform/http/kernel.ts';
import { bearerAuth, errors, json, optionalBearerAuth } from '../../platform/http/reference.ts';
import type { PageNumber } from '../../platform/pages.ts';
import { ifToken, requireUser, withToken } from './callers.ts';
import { PageQuery, Pagination, pagination } from './pages.ts';
import { UserPublic, userPublic } from './people.ts';
import { ErrorResponse } from './schema.ts';

const success = z.literal(true);
const message = z.string();
const moment = z.iso.datetime();

const UserPath = z.object({
  userId: z.string().openapi({ param: { name: 'userId', in: 'path' }, example: 'carol' }),
});

const FollowResponse = z
  .object({ success, data: z.object({ isFollowing: z.boolean(), followerCount: z.int() }), message })
  .openapi('FollowResponse');

const IsFollowingResponse = z
  .object({ success, data: z.object({ isFollowing: z.boolean() }) })
  .openapi('IsFollowingResponse');

const BlockResponse = z
  .object({ success, data: z.object({ isBlocked: z.boolean() }), message })
  .openapi('BlockResponse');

const FollowsResponse = z
  .object({
    success,
    data: z.array(UserPublic.extend({ followedAt: moment }).openapi('FollowListUser')),
    count: z.int().openapi({ description: 'How many this page shows' }),
    pagination: Pagination,
  })
  .openapi('FollowsResponse');

const BlockedResponse = z
  .object({
    success,
    data: z.array(UserPublic.extend({ blockedAt: moment }).openapi('BlockedUser')),
    pagination: Pagination,
  })
  .openapi('BlockedResponse');

const Category = z.enum(categories).openapi('Category');

const CreatorCard = UserPublic.extend({
  bio: z.string().nullable(),
  categories: z.array(Category),
  isLive: z.boolean(),
  streamTitle: z.string().nullable(),
  followerCount: z.int(),
}).openapi('CreatorCard');

const CreatorsQuery = PageQuery.extend({
  live: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .openapi({ type: 'boolean', param: { name: 'live', in: 'query' } }),
  category: Category.optional().openapi({ param: { name: 'category', in: 'query' } }),
});

const CreatorsResponse = z
  .object({ success, data: z.array(CreatorCard), pagination: Pagination })
  .openapi('CreatorsResponse');

const CreatorPath = z.object({
  username: z.string().openapi({ param: { name: 'username', in: 'path' }, example: 'carol' }),
});

const CreatorResponse = z
  .object({
    success,
    data: CreatorCard.extend({
      followingCount: z.int(),
      isFollowing: z.boolean(),
      stream: z.null(),
      createdAt: moment,
    }).openapi('CreatorPage'),
  })
  .openapi('CreatorResponse');

const creatorCard = ({ card, creator, followerCount }: ShownCreator): z.input<typeof CreatorCard> => ({
  ...userPublic(card),
  bio: creator.bio,
  categories: creator.categories,
  isLive: creator.isLive,
  streamTitle: null,
  followerCount,
});

function followsBody({ people, total }: NumberedPage, place: PageNumber) {
  const data = people.map(({ card, at }) => ({ ...userPublic(card), followedAt: at.toDate().toISOString() }));
  return FollowsResponse.parse({ success: true, data, count: data.length, pagination: pagination(place, total) });
}

export function socialRoutes(app: ContractApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/social/follow/{userId}',
      operationId: 'followCreator',
      summary: 'Follow an approved creator',
      description: 'Names the state that it leaves, so it may be repeated.',
      security: bearerAuth,
      middleware: withToken,
      request: { params: UserPath },
      responses: {
        200: json(FollowResponse, 'The caller follows'),
        ...errors(ErrorResponse, 400, 401, 403, 404, 429, 500, 503),
      },
    }),
    async (c) => {
      const { userId } = c.req.valid('param');
      const { following, followerCount } = await followUser(c.get('caller'), userId, { creatorsOnly: true });
      const data = { isFollowing: following, followerCount };
      return c.json(FollowResponse.parse({ success: true, data, message: 'Successfully followed creator' }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api/social/follow/{userId}',
      operationId: 'unfollowCreator',
      summary: 'Unfollow a creator',
      description: 'Names the state that it leaves, so it may be repeated.',
      security: bearerAuth,
      middleware: withToken,
      request: { params: UserPath },
      responses: {
        200: json(FollowResponse, 'The caller does not follow'),
        ...errors(ErrorResponse, 401, 404, 500, 503),
      },
    }),
    async (c) => {
      const { following, followerCount } = await unfollowUser(c.get('caller'), c.req.valid('param').userId);
      const data = { isFollowing: following, followerCount };
      return c.json(FollowResponse.parse({ success: true, data, message: 'Successfully unfollowed creator' }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/social/follow/{userId}',
      operationId: 'isFollowing',
      summary: 'Whether the caller follows somebody',
      description: 'False without a token, or with one that is no longer good.',
      security: optionalBearerAuth,
      middleware: ifToken,
      request: { params: UserPath },
      responses: { 200: json(IsFollowingResponse, 'Whether it is so'), ...errors(ErrorResponse, 404, 500) },
    }),
    async (c) => {
      const data = { isFollowing: await isFollowing(c.get('caller'), c.req.valid('param').userId) };
      return c.json(IsFollowingResponse.parse({ success: true, data }), 200);
    },
  );

  const followList = (which: 'followers' | 'following', summary: string) =>
    createRoute({
      method: 'get',
      path: `/api/social/${which}/{userId}`,
      operationId: which === 'followers' ? 'listFollowers' : 'listFollowing',
      summary,
      description: 'Last first. With a token, people whom a block parts from the caller are left out of their page.',
      security: optionalBearerAuth,
      middleware: ifToken,
      request: { params: UserPath, query: PageQuery },
      responses: { 200: json(FollowsResponse, 'One page'), ...errors(ErrorResponse, 400, 404, 500) },
    });

  app.openapi(followList('followers', 'Who follows somebody'), async (c) => {
    const place = c.req.valid('query');
    const page = await pageOfFollowers(c.req.valid('param').userId, place, c.get('caller'));
    return c.json(followsBody(page, place), 200);
  });

  app.openapi(followList('following', 'Whom somebody follows'), async (c) => {
    const place = c.req.valid('query');
    const page = await pageOfFollowing(c.req.valid('param').userId, place, c.get('caller'));
    return c.json(followsBody(page, place), 200);
  });

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/social/block/{userId}',
      operationId: 'blockUser',
      summary: 'Block somebody',
      description: 'Ends the follows between the two. Names the state that it leaves, so it may be repeated.',
      security: bearerAuth,
      middleware: withToken,
      request: { params: UserPath },
      responses: { 200: json(BlockResponse, 'Blocked'), ...errors(ErrorResponse, 400, 401, 404, 500, 503) },
    }),
    async (c) => {
      await blockUser(c.get('caller'), c.req.valid('param').userId);
      const body = { success: true, data: { isBlocked: true }, message: 'User blocked successfully' };
      return c.json(BlockResponse.parse(body), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api/social/block/{userId}',
      operationId: 'unblockUser',
      summary: "Take the caller's own block back",
      description: 'Restores nothing. Names the state that it leaves, so it may be repeated.',
      security: bearerAuth,
      middleware: withToken,
      request: { params: UserPath },
      responses: { 200: json(BlockResponse, 'Not blocked'), ...errors(ErrorResponse, 401, 404, 500, 503) },
    }),
    async (c) => {
      await unblockUser(c.get('caller'), c.req.valid('param').userId);
      const body = { success: true, data: { isBlocked: false }, message: 'User unblocked successfully' };
      return c.json(BlockResponse.parse(body), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/social/blocked',
      operationId: 'listBlocked',
      summary: 'Whom the caller blocks, last first',
      security: bearerAuth,
      middleware: requireUser,
      request: { query: PageQuery },
      responses: { 200: json(BlockedResponse, 'One page'), ...errors(ErrorResponse, 400, 401, 500) },
    }),
    async (c) => {
      const place = c.req.valid('query');
      const { people, total } = await pageOfBlocked(c.get('caller'), place);
      const data = people.map(({ card, at }) => ({ ...userPublic(card), blockedAt: at.toDate().toISOString() }));
      return c.json(BlockedResponse.parse({ success: true, data, pagination: pagination(place, total) }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/social/creators',
      operationId: 'listCreators',
      summary: 'Approved creators, last approved first',
      security: optionalBearerAuth,
      middleware: ifToken,
      request: { query: CreatorsQuery },
      responses: { 200: json(CreatorsResponse, 'One page'), ...errors(ErrorResponse, 400, 500) },
    }),
    async (c) => {
      const { live, category, ...place } = c.req.valid('query');
      const { creators, total } = await listCreators({ live, category }, place, c.get('caller'));
      const body = { success: true, data: creators.map(creatorCard), pagination: pagination(place, total) };
      return c.json(CreatorsResponse.parse(body), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/social/creator/{username}',
      operationId: 'getCreatorByUsername',
      summary: 'One approved creator, by username in any letter case',
      security: optionalBearerAuth,
      middleware: ifToken,
      request: { params: CreatorPath },
      responses: { 200: json(CreatorResponse, 'The creator'), ...errors(ErrorResponse, 404, 500) },
    }),
    async (c) => {
      const found = await findCreator(c.req.valid('param').username, c.get('caller'));
      const data = {
        ...creatorCard(found),
        followingCount: found.card.following,
        isFollowing: found.isFollowing,
        stream: null,
        createdAt: found.creator.createdAt.toDate().toISOString(),
      };
      return c.json(CreatorResponse.parse({ success: true, data }), 200);
    },
  );
}
