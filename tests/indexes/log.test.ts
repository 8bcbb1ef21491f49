import { expect, test } from 'vitest';
import { parseLine } from './log.ts';

// What a browser sends, as it was written down; what Node sends is overheard in recorded.test.ts.

const database = 'projects/demo-firecircle/databases/(default)';
const visible = {
  from: [{ collectionId: 'contents' }],
  where: { fieldFilter: { field: { fieldPath: 'status' }, op: 'EQUAL', value: { stringValue: 'visible' } } },
  orderBy: [
    { field: { fieldPath: 'createdAt' }, direction: 'DESCENDING' },
    { field: { fieldPath: '__name__' }, direction: 'DESCENDING' },
  ],
  limit: 20,
};

const read = {
  collectionGroup: 'contents',
  queryScope: 'COLLECTION',
  where: { field: 'status', test: 'equality' },
  orderBy: [
    { fieldPath: 'createdAt', order: 'DESCENDING' },
    { fieldPath: '__name__', order: 'DESCENDING' },
  ],
  aggregated: [],
};

test('a query that a page listens to is read', () => {
  const query = { structuredQuery: visible, parent: `${database}/documents` };
  const json = { database, addTarget: { query, targetId: 2 } };
  expect(parseLine(JSON.stringify({ method: 'Listen', json }))).toEqual(read);
});

test('a count that a page asks for is read', () => {
  const json = { structuredAggregationQuery: { structuredQuery: visible, aggregations: [{ alias: 'n', count: {} }] } };
  expect(parseLine(JSON.stringify({ method: 'RunAggregationQuery', json }))).toEqual(read);
});

test('a document that a page listens to is no query', () => {
  const json = { database, addTarget: { documents: { documents: [`${database}/documents/contents/a`] }, targetId: 4 } };
  expect(parseLine(JSON.stringify({ method: 'Listen', json }))).toBeNull();
});

test('the end of a listening is no query', () => {
  expect(parseLine(JSON.stringify({ method: 'Listen', json: { database, removeTarget: 2 } }))).toBeNull();
});
