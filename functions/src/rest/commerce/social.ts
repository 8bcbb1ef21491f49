import { createRoute, z } from '@hono/zod-openapi';
import { blockUser, unblockUser } from '../../domains/graph/blocks/operations.ts';
import { followUser, unfollowUser } from '../../domains/graph/operations.ts';
import { type NumberedPage, pageOfFollowers, pageOfFollowing } from '../../domains/graph/people/operations.ts';
import { type ContractApp, callerIfValid, callerRequired } from '../../platform/http/kernel.ts';
import { bearerAuth, errors, json, optionalBearerAuth } from '../../platform/http/reference.ts';
import type { PageNumber } from '../../platform/pages.ts';
import { PageQuery, Pagination, pagination } from './pages.ts';
import { PublicUser, publicUser } from './people.ts';
import { ErrorResponse } from './schema.ts';

/** The operations read the caller's standing with their first read. */
const withToken = callerRequired({ bare: true });
const ifToken = callerIfValid({ bare: true });

const success = z.literal(true);
const UserPath = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'alice' }) });

const FollowResponse = z.object({ success, following: z.boolean(), followersCount: z.int() }).openapi('FollowResponse');
const BlockResponse = z.object({ success, blocked: z.boolean() }).openapi('BlockResponse');
const UsersResponse = z.object({ users: z.array(PublicUser), pagination: Pagination }).openapi('UsersResponse');

const usersBody = ({ people, total }: NumberedPage, place: PageNumber) =>
  UsersResponse.parse({
    users: people.map(({ card }) => publicUser({ card, followers: card.followers })),
    pagination: pagination(place, total),
  });

export function socialRoutes(app: ContractApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/users/{id}/follow',
      operationId: 'followUser',
      summary: 'Follow somebody',
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
      const { following, followerCount } = await followUser(c.get('caller'), c.req.valid('param').id);
      return c.json(FollowResponse.parse({ success: true, following, followersCount: followerCount }), 200);
    },
  );

  // The route of the contract, and the one that its clients expect beside POST follow.
  for (const [path, operationId] of [
    ['/api/users/{id}/unfollow', 'unfollowUser'],
    ['/api/users/{id}/follow', 'deleteFollow'],
  ] as const) {
    app.openapi(
      createRoute({
        method: 'delete',
        path,
        operationId,
        summary: 'Unfollow somebody',
        description: 'Names the state that it leaves, so it may be repeated.',
        security: bearerAuth,
        middleware: withToken,
        request: { params: UserPath },
        responses: {
          200: json(FollowResponse, 'The caller does not follow'),
          ...errors(ErrorResponse, 401, 403, 404, 500, 503),
        },
      }),
      async (c) => {
        const { following, followerCount } = await unfollowUser(c.get('caller'), c.req.valid('param').id);
        return c.json(FollowResponse.parse({ success: true, following, followersCount: followerCount }), 200);
      },
    );
  }

  const followList = (which: 'followers' | 'following', summary: string) =>
    createRoute({
      method: 'get',
      path: `/api/users/{id}/${which}`,
      operationId: which === 'followers' ? 'listFollowers' : 'listFollowing',
      summary,
      description: 'Last first. With a token, people whom a block parts from the caller are left out of their page.',
      security: optionalBearerAuth,
      middleware: ifToken,
      request: { params: UserPath, query: PageQuery },
      responses: { 200: json(UsersResponse, 'One page'), ...errors(ErrorResponse, 404, 500) },
    });

  app.openapi(followList('followers', 'Who follows somebody'), async (c) => {
    const place = c.req.valid('query');
    return c.json(usersBody(await pageOfFollowers(c.req.valid('param').id, place, c.get('caller')), place), 200);
  });

  app.openapi(followList('following', 'Whom somebody follows'), async (c) => {
    const place = c.req.valid('query');
    return c.json(usersBody(await pageOfFollowing(c.req.valid('param').id, place, c.get('caller')), place), 200);
  });

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/users/{id}/block',
      operationId: 'blockUser',
      summary: 'Block somebody',
      description: 'Ends the follows between the two. Names the state that it leaves, so it may be repeated.',
      security: bearerAuth,
      middleware: withToken,
      request: { params: UserPath },
      responses: { 200: json(BlockResponse, 'Blocked'), ...errors(ErrorResponse, 400, 401, 403, 404, 500, 503) },
    }),
    async (c) => {
      await blockUser(c.get('caller'), c.req.valid('param').id);
      return c.json(BlockResponse.parse({ success: true, blocked: true }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api/users/{id}/block',
      operationId: 'unblockUser',
      summary: "Take the caller's own block back",
      description: 'Restores nothing. Names the state that it leaves, so it may be repeated.',
      security: bearerAuth,
      middleware: withToken,
      request: { params: UserPath },
      responses: { 200: json(BlockResponse, 'Not blocked'), ...errors(ErrorResponse, 401, 403, 404, 500, 503) },
    }),
    async (c) => {
      await unblockUser(c.get('caller'), c.req.valid('param').id);
      return c.json(BlockResponse.parse({ success: true, blocked: false }), 200);
    },
  );
}
