import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { logFolder } from './folder.ts';
import { type Filter, type Query, queryKey } from './missing.ts';
import { decode, requests } from './wire.ts';

const field = z.object({ fieldPath: z.string() });

const tests: Record<string, 'equality' | 'contains' | 'range'> = {
  ...{ EQUAL: 'equality', IN: 'equality', IS_NULL: 'equality', IS_NAN: 'equality' },
  ...{ ARRAY_CONTAINS: 'contains', ARRAY_CONTAINS_ANY: 'contains' },
};

const comparison = z
  .object({ field, op: z.string() })
  .transform(({ field, op }): Filter => ({ field: field.fieldPath, test: tests[op] ?? 'range' }));

const filter: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    z.object({ fieldFilter: comparison }).transform(({ fieldFilter }) => fieldFilter),
    z.object({ unaryFilter: comparison }).transform(({ unaryFilter }) => unaryFilter),
    z
      .object({ compositeFilter: z.object({ op: z.enum(['AND', 'OR']), filters: z.array(filter) }) })
      .transform(({ compositeFilter: { op, filters } }): Filter => ({ op, filters })),
  ]),
);

const structuredQuery = z.object({
  from: z.array(z.object({ collectionId: z.string().default(''), allDescendants: z.boolean().default(false) })),
  where: filter.optional(),
  orderBy: z
    .array(z.object({ field, direction: z.enum(['ASCENDING', 'DESCENDING']).default('ASCENDING') }))
    .default([]),
});

const aggregated = z.object({ field });

/** A request that carries a query, or one that does not: a document that is listened to, the end of a listening. */
const request = z.object({
  structuredQuery: structuredQuery.optional(),
  structuredAggregationQuery: z
    .object({
      structuredQuery,
      aggregations: z.array(z.object({ sum: aggregated.optional(), avg: aggregated.optional() })).default([]),
    })
    .optional(),
  addTarget: z.object({ query: z.object({ structuredQuery }).optional() }).optional(),
});

const line = z.union([
  z.object({ method: z.enum(['RunQuery', 'RunAggregationQuery', 'Listen']), message: z.base64() }),
  z.object({ json: z.unknown() }),
]);

/** The query of a line of the log. */
export function parseLine(text: string): Query | null {
  const entry = line.parse(JSON.parse(text));
  const json = 'json' in entry ? entry.json : decode(Buffer.from(entry.message, 'base64'), requests[entry.method]);
  const { structuredQuery, structuredAggregationQuery: aggregation, addTarget } = request.parse(json);
  const query = structuredQuery ?? aggregation?.structuredQuery ?? addTarget?.query?.structuredQuery;
  const [from] = query?.from ?? [];
  if (!query || !from) return null;
  return {
    collectionGroup: from.collectionId,
    queryScope: from.allDescendants ? 'COLLECTION_GROUP' : 'COLLECTION',
    where: query.where ?? null,
    orderBy: query.orderBy.map(({ field, direction }) => ({ fieldPath: field.fieldPath, order: direction })),
    aggregated: (aggregation?.aggregations ?? []).flatMap(({ sum, avg }) => (sum ?? avg)?.field.fieldPath ?? []),
  };
}

/** Every query that was written down, each of its kind once. */
export function recordedQueries(folder = logFolder()): Query[] {
  if (!existsSync(folder)) return [];
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').trim().split('\n'));
  const queries = lines.map(parseLine).filter((query) => query !== null);
  return [...new Map(queries.map((query) => [queryKey(query), query])).values()];
}
