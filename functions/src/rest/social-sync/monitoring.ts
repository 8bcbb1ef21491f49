import { createRoute, z } from '@hono/zod-openapi';
import { checkHealth, readSyncAnalytics } from '../../domains/socialsync/metrics/operations.ts';
import { nowMs } from '../../platform/clock.ts';
import type { ContractApp } from '../../platform/http/kernel.ts';
import { bearerAuth, errors, json } from '../../platform/http/reference.ts';
import { callersWith } from '../callers.ts';
import { ErrorResponse, InvalidResponse, Time } from './schema.ts';

const { requireAdmin } = callersWith({});

const Service = z.enum(['connected', 'disconnected']);

const Health = z
  .object({
    status: z.enum(['healthy', 'unhealthy']),
    timestamp: Time,
    services: z.object({
      database: Service,
      redis: Service.openapi({ description: "The limiter's store, which Firestore keeps; the key is the contract's" }),
    }),
  })
  .openapi('Health');

const day = (name: string, description: string) =>
  z.iso
    .date(`"${name}" must be a day as yyyy-mm-dd`)
    .optional()
    .openapi({ description, param: { name, in: 'query' }, example: '2025-10-08' });

const AnalyticsQuery = z.object({
  from: day('from', 'Default: 29 days before `to`'),
  to: day('to', 'Default: today. At most 92 days in all, by UTC.'),
});

const count = z.int().min(0);

const Counts = z
  .object({
    totalSyncs: count.openapi({ description: 'Platforms synced: a batch of three is three' }),
    successfulSyncs: count,
    failedSyncs: count,
    platformBreakdown: z.object({ tiktok: count, twitter: count, twitch: count, instagram: count, youtube: count }),
    averageLatencyMs: z.number().nullable().openapi({ description: 'Mean over requests; null when there was none' }),
    slowRequests: count.openapi({ description: 'Requests of more than 5 seconds' }),
  })
  .openapi('SyncCounts');

const AnalyticsResponse = z
  .object({
    success: z.literal(true),
    data: z.object({
      from: z.iso.date(),
      to: z.iso.date(),
      totals: Counts,
      days: z.array(Counts.extend({ day: z.iso.date() })),
    }),
  })
  .openapi('AnalyticsResponse');

const stateOf = (works: boolean) => (works ? 'connected' : 'disconnected');

export function monitoringRoutes(app: ContractApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/health',
      operationId: 'checkHealth',
      summary: 'Whether the stores work, tried out now',
      security: [],
      responses: {
        200: json(Health, 'Everything works'),
        503: json(Health, 'Something does not'),
        ...errors(ErrorResponse, 500),
      },
    }),
    async (c) => {
      const { database, limiter } = await checkHealth();
      const body = Health.parse({
        status: database && limiter ? 'healthy' : 'unhealthy',
        timestamp: new Date(nowMs()).toISOString(),
        services: { database: stateOf(database), redis: stateOf(limiter) },
      });
      return body.status === 'healthy' ? c.json(body, 200) : c.json(body, 503);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/admin/sync-analytics',
      operationId: 'readSyncAnalytics',
      summary: 'How syncs went, by day',
      security: bearerAuth,
      middleware: requireAdmin,
      request: { query: AnalyticsQuery },
      responses: {
        200: json(AnalyticsResponse, 'Every day of the range, oldest first, and their sums'),
        ...errors(InvalidResponse, 400),
        ...errors(ErrorResponse, 401, 403, 500),
      },
    }),
    async (c) => {
      const data = await readSyncAnalytics(c.req.valid('query'));
      return c.json(AnalyticsResponse.parse({ success: true, data }), 200);
    },
  );
}
