import { randomUUID } from 'node:crypto';
import { assertFails, assertSucceeds } from '@firebase/rules-unit-testing';
import {
  collection,
  collectionGroup,
  deleteDoc,
  doc,
  documentId,
  type Firestore,
  getDocFromServer,
  getDocsFromServer,
  query,
  setDoc,
  updateDoc,
  where,
} from 'firebase/firestore';
import { beforeAll, test } from 'vitest';
import { contentFields, interactionPath } from './changes.ts';
import { clientOf, type Person, people, server } from './world.ts';

type Verb = 'get' | 'list' | 'create' | 'update' | 'delete';
const verbs: readonly Verb[] = ['get', 'list', 'create', 'update', 'delete'];

interface Row {
  name: string;
  /** Who may; whoever is not named may not. A write here comes alone: what a commit of two may is another chapter. */
  allows: Partial<Record<Verb, readonly Person[]>>;
  path: string;
  stored: Record<string, unknown> | null;
  /** How a list is asked for; the whole collection when it is not said. */
  list?: (client: Firestore) => Promise<unknown>;
}

const anyone = people;
const id = randomUUID();
const now = new Date();
const liked = {
  ...{ contentType: 'media', contentId: id, liked: true, likedAt: now, likeDeletedAt: null },
  ...{ shard: null, op: 'before', n: 1, changedAt: now },
};

const everyContent = (client: Firestore) => getDocsFromServer(collection(client, 'contents'));

function contentsOf(status: string): (client: Firestore) => Promise<unknown> {
  return (client) => getDocsFromServer(query(collection(client, 'contents'), where('status', '==', status)));
}

/** The visible ones of a few contents that are named. */
function contentsNamed(...keys: string[]): (client: Firestore) => Promise<unknown> {
  return (client) =>
    getDocsFromServer(
      query(collection(client, 'contents'), where(documentId(), 'in', keys), where('status', '==', 'visible')),
    );
}

function everyOne(group: string): (client: Firestore) => Promise<unknown> {
  return (client) => getDocsFromServer(collectionGroup(client, group));
}

const rows: readonly Row[] = [
  {
    name: 'a visible content',
    allows: { get: anyone, list: anyone },
    path: `contents/media_${id}`,
    stored: contentFields(id),
    list: contentsOf('visible'),
  },
  {
    name: 'a hidden content',
    allows: {},
    path: `contents/media_${id}_hidden`,
    stored: contentFields(`${id}_hidden`, { status: 'hidden' }),
    list: contentsOf('hidden'),
  },
  {
    name: 'a deleted content',
    allows: {},
    path: `contents/media_${id}_deleted`,
    stored: contentFields(`${id}_deleted`, { status: 'deleted' }),
    list: everyContent,
  },
  {
    name: 'an absent content',
    allows: { get: anyone },
    path: `contents/media_${id}_absent`,
    stored: null,
    list: everyOne('contents'),
  },
  {
    name: 'contents by their ids, one of them absent',
    allows: { get: anyone, list: anyone },
    path: `contents/media_${id}_nowhere`,
    stored: null,
    list: contentsNamed(`media_${id}`, `media_${id}_absent`),
  },
  {
    name: 'contents by their ids, one of them hidden',
    allows: { get: anyone },
    path: `contents/media_${id}_elsewhere`,
    stored: null,
    list: contentsNamed(`media_${id}`, `media_${id}_hidden`),
  },
  {
    name: 'a shard of a content',
    allows: { get: anyone, list: anyone },
    path: `contents/media_${id}/shards/0`,
    stored: { likes: 3 },
  },
  {
    name: 'a shard of any content',
    allows: {},
    path: `contents/media_${id}/comments/0`,
    stored: { text: 'of a collection that has no rule yet' },
    list: everyOne('shards'),
  },
  {
    name: "alice's interaction",
    allows: { get: ['alice'], list: ['alice'] },
    path: interactionPath('alice', `media_${id}`),
    stored: liked,
  },
  {
    name: "alice's interaction that is absent",
    allows: { get: ['alice'] },
    path: interactionPath('alice', `media_${id}_absent`),
    stored: null,
    list: everyOne('interactions'),
  },
  {
    name: "alice's card",
    allows: { get: anyone },
    path: 'users/alice',
    stored: { displayName: 'Alice Adeyemi' },
  },
  {
    name: "alice's standing",
    allows: { get: ['alice'] },
    path: 'users/alice/private/standing',
    stored: { role: 'user', bannedAt: null, tokensValidAfter: null },
  },
  {
    name: 'a ban',
    allows: {},
    path: 'bans/alice-as-she-was',
    stored: { bannedAt: now },
  },
  {
    name: 'a document of a collection that no rule names',
    allows: {},
    path: `ledger/${id}`,
    stored: { amountMinor: 1 },
  },
];

function attempt(row: Row, verb: Verb, client: Firestore): Promise<unknown> {
  const reference = doc(client, row.path);
  switch (verb) {
    case 'get':
      return getDocFromServer(reference);
    case 'list':
      return row.list?.(client) ?? getDocsFromServer(reference.parent);
    case 'create':
      return setDoc(doc(reference.parent, randomUUID()), row.stored ?? { contentId: id });
    case 'update':
      return updateDoc(reference, { title: 'Mine now', likes: 1_000_000, role: 'admin' });
    case 'delete':
      return deleteDoc(reference);
  }
}

const cells = rows.flatMap((row) =>
  verbs.flatMap((verb) =>
    people.map((person) => {
      const may = row.allows[verb]?.includes(person) ?? false;
      return { row, verb, person, may, title: `${person} ${may ? 'may' : 'may not'} ${verb} ${row.name}` };
    }),
  ),
);

export function matrix(): void {
  beforeAll(async () => {
    const batch = server.batch();
    for (const { path, stored } of rows) if (stored) batch.set(server.doc(path), stored);
    await batch.commit();
  });

  test.each(cells)('$title', async ({ row, verb, person, may }) => {
    await (may ? assertSucceeds : assertFails)(attempt(row, verb, clientOf(person)));
  });
}
