import { createRoute, z } from '@hono/zod-openapi';
import { link } from '../../../../sdk/src/verbs/content.ts';
import { isFollowing } from '../../domains/graph/operations.ts';
import { getProfile, noteActivity, readPerson, updateProfile } from '../../domains/profiles/operations.ts';
import type { ContractApp } from '../../platform/http/kernel.ts';
import { bearerAuth, errors, json, optionalBearerAuth } from '../../platform/http/reference.ts';
import { judgedBy } from '../inputs.ts';
import { name, username } from './auth.ts';
import { optionalUser, requireUser } from './callers.ts';
import { PublicUser, publicUser, User, user } from './people.ts';
import { ErrorResponse } from './schema.ts';

const UserResponse = z.object({ user: User }).openapi('UserResponse');
const PublicUserResponse = z.object({ user: PublicUser, isFollowing: z.boolean() }).openapi('PublicUserResponse');

/** Other fields are ignored: role, e-mail, ban and counters are not the caller's to set. */
const UserRequest = z
  .object({
    username: username.optional(),
    name: name.optional(),
    bio: z
      .string()
      .max(500)
      .regex(/^\P{Cs}*$/u, 'must be well-formed Unicode')
      .nullable()
      .optional(),
    avatar: judgedBy(link, { format: 'uri', maxLength: 2000, example: 'https://example.com/a.webp' })
      .nullable()
      .optional(),
    isPrivate: z.boolean().optional(),
  })
  .refine((edit) => Object.values(edit).some((field) => field !== undefined), 'Nothing to change')
  .openapi('UserRequest');

const UserPath = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'alice' }) });

export function usersRoutes(app: ContractApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/users/me',
      operationId: 'getMe',
      summary: 'Who the caller is',
      security: bearerAuth,
      middleware: requireUser,
      responses: { 200: json(UserResponse, 'The caller'), ...errors(ErrorResponse, 401, 403, 500) },
    }),
    async (c) => {
      const { uid } = c.get('caller');
      const [person] = await Promise.all([readPerson(uid), noteActivity(uid)]);
      return c.json(UserResponse.parse({ user: user(person) }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/users/me',
      operationId: 'updateMe',
      summary: "Change the caller's own profile",
      description: 'A username can be changed twice in 30 days; the old one stays reserved for its user for 30 days.',
      security: bearerAuth,
      middleware: requireUser,
      request: { body: { ...json(UserRequest, 'What changes'), required: true } },
      responses: { 200: json(UserResponse, 'As it is now'), ...errors(ErrorResponse, 400, 401, 403, 429, 500) },
    }),
    async (c) => {
      const { name: displayName, avatar: avatarUrl, ...edit } = c.req.valid('json');
      const person = await updateProfile(c.get('caller').uid, { ...edit, displayName, avatarUrl });
      return c.json(UserResponse.parse({ user: user(person) }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/users/{id}',
      operationId: 'getUser',
      summary: 'A public profile',
      security: optionalBearerAuth,
      middleware: optionalUser,
      request: { params: UserPath },
      responses: { 200: json(PublicUserResponse, 'The profile'), ...errors(ErrorResponse, 404, 500) },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const caller = c.get('caller');
      const [profile, following] = await Promise.all([
        getProfile({ uid: id }),
        caller === null ? false : isFollowing(caller, id),
      ]);
      return c.json(PublicUserResponse.parse({ user: publicUser(profile), isFollowing: following }), 200);
    },
  );
}
