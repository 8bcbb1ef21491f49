import { createRoute, z } from '@hono/zod-openapi';
import { getApplication } from '../../domains/graph/applications/operations.ts';
import { changePassword } from '../../domains/identity/credentials/operations.ts';
import { beginSession } from '../../domains/identity/sessions/operations.ts';
import { noteActivity, type Person, readPerson, updateProfile } from '../../domains/profiles/operations.ts';
import type { ContractApp } from '../../platform/http/kernel.ts';
import { bearerAuth, errors, json } from '../../platform/http/reference.ts';
import { tokens } from './auth.ts';
import { currentPassword, name, password, TokensResponse, username } from './authSchema.ts';
import { requireSession, requireUser } from './callers.ts';
import { UserSelf, userSelf } from './people.ts';
import { ErrorResponse } from './schema.ts';

const count = z.int().nonnegative();

const UserProfile = UserSelf.extend({
  followersCount: count,
  followingCount: count,
  postsCount: count,
  creatorStatus: z.enum(['DRAFT', 'PENDING', 'APPROVED', 'REJECTED']).nullable(),
  hasPassword: z.boolean(),
}).openapi('UserProfile');

const MeResponse = z.object({ success: z.literal(true), data: UserSelf }).openapi('MeResponse');

const ProfileResponse = z
  .object({ success: z.literal(true), data: UserProfile, message: z.string().optional() })
  .openapi('ProfileResponse');

const ProfileRequest = z
  .object({
    name: name.optional(),
    username: username.optional(),
    bio: z
      .string()
      .max(500)
      .regex(/^\P{Cs}*$/u, 'must be well-formed Unicode')
      .nullable()
      .optional(),
  })
  .refine((edit) => Object.values(edit).some((field) => field !== undefined), 'Nothing to change')
  .openapi('ProfileRequest');

const PasswordRequest = z.object({ currentPassword, newPassword: password }).openapi('PasswordRequest');

const profileBody = (person: Person, status: z.input<typeof UserProfile>['creatorStatus'], message?: string) =>
  ProfileResponse.parse({
    success: true,
    data: {
      ...userSelf(person),
      followersCount: person.followers,
      followingCount: person.card.following,
      postsCount: person.card.posts,
      creatorStatus: status,
      hasPassword: person.account.hasPassword,
    },
    message,
  });

export function viewerRoutes(app: ContractApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/viewer/me',
      operationId: 'getMe',
      summary: 'Who the caller is',
      security: bearerAuth,
      middleware: requireUser,
      responses: { 200: json(MeResponse, 'The caller'), ...errors(ErrorResponse, 401, 500) },
    }),
    async (c) => {
      const { uid } = c.get('caller');
      const [person] = await Promise.all([readPerson(uid), noteActivity(uid)]);
      return c.json(MeResponse.parse({ success: true, data: userSelf(person) }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/viewer/profile',
      operationId: 'getOwnProfile',
      summary: "The caller's own profile, with its counts",
      security: bearerAuth,
      middleware: requireUser,
      responses: { 200: json(ProfileResponse, 'The profile'), ...errors(ErrorResponse, 401, 500) },
    }),
    async (c) => {
      const caller = c.get('caller');
      const [person, application] = await Promise.all([readPerson(caller.uid), getApplication(caller)]);
      return c.json(profileBody(person, application?.status ?? null), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: '/api/viewer/profile',
      operationId: 'updateProfile',
      summary: 'Change name, username or bio',
      description: 'A username can be changed twice in 30 days; the old one stays reserved for its user for 30 days.',
      security: bearerAuth,
      middleware: requireUser,
      request: { body: { ...json(ProfileRequest, 'What changes'), required: true } },
      responses: { 200: json(ProfileResponse, 'As it is now'), ...errors(ErrorResponse, 400, 401, 409, 429, 500) },
    }),
    async (c) => {
      const { name: displayName, username: newName, bio } = c.req.valid('json');
      const caller = c.get('caller');
      const person = await updateProfile(caller.uid, { displayName, username: newName, bio });
      const application = await getApplication(caller);
      return c.json(profileBody(person, application?.status ?? null, 'Profile updated successfully'), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: '/api/viewer/password',
      operationId: 'changePassword',
      summary: 'Change the password',
      description: 'Ends every session, the one that asks too; the answer begins a new one.',
      security: bearerAuth,
      middleware: requireSession,
      request: { body: { ...json(PasswordRequest, 'Both passwords'), required: true } },
      responses: { 200: json(TokensResponse, 'A new session'), ...errors(ErrorResponse, 400, 401, 429, 500, 503) },
    }),
    async (c) => {
      const caller = c.get('caller');
      const { currentPassword: current, newPassword } = c.req.valid('json');
      await changePassword(caller, current, newPassword);
      const { session } = await beginSession(caller.uid);
      c.header('set-auth-token', session.token);
      const message = 'Password changed successfully';
      return c.json(TokensResponse.parse({ success: true, data: tokens(session), message }), 200);
    },
  );
}
