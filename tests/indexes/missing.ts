import { readFileSync } from 'node:fs';
import * as z from 'zod';

/**
 * Says which index a query needs that firestore.indexes.json does not have, by the rules of Cloud Firestore
 * (https://firebase.google.com/docs/firestore/query-data/index-overview):
 *
 * - A collection has, unasked, an index of each field in both directions, and one for what an array contains. A field
 *   override puts its own list in their place; an empty one exempts the field. Collection groups have none unasked.
 * - A query is served by indexes that end in just its sort order (or all of it reversed), after fields that it compares
 *   by equality; several may serve together, if between them they hold every such field (a merge join).
 * - `in`, `is null` and `is nan` are equalities; a range or an inequality sorts by its field. `or` needs an index for
 *   each of its alternatives. The document's name ends every index, in the direction of the last field.
 */

export type Order = 'ASCENDING' | 'DESCENDING';

export type Filter =
  | { readonly field: string; readonly test: 'equality' | 'contains' | 'range' }
  | { readonly op: 'AND' | 'OR'; readonly filters: readonly Filter[] };

/** What of a query decides on its index. */
export interface Query {
  readonly collectionGroup: string;
  readonly queryScope: 'COLLECTION' | 'COLLECTION_GROUP';
  readonly where: Filter | null;
  readonly orderBy: readonly { readonly fieldPath: string; readonly order: Order }[];
  /** Fields that are summed or averaged. */
  readonly aggregated: readonly string[];
}

const order = z.enum(['ASCENDING', 'DESCENDING']);
const scope = z.enum(['COLLECTION', 'COLLECTION_GROUP']).default('COLLECTION');
const arrayConfig = z.literal('CONTAINS');
const indexField = z.union([
  z.strictObject({ fieldPath: z.string(), order }),
  z.strictObject({ fieldPath: z.string(), arrayConfig }),
]);

const indexFile = z.strictObject({
  indexes: z.array(z.strictObject({ collectionGroup: z.string(), queryScope: scope, fields: z.array(indexField) })),
  fieldOverrides: z.array(
    z.strictObject({
      collectionGroup: z.string(),
      fieldPath: z.string(),
      ttl: z.literal(true).optional(),
      indexes: z.array(
        z.union([z.strictObject({ order, queryScope: scope }), z.strictObject({ arrayConfig, queryScope: scope })]),
      ),
    }),
  ),
});

export type IndexFile = z.infer<typeof indexFile>;
type Index = IndexFile['indexes'][number];
type IndexField = z.infer<typeof indexField>;

/** An entry of firestore.indexes.json that is not there. */
export type MissingIndex = { indexes: Index } | { fieldOverrides: IndexFile['fieldOverrides'][number] };

export function readIndexFile(url: URL): IndexFile {
  return indexFile.parse(JSON.parse(readFileSync(url, 'utf8')));
}

/** Equal for queries that need the same. */
export function queryKey(query: Query): string {
  return JSON.stringify(query);
}

const documentName = '__name__';

/** One alternative of a query: the fields that it compares, and its sort order. */
interface Need {
  readonly equal: readonly string[];
  readonly contains: readonly string[];
  readonly sort: readonly { fieldPath: string; order: Order }[];
}

/** The alternatives of a filter, each a list of comparisons that hold together. */
function alternatives(filter: Filter | null): Exclude<Filter, { op: string }>[][] {
  if (!filter) return [[]];
  if ('field' in filter) return [[filter]];
  const parts = filter.filters.map(alternatives);
  if (filter.op === 'OR') return parts.flat();
  return parts.reduce((all, part) => all.flatMap((one) => part.map((other) => [...one, ...other])), [[]]);
}

function needs(query: Query): Need[] {
  return alternatives(query.where).map((comparisons) => {
    const fieldsOf = (test: string) => [
      ...new Set(comparisons.filter((each) => each.test === test).map(({ field }) => field)),
    ];
    const equal = fieldsOf('equality');
    const ranges = fieldsOf('range').sort();
    const stated = query.orderBy.map(({ fieldPath }) => fieldPath);
    const last = query.orderBy.at(-1)?.order ?? 'ASCENDING';
    const implied = [...ranges, ...query.aggregated].filter((field) => !stated.includes(field));
    const sort = [...query.orderBy, ...implied.map((fieldPath) => ({ fieldPath, order: last }))]
      // One value has no order.
      .filter(({ fieldPath }) => !equal.includes(fieldPath));
    return {
      equal: equal.filter((field) => field !== documentName),
      contains: fieldsOf('contains'),
      sort: withoutName(sort),
    };
  });
}

/** The name ends every index, so that a sort by it is free at the end, in the direction of what stands before it. */
function withoutName(sort: Need['sort']): Need['sort'] {
  const name = sort.findIndex(({ fieldPath }) => fieldPath === documentName);
  if (name < 0) return sort;
  // Names are unique: what is sorted after them is not sorted at all.
  const before = sort.slice(0, name);
  const isFree = before.length === 0 || before.at(-1)?.order === sort[name]?.order;
  return isFree ? before : sort.slice(0, name + 1);
}

/** The indexes that a field has without being named in `indexes`. */
function singleFieldIndexes(file: IndexFile, query: Query, fieldPath: string): IndexField[][] {
  const override = file.fieldOverrides.find(
    (each) => each.collectionGroup === query.collectionGroup && each.fieldPath === fieldPath,
  );
  if (override)
    return override.indexes
      .filter(({ queryScope }) => queryScope === query.queryScope)
      .map((index) => [
        'order' in index ? { fieldPath, order: index.order } : { fieldPath, arrayConfig: index.arrayConfig },
      ]);
  if (query.queryScope === 'COLLECTION_GROUP') return [];
  return [
    [{ fieldPath, order: 'ASCENDING' }],
    [{ fieldPath, order: 'DESCENDING' }],
    [{ fieldPath, arrayConfig: 'CONTAINS' }],
  ];
}

/** The fields that an index compares for a need, or null when it does not serve it. */
function served(index: readonly IndexField[], need: Need): IndexField[] | null {
  const named = index.at(-1)?.fieldPath === documentName && need.sort.at(-1)?.fieldPath !== documentName;
  const fields = named ? index.slice(0, -1) : index;
  const prefix = fields.slice(0, Math.max(0, fields.length - need.sort.length));
  const suffix = fields.slice(prefix.length);
  const runs = (reversed: boolean) =>
    suffix.length === need.sort.length &&
    suffix.every((field, position) => {
      const wanted = need.sort[position];
      if (!wanted || !('order' in field) || field.fieldPath !== wanted.fieldPath) return false;
      return (field.order === wanted.order) !== reversed;
    });
  const compares = prefix.every((field) => ('order' in field ? need.equal : need.contains).includes(field.fieldPath));
  return compares && (runs(false) || runs(true)) ? prefix : null;
}

function isServed(need: Need, query: Query, file: IndexFile): boolean {
  const fields = [...need.equal, ...need.contains, ...need.sort.map(({ fieldPath }) => fieldPath)];
  if (fields.length === 0) return true;
  const usable = [
    ...file.indexes
      .filter((each) => each.collectionGroup === query.collectionGroup && each.queryScope === query.queryScope)
      .map((each) => each.fields),
    ...[...new Set(fields)].flatMap((field) => singleFieldIndexes(file, query, field)),
  ]
    .map((index) => served(index, need))
    .filter((prefix) => prefix !== null);
  if (usable.length === 0) return false;
  const compared = usable.flat();
  return (
    need.equal.every((name) => compared.some((field) => 'order' in field && field.fieldPath === name)) &&
    need.contains.every((name) => compared.some((field) => 'arrayConfig' in field && field.fieldPath === name))
  );
}

/** The entry that would serve a need: a composite index, or for a single field the override that gives it one. */
function entryFor({ equal, contains, sort }: Need, { collectionGroup, queryScope }: Query): MissingIndex {
  const fields: IndexField[] = [
    ...[...equal].sort().map((fieldPath): IndexField => ({ fieldPath, order: 'ASCENDING' })),
    ...contains.map((fieldPath): IndexField => ({ fieldPath, arrayConfig: 'CONTAINS' })),
    ...sort,
  ];
  const [only] = fields;
  if (fields.length > 1 || !only) return { indexes: { collectionGroup, queryScope, fields } };
  const { fieldPath, ...kind } = only;
  return { fieldOverrides: { collectionGroup, fieldPath, indexes: [{ ...kind, queryScope }] } };
}

/** The entries that a query lacks; none when it can run. */
export function missingIndexes(query: Query, file: IndexFile): MissingIndex[] {
  return needs(query)
    .filter((need) => !isServed(need, query, file))
    .map((need) => entryFor(need, query));
}
