import { createRoute, z } from '@hono/zod-openapi';
import { approveCreator, listApplications, rejectCreator } from '../../domains/graph/applications/operations.ts';
import type { ContractApp } from '../../platform/http/kernel.ts';
import { bearerAuth, errors, json } from '../../platform/http/reference.ts';
import {
  ApplicationResponse,
  ApplicationStatus,
  ApprovalRequest,
  answered,
  applicationBody,
  CreatorApplication,
  RejectionRequest,
} from './applications.ts';
import { requireAdmin } from './callers.ts';
import { PageQuery, Pagination, pagination } from './pages.ts';
import { ErrorResponse } from './schema.ts';

const UserPath = z.object({
  userId: z.string().openapi({ param: { name: 'userId', in: 'path' }, example: 'carol' }),
});

const ApplicationsQuery = PageQuery.extend({
  status: ApplicationStatus.optional().openapi({ param: { name: 'status', in: 'query' } }),
});

const ApplicationsResponse = z
  .object({ success: z.literal(true), data: z.array(CreatorApplication), pagination: Pagination })
  .openapi('CreatorApplicationsResponse');

export function adminRoutes(app: ContractApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/admin/creator-applications',
      operationId: 'listCreatorApplications',
      summary: 'Applications, last submitted first',
      security: bearerAuth,
      middleware: requireAdmin,
      request: { query: ApplicationsQuery },
      responses: { 200: json(ApplicationsResponse, 'One page'), ...errors(ErrorResponse, 400, 401, 403, 500) },
    }),
    async (c) => {
      const { status, ...place } = c.req.valid('query');
      const { applications, total } = await listApplications(place, status);
      const body = { success: true, data: applications.map(applicationBody), pagination: pagination(place, total) };
      return c.json(ApplicationsResponse.parse(body), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/admin/creator-applications/{userId}/approve',
      operationId: 'approveCreator',
      summary: 'Make an applicant a creator',
      description: 'In force from the next request. The body may be left out.',
      security: bearerAuth,
      middleware: requireAdmin,
      request: { params: UserPath, body: json(ApprovalRequest, 'A note for the record') },
      responses: {
        200: json(ApplicationResponse, 'Approved'),
        ...errors(ErrorResponse, 400, 401, 403, 404, 409, 500, 503),
      },
    }),
    async (c) => {
      const { note } = c.req.valid('json') ?? {};
      const application = await approveCreator(c.get('caller'), c.req.valid('param').userId, note);
      return c.json(answered(application, 'Application approved'), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/admin/creator-applications/{userId}/reject',
      operationId: 'rejectCreator',
      summary: 'Turn an applicant down, with a reason that the applicant reads',
      security: bearerAuth,
      middleware: requireAdmin,
      request: { params: UserPath, body: { ...json(RejectionRequest, 'Why'), required: true } },
      responses: {
        200: json(ApplicationResponse, 'Rejected'),
        ...errors(ErrorResponse, 400, 401, 403, 404, 409, 500, 503),
      },
    }),
    async (c) => {
      const { reason } = c.req.valid('json');
      const application = await rejectCreator(c.get('caller'), c.req.valid('param').userId, reason);
      return c.json(answered(application, 'Application rejected'), 200);
    },
  );
}
