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
  orderBy,
  query,
  setDoc,
  updateDoc,
  where,
} from 'firebase/firestore';
import { beforeAll, test } from 'vitest';
import { contentFields, interactionPath } from './changes.ts';
import { clientOf, type Person, people, server, standingPath } from './world.ts';

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
    name: "alice's card in a list",
    allows: { get: anyone },
    path: 'users/alice-again',
    stored: { displayName: 'Alice Adeyemi' },
    list: (client) =>
      getDocsFromServer(query(collection(client, 'users'), where('displayName', '==', 'Alice Adeyemi'))),
  },
  {
    name: "a shard of alice's followers",
    allows: { get: anyone, list: anyone },
    path: 'users/alice/shards/0',
    stored: { followers: 3 },
  },
  {
    name: "alice's account",
    allows: { get: ['alice'] },
    path: 'users/alice/private/account',
    stored: { email: 'alice@example.com' },
  },
  {
    name: "bob's follow of alice",
    allows: { get: ['alice', 'bob'] },
    path: 'users/alice/followers/bob',
    stored: { follower: 'bob', followee: 'alice', followedAt: now },
  },
  {
    name: "alice's follow of bob, which is absent",
    allows: { get: ['alice', 'bob'] },
    path: 'users/bob/followers/alice',
    stored: null,
    list: (client) => {
      const edges = query(collectionGroup(client, 'followers'), where('follower', '==', 'bob'));
      return getDocsFromServer(query(edges, orderBy('followedAt', 'desc')));
    },
  },
  {
    name: 'whom alice blocks',
    allows: { get: ['alice'], list: ['alice'] },
    path: 'users/alice/blocked/mallory',
    stored: { uid: 'mallory', blockedAt: now },
  },
  {
    name: 'the block between alice and mallory',
    allows: {},
    path: 'blocks/alice/with/mallory',
    stored: { people: ['alice', 'mallory'], blockers: ['alice'] },
  },
  {
    name: 'a username',
    allows: { get: anyone },
    path: 'usernames/alice',
    stored: { uid: 'alice', heldUntil: null },
  },
  {
    name: 'a username that alice has left, by which nobody is to find her new one',
    allows: {},
    path: 'usernames/alice_before',
    stored: { uid: 'alice', heldUntil: now },
  },
  {
    name: 'a username that is free',
    allows: { get: anyone },
    path: `usernames/${id}`,
    stored: null,
    list: (client) => getDocsFromServer(query(collection(client, 'usernames'), where('uid', '==', 'alice'))),
  },
  {
    name: "alice's standing",
    allows: { get: ['alice'] },
    path: standingPath('alice'),
    stored: { role: 'user', bannedAt: null, tokensValidAfter: null },
  },
  {
    name: "sam's standing",
    allows: { get: ['banned sam'] },
    path: standingPath('sam'),
    stored: { bannedAt: now, banReason: 'Spam' },
  },
  {
    name: "bob's standing, which is absent",
    allows: { get: ['bob'] },
    path: standingPath('bob'),
    stored: null,
  },
  {
    name: 'a creator',
    allows: { get: anyone, list: anyone },
    path: 'creators/carol',
    stored: {
      bio: 'Songs',
      categories: ['music'],
      profilePicture: null,
      isLive: false,
      createdAt: now,
      updatedAt: now,
    },
  },
  {
    name: "alice's public creator profile",
    allows: { get: anyone, list: anyone },
    path: 'creatorProfiles/alice',
    stored: { userId: 'alice', isPublic: true, stats: { totalFollowers: 3 } },
    list: (client) => getDocsFromServer(query(collection(client, 'creatorProfiles'), where('isPublic', '==', true))),
  },
  {
    name: "bob's private creator profile",
    allows: { get: ['bob'] },
    path: 'creatorProfiles/bob',
    stored: { userId: 'bob', isPublic: false, stats: { totalFollowers: 3 } },
  },
  {
    name: "sam's private creator profile, as sam is banned",
    allows: {},
    path: 'creatorProfiles/sam',
    stored: { userId: 'sam', isPublic: false, stats: { totalFollowers: 3 } },
    list: (client) => getDocsFromServer(query(collection(client, 'creatorProfiles'), where('isPublic', '==', false))),
  },
  {
    name: 'a creator profile that is absent',
    allows: { get: anyone },
    path: `creatorProfiles/${id}`,
    stored: null,
    list: everyOne('creatorProfiles'),
  },
  ...[
    { name: "alice's public profile", uid: 'alice', allowed: anyone },
    { name: "bob's private profile", uid: 'bob', allowed: ['bob'] as const },
    { name: "an absent profile of ada's", uid: 'ada', allowed: ['ada the admin'] as const },
  ].map(
    ({ name, uid, allowed }): Row => ({
      name: `the history of ${name}`,
      allows: { get: allowed, list: allowed },
      path: `creatorProfiles/${uid}/syncHistory/${id}`,
      stored: { platform: 'tiktok', followers: 3, engagement: 0, totalFollowers: 3, source: 'manual', syncedAt: now },
      list: (client) =>
        getDocsFromServer(
          query(collection(client, `creatorProfiles/${uid}/syncHistory`), where('platform', '==', 'tiktok')),
        ),
    }),
  ),
  {
    name: "alice's connection",
    allows: { get: ['alice'], list: ['alice'] },
    path: 'creatorProfiles/alice/connections/tiktok',
    stored: { platform: 'tiktok', status: 'connected' },
  },
  ...[
    { path: 'creatorApplications/alice', stored: { status: 'pending' } },
    { path: 'connectionSecrets/alice', stored: { sealed: 'x' } },
    { path: 'webhooks/alice', stored: { uid: 'alice' } },
    { path: 'webhooks/alice/deliveries/1', stored: { state: 'sent' } },
    { path: 'mail/alice', stored: { to: 'alice@example.com' } },
    { path: 'codes/alice', stored: { uid: 'alice' } },
    { path: 'rateLimits/alice', stored: { count: 1 } },
    { path: 'syncMetrics/2026-01-01', stored: { totalSyncs: 1 } },
    { path: 'audits/alice', stored: { actor: 'alice' } },
    { path: 'erasures/alice', stored: { uid: 'alice' } },
    { path: 'webhookOwners/alice', stored: { ids: ['1'] } },
  ].map((hidden): Row => ({ name: `a document of ${hidden.path.split('/').at(-2)}`, allows: {}, ...hidden })),
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
