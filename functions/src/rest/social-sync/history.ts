import { createRoute, z } from '@hono/zod-openapi';
import { isContentId as canNameADocument } from '../../../../sdk/src/verbs/names.ts';
import { breakdownPlatforms } from '../../../../sdk/src/verbs/socialsync.ts';
import { isoOf } from '../../domains/socialsync/logic.ts';
import { listSyncHistory } from '../../domains/socialsync/operations.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts';
import type { ContractApp } from '../../platform/http/kernel.ts';
import { bearerAuth, errors, json } from '../../platform/http/reference.ts';
import { callersWith } from '../callers.ts';
import { BreakdownPlatform, ErrorResponse, engagement, followers, InvalidResponse, Time } from './schema.ts';

const { requireUser } = callersWith({});

/** Firestore's times reach from the year 1 to the year 9999. */
const earliestMs = Date.parse('0001-01-01T00:00:00Z');
const latestMs = Date.parse('9999-12-31T23:59:59.999Z');
const isStorable = (ms: number): boolean => ms >= earliestMs && ms <= latestMs;

const moment = (name: string, description: string) =>
  z.iso
    .datetime({ offset: true, error: `"${name}" must be an ISO 8601 time` })
    .refine((iso) => isStorable(Date.parse(iso)), { error: `"${name}" must be in the years 1 to 9999` })
    .optional()
    .openapi({ description, param: { name, in: 'query' }, example: '2025-10-08T19:01:19.222Z' });

const HistoryQuery = z.object({
  platform: z
    .enum(breakdownPlatforms, `"platform" must be one of: ${breakdownPlatforms.join(', ')}`)
    .optional()
    .openapi({ param: { name: 'platform', in: 'query' } }),
  from: moment('from', 'Not before this time'),
  to: moment('to', 'Not after this time'),
  limit: z
    .string()
    .default('50')
    .refine((limit) => /^\d{1,3}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= 100, {
      error: '"limit" must be a whole number from 1 to 100',
    })
    .transform(Number)
    .openapi({ type: 'integer', minimum: 1, maximum: 100, default: 50, param: { name: 'limit', in: 'query' } }),
  cursor: z
    .string()
    .max(1000, '"cursor" is not valid')
    .optional()
    .openapi({ description: '`nextCursor` of the page before', param: { name: 'cursor', in: 'query' } }),
});

const HistoryResponse = z
  .object({
    success: z.literal(true),
    history: z.array(
      z
        .object({
          id: z.string(),
          platform: BreakdownPlatform,
          followers,
          engagement,
          totalFollowers: z.int().openapi({ description: 'Of all platforms, as this sync left it' }),
          source: z.enum(['manual', 'auto']),
          syncedAt: Time,
        })
        .openapi('SyncPoint'),
    ),
    nextCursor: z.string().optional(),
    hasMore: z.boolean(),
  })
  .openapi('HistoryResponse');

/** The last point's time and id. */
const Place = z.tuple([z.int().refine(isStorable), z.string().refine(canNameADocument)]);

const millisOf = (iso: string | undefined): number | undefined => (iso === undefined ? undefined : Date.parse(iso));

export function historyRoutes(app: ContractApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/profiles/social-sync/history',
      operationId: 'listSyncHistory',
      summary: "The caller's own syncs, newest first",
      description: 'Pages by cursor. Manual and automatic syncs alike. Not limited.',
      security: bearerAuth,
      middleware: requireUser,
      request: { query: HistoryQuery },
      responses: {
        200: json(HistoryResponse, 'One page'),
        ...errors(InvalidResponse, 400),
        ...errors(ErrorResponse, 401, 404, 500),
      },
    }),
    async (c) => {
      const { platform, from, to, limit, cursor } = c.req.valid('query');
      const place = cursor === undefined ? null : decodeCursor(cursor, Place);
      const { points, next } = await listSyncHistory(c.get('caller').uid, {
        platform,
        fromMs: millisOf(from),
        toMs: millisOf(to),
        limit,
        after: place === null ? null : { syncedAtMs: place[0], id: place[1] },
      });
      const body = {
        success: true,
        history: points.map((point) => ({ ...point, syncedAt: isoOf(point.syncedAt) })),
        nextCursor: next === null ? undefined : encodeCursor([next.syncedAtMs, next.id]),
        hasMore: next !== null,
      };
      return c.json(HistoryResponse.parse(body), 200);
    },
  );
}
