import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { getApplication, submitApplication, updateApplication } from '../../domains/graph/applications/operations.ts';
import { getCreator, requireCreator, updateCreator } from '../../domains/graph/creators/operations.ts';
import type { ContractApp, WithCaller } from '../../platform/http/kernel.ts';
import { bearerAuth, errors, json } from '../../platform/http/reference.ts';
import {
  ApplicationEdit,
  ApplicationRequest,
  ApplicationResponse,
  answered,
  applicationBody,
  CreatorProfile,
  OwnApplicationResponse,
  ProfileEdit,
} from './applications.ts';
import { requireUser, withToken } from './callers.ts';
import { ErrorResponse } from './schema.ts';

/** Approved creators in good standing. Before the body is looked at: who may not call is told nothing of it. */
export const creatorRequired: MiddlewareHandler<WithCaller> = async (c, next) =>
  withToken(c, async () => {
    await requireCreator(c.get('caller'));
    await next();
  });

const ProfileResponse = z
  .object({ success: z.literal(true), data: CreatorProfile, message: z.string().optional() })
  .openapi('CreatorProfileResponse');

const profileBody = ({ creator, followerCount }: Awaited<ReturnType<typeof getCreator>>, message?: string) =>
  ProfileResponse.parse({
    success: true,
    data: {
      userId: creator.uid,
      bio: creator.bio,
      categories: creator.categories,
      profilePicture: creator.profilePicture,
      followerCount,
      createdAt: creator.createdAt.toDate().toISOString(),
      updatedAt: creator.updatedAt.toDate().toISOString(),
    },
    message,
  });

export function creatorRoutes(app: ContractApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/creator/application',
      operationId: 'getCreatorApplication',
      summary: "The caller's own application; null when there is none",
      description: 'Bank data is shown by its last four characters, to its owner too.',
      security: bearerAuth,
      middleware: withToken,
      responses: { 200: json(OwnApplicationResponse, 'The application'), ...errors(ErrorResponse, 401, 500) },
    }),
    async (c) => {
      const application = await getApplication(c.get('caller'));
      const data = application === null ? null : applicationBody(application);
      return c.json(OwnApplicationResponse.parse({ success: true, data }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/creator/application',
      operationId: 'submitCreatorApplication',
      summary: 'Ask to become a creator',
      description: 'Refused while one is pending or approved; a rejected one may be handed in again.',
      security: bearerAuth,
      middleware: requireUser,
      request: { body: { ...json(ApplicationRequest, 'The application'), required: true } },
      responses: {
        201: json(ApplicationResponse, 'Handed in'),
        ...errors(ErrorResponse, 400, 401, 409, 500, 503),
      },
    }),
    async (c) => {
      const application = await submitApplication(c.get('caller'), c.req.valid('json'));
      return c.json(answered(application, 'Application submitted'), 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/creator/application',
      operationId: 'updateCreatorApplication',
      summary: 'Change parts of an application that is not approved',
      description: 'Its state stays: a rejected one is handed in again by POST.',
      security: bearerAuth,
      middleware: requireUser,
      request: { body: { ...json(ApplicationEdit, 'What changes'), required: true } },
      responses: {
        200: json(ApplicationResponse, 'As it is now'),
        ...errors(ErrorResponse, 400, 401, 404, 409, 500, 503),
      },
    }),
    async (c) => {
      const application = await updateApplication(c.get('caller'), c.req.valid('json'));
      return c.json(answered(application, 'Application updated'), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/creator/profile',
      operationId: 'getCreatorProfile',
      summary: "The caller's own creator profile",
      security: bearerAuth,
      middleware: withToken,
      responses: { 200: json(ProfileResponse, 'The profile'), ...errors(ErrorResponse, 401, 403, 500) },
    }),
    async (c) => c.json(profileBody(await getCreator(c.get('caller'))), 200),
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/creator/profile',
      operationId: 'updateCreatorProfile',
      summary: "Change the caller's own creator profile",
      security: bearerAuth,
      middleware: creatorRequired,
      request: { body: { ...json(ProfileEdit, 'What changes'), required: true } },
      responses: {
        200: json(ProfileResponse, 'As it is now'),
        ...errors(ErrorResponse, 400, 401, 403, 500, 503),
      },
    }),
    async (c) => {
      const updated = await updateCreator(c.get('caller'), c.req.valid('json'));
      return c.json(profileBody(updated, 'Creator profile updated'), 200);
    },
  );
}
