import { describe, expect, test } from 'vitest';
import { type Filter, type IndexFile, missingIndexes, type Order, type Query } from './missing.ts';

const none: IndexFile = { indexes: [], fieldOverrides: [] };

function index(
  fields: string,
  collectionGroup = 'contents',
  queryScope: Query['queryScope'] = 'COLLECTION',
): IndexFile {
  return { indexes: [{ collectionGroup, queryScope, fields: parse(fields) }], fieldOverrides: [] };
}

/** 'status, createdAt desc, tags contains' */
function parse(fields: string): IndexFile['indexes'][number]['fields'] {
  return fields.split(', ').map((text) => {
    const [fieldPath = '', kind] = text.split(' ');
    if (kind === 'contains') return { fieldPath, arrayConfig: 'CONTAINS' };
    return { fieldPath, order: kind === 'desc' ? 'DESCENDING' : 'ASCENDING' };
  });
}

function exempt(...fields: string[]): IndexFile {
  return {
    indexes: [],
    fieldOverrides: fields.map((fieldPath) => ({ collectionGroup: 'contents', fieldPath, indexes: [] })),
  };
}

const both = (...files: IndexFile[]): IndexFile => ({
  indexes: files.flatMap(({ indexes }) => indexes),
  fieldOverrides: files.flatMap(({ fieldOverrides }) => fieldOverrides),
});

const equal = (...fields: string[]): Filter => and(...fields.map((field): Filter => ({ field, test: 'equality' })));
const range = (field: string): Filter => ({ field, test: 'range' });
const contains = (field: string): Filter => ({ field, test: 'contains' });
const and = (...filters: Filter[]): Filter => ({ op: 'AND', filters });
const or = (...filters: Filter[]): Filter => ({ op: 'OR', filters });

function query(where: Filter | null, sort = '', more: Partial<Query> = {}): Query {
  const orderBy =
    sort === ''
      ? []
      : sort.split(', ').map((text): { fieldPath: string; order: Order } => {
          const [fieldPath = '', direction] = text.split(' ');
          return { fieldPath, order: direction === 'desc' ? 'DESCENDING' : 'ASCENDING' };
        });
  return { collectionGroup: 'contents', queryScope: 'COLLECTION', where, orderBy, aggregated: [], ...more };
}

const group = { queryScope: 'COLLECTION_GROUP' } as const;

const enough: [title: string, Query, IndexFile][] = [
  ['a whole collection', query(null), none],
  ['a whole collection group', query(null, '', group), none],
  ['one equality', query(equal('status')), none],
  ['several equalities', query(equal('status', 'contentType')), none],
  ['a sort by one field', query(null, 'createdAt desc'), none],
  ['a range of one field, sorted by it', query(range('createdAt'), 'createdAt desc'), none],
  ['a range of one field, sorted by it and the name', query(range('createdAt'), 'createdAt desc, __name__ desc'), none],
  ['an equality and a sort by the same field', query(equal('status'), 'status'), none],
  ['documents by their names', query(equal('__name__')), none],
  ['documents by their names, and an equality', query(equal('__name__', 'status')), none],
  ['an equality, sorted by name', query(equal('status'), '__name__ desc'), none],
  ['an equality and a range of names', query(and(equal('status'), range('__name__'))), none],
  ['what an array contains', query(contains('tags')), none],
  ['what an array contains, and an equality', query(and(contains('tags'), equal('status'))), none],
  ['alternatives that each need nothing', query(or(equal('status'), equal('contentType'))), none],
  ['an equality and a sort', query(equal('status'), 'createdAt desc'), index('status, createdAt desc')],
  ['the same, the other way round', query(equal('status'), 'createdAt'), index('status, createdAt desc')],
  ['the same, with a name', query(equal('status'), 'createdAt desc, __name__ desc'), index('status, createdAt desc')],
  ['the same, as a file may spell it', query(equal('status'), 'createdAt'), index('status, createdAt, __name__')],
  ['equalities in any order', query(equal('b', 'a'), 'createdAt'), index('a, b desc, createdAt')],
  ['two indexes together', query(equal('a', 'b'), 'c'), both(index('a, c'), index('b, c'))],
  ['an array and a sort', query(contains('tags'), 'createdAt'), index('tags contains, createdAt')],
  ['a sort by two fields', query(null, 'a, b desc'), index('a desc, b')],
  ['two ranges', query(and(range('b'), range('a'))), index('a, b')],
  ['alternatives', query(or(equal('a'), equal('b')), 'c'), both(index('a, c'), index('b, c'))],
  ['a name against the sort', query(null, 'a, __name__ desc'), index('a, __name__ desc')],
  ['an exempt field inside a composite index', query(equal('a'), 'b'), both(exempt('b'), index('a, b'))],
  ['a sum of all', query(null, '', { aggregated: ['a'] }), none],
  ['a sum of some', query(equal('a'), '', { aggregated: ['b'] }), index('a, b')],
  ['a collection group with its index', query(equal('a'), 'b', group), index('a, b', 'contents', 'COLLECTION_GROUP')],
];

const lacking: [title: string, Query, IndexFile, needed: string][] = [
  ['an equality and a sort', query(equal('status'), 'createdAt desc'), none, 'status, createdAt desc'],
  ['an index of another collection', query(equal('a'), 'b'), index('a, b', 'shards'), 'a, b'],
  ['an index of the collection group', query(equal('a'), 'b'), index('a, b', 'contents', 'COLLECTION_GROUP'), 'a, b'],
  ['an index that sorts otherwise', query(null, 'a, b'), index('a, b desc'), 'a, b'],
  ['an index with a field more', query(equal('a'), 'c'), index('a, b, c'), 'a, c'],
  ['an index with a field less', query(equal('a', 'b'), 'c'), index('a, c'), 'a, b, c'],
  ['an index in another sequence', query(equal('a'), 'b, c'), index('a, c, b'), 'a, b, c'],
  ['an index that compares an array', query(equal('tags'), 'b'), index('tags contains, b'), 'tags, b'],
  ['an array and a sort', query(contains('tags'), 'b'), index('tags, b'), 'tags contains, b'],
  ['an equality and a range', query(and(equal('a'), range('b'))), none, 'a, b'],
  ['two ranges', query(and(range('b'), range('a'))), none, 'a, b'],
  ['a range and another sort', query(range('a'), 'b'), none, 'b, a'],
  ['a name against the sort', query(null, 'a, __name__ desc'), none, 'a, __name__ desc'],
  ['one of the alternatives', query(or(equal('a'), equal('b')), 'c'), index('a, c'), 'b, c'],
  ['a sum of some', query(equal('a'), '', { aggregated: ['b'] }), none, 'a, b'],
];

const exempted: [title: string, Query, IndexFile][] = [
  ['an equality of an exempt field', query(equal('likes')), exempt('likes')],
  ['a sort by an exempt field', query(null, 'likes desc'), exempt('likes')],
  ['an exempt field among equalities', query(equal('status', 'likes')), exempt('likes')],
  ['an equality in a collection group', query(equal('likes'), '', group), none],
];

describe('an index that is there', () => {
  test.each(enough)('serves %s', (_, asked, file) => {
    expect(missingIndexes(asked, file)).toEqual([]);
  });
});

describe('an index that is not there', () => {
  test.each(lacking)('is missed by %s', (_, asked, file, needed) => {
    const entry = { collectionGroup: 'contents', queryScope: 'COLLECTION', fields: parse(needed) };
    expect(missingIndexes(asked, file)).toEqual([{ indexes: entry }]);
  });

  test.each(exempted)('is missed by %s', (_, asked, file) => {
    expect(missingIndexes(asked, file)).toHaveLength(1);
  });

  test('is asked for as an override when it is of one field', () => {
    expect(missingIndexes(query(equal('likes'), '', group), none)).toEqual([
      {
        fieldOverrides: {
          collectionGroup: 'contents',
          fieldPath: 'likes',
          indexes: [{ order: 'ASCENDING', queryScope: 'COLLECTION_GROUP' }],
        },
      },
    ]);
  });
});
