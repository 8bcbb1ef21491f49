import { expect, test } from 'vitest';
import { logFolder } from './folder.ts';
import { recordedQueries } from './log.ts';
import { type MissingIndex, missingIndexes, type Query, readIndexFile } from './missing.ts';

// This room runs after all the others (vitest.config.ts), when their queries are written down.

const file = readIndexFile(new URL('../../firestore.indexes.json', import.meta.url));

/** What is missing, ready to be pasted, each beside the query that misses it. */
function report(lacking: readonly { query: Query; missing: MissingIndex[] }[]): string {
  return lacking
    .map(({ query, missing }) => {
      const entries = missing.map((entry) => `  ${Object.keys(entry)}: ${JSON.stringify(Object.values(entry)[0])}`);
      return [`${JSON.stringify(query)}\nneeds in firestore.indexes.json`, ...entries].join('\n');
    })
    .join('\n\n');
}

test('every query that a test asked has its index', () => {
  const queries = recordedQueries();
  expect(
    queries.map(({ collectionGroup }) => collectionGroup),
    `the tests before this one left no list of contents in ${logFolder()}: run the whole suite`,
  ).toContain('contents');
  const lacking = queries
    .map((query) => ({ query, missing: missingIndexes(query, file) }))
    .filter(({ missing }) => missing.length > 0);
  expect(lacking, report(lacking)).toEqual([]);
});

test('every composite index is there for a query that a test asked', () => {
  const queries = recordedQueries();
  const idle = file.indexes.filter((index) => {
    const without = { ...file, indexes: file.indexes.filter((other) => other !== index) };
    return queries.every((query) => missingIndexes(query, without).length === missingIndexes(query, file).length);
  });
  expect(idle).toEqual([]);
});
