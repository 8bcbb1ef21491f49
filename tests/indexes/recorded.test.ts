import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deleteApp, initializeApp } from 'firebase/app';
import {
  average,
  collection,
  collectionGroup,
  connectFirestoreEmulator,
  getAggregateFromServer,
  getDocsFromServer,
  getFirestore,
  onSnapshot,
  orderBy,
  query,
  where,
} from 'firebase/firestore';
import { deleteApp as deleteAdminApp, initializeApp as initializeAdminApp } from 'firebase-admin/app';
import { AggregateField, Filter, getFirestore as getAdminFirestore } from 'firebase-admin/firestore';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { logFolder } from './folder.ts';
import { recordedQueries } from './log.ts';

/** A project without rules or documents, and a log of its own: what is asked here is only to be overheard. */
const projectId = 'demo-firecircle-indexes';

beforeEach(() => {
  vi.stubEnv('FIRECIRCLE_QUERY_LOG', mkdtempSync(join(tmpdir(), 'firecircle-queries-')));
});

afterEach(() => {
  rmSync(logFolder(), { recursive: true });
  vi.unstubAllEnvs();
});

test('the queries of the Admin SDK are written down', async () => {
  const group = 'overheard';
  const app = initializeAdminApp({ projectId }, 'overheard');
  const firestore = getAdminFirestore(app);
  const range = firestore.collection(group).where('a', '>', 1).where('b', 'in', [1, 2]).orderBy('a', 'desc');
  await range.get();
  await firestore
    .collectionGroup(group)
    .where(Filter.or(Filter.where('a', '==', null), Filter.where('tags', 'array-contains', 1)))
    .aggregate({ sum: AggregateField.sum('c') })
    .get();
  await deleteAdminApp(app);
  expect(recordedQueries()).toEqual([
    {
      collectionGroup: group,
      queryScope: 'COLLECTION',
      where: {
        op: 'AND',
        filters: [
          { field: 'a', test: 'range' },
          { field: 'b', test: 'equality' },
        ],
      },
      orderBy: [{ fieldPath: 'a', order: 'DESCENDING' }],
      aggregated: [],
    },
    {
      collectionGroup: group,
      queryScope: 'COLLECTION_GROUP',
      where: {
        op: 'OR',
        filters: [
          { field: 'a', test: 'equality' },
          { field: 'tags', test: 'contains' },
        ],
      },
      orderBy: [],
      aggregated: ['c'],
    },
  ]);
});

test('the queries of the web SDK are written down, listened to or asked once', async () => {
  const group = 'overheard';
  const app = initializeApp({ projectId }, 'overheard');
  const firestore = getFirestore(app);
  const [host = '', port] = (process.env.FIRESTORE_EMULATOR_HOST ?? '127.0.0.1:8080').split(':');
  connectFirestoreEmulator(firestore, host, Number(port), { mockUserToken: 'owner' });
  await new Promise((resolve, reject) => {
    onSnapshot(query(collection(firestore, group), where('a', '==', 1), orderBy('b', 'desc')), resolve, reject);
  });
  await getDocsFromServer(query(collectionGroup(firestore, group), where('a', 'array-contains', 1)));
  await getAggregateFromServer(query(collection(firestore, group), where('a', '!=', 1)), { b: average('b') });
  await deleteApp(app);
  expect(recordedQueries()).toEqual([
    {
      collectionGroup: group,
      queryScope: 'COLLECTION',
      where: { field: 'a', test: 'equality' },
      orderBy: [
        { fieldPath: 'b', order: 'DESCENDING' },
        { fieldPath: '__name__', order: 'DESCENDING' },
      ],
      aggregated: [],
    },
    {
      collectionGroup: group,
      queryScope: 'COLLECTION_GROUP',
      where: { field: 'a', test: 'contains' },
      orderBy: [{ fieldPath: '__name__', order: 'ASCENDING' }],
      aggregated: [],
    },
    {
      collectionGroup: group,
      queryScope: 'COLLECTION',
      where: { field: 'a', test: 'range' },
      orderBy: [],
      aggregated: ['b'],
    },
  ]);
});
