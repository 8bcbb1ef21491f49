import { randomUUID } from 'node:crypto';
import type { DocumentReference, DocumentSnapshot, QueryDocumentSnapshot } from 'firebase-admin/firestore';
import { Change } from 'firebase-functions/v2';
import type { FirestoreEvent } from 'firebase-functions/v2/firestore';
import { expect, test } from 'vitest';
import { followUser, unfollowUser } from '../../functions/src/domains/graph/operations.ts';
import { cardOnUpdated } from '../../functions/src/domains/graph/triggers.ts';
import { cardRef } from '../../functions/src/domains/profiles/documents.ts';
import { firestore } from '../../functions/src/platform/firestore.ts';
import { fold } from '../../functions/src/platform/hotNumber.ts';
import { newFace, standing } from '../circle.ts';
import { costOf } from '../firestoreTap.ts';
import { callerFor } from '../world.ts';
import { randomFrom } from './storm.ts';

type CardEvent = FirestoreEvent<Change<QueryDocumentSnapshot> | undefined, { uid: string }>;

/** A card as a trigger sees it, without our types. */
const plain = (uid: string): DocumentReference => firestore().doc(cardRef(uid).path);

function existing(snapshot: DocumentSnapshot): QueryDocumentSnapshot {
  if (!snapshot.exists) throw new Error(`${snapshot.ref.path} does not exist`);
  return snapshot as QueryDocumentSnapshot;
}

const updateOf = (uid: string, before: DocumentSnapshot, after: DocumentSnapshot): CardEvent => ({
  specversion: '1.0',
  id: randomUUID(),
  source: 'firestore',
  type: 'google.cloud.firestore.document.v1.updated',
  time: new Date().toISOString(),
  location: 'us-central1',
  project: 'demo-firecircle',
  database: '(default)',
  namespace: '(default)',
  document: `users/${uid}`,
  params: { uid },
  data: new Change(existing(before), existing(after)),
});

const equal = (count: number) => ({ kept: count, edges: count });

/** People follow one after the other; what a trigger would be told of each. */
async function burstOf(uid: string, followers: number): Promise<CardEvent[]> {
  const events: CardEvent[] = [];
  let before = await plain(uid).get();
  for (let index = 0; index < followers; index += 1) {
    await followUser(callerFor(await newFace('fan')), uid);
    const after = await plain(uid).get();
    events.push(updateOf(uid, before, after));
    before = after;
  }
  return events;
}

test.each([
  ['in order', (events: CardEvent[]) => events],
  ['each twice', (events: CardEvent[]) => events.flatMap((event) => [event, event])],
  ['backwards', (events: CardEvent[]) => events.toReversed()],
  [
    'shuffled',
    (events: CardEvent[]) => {
      const random = randomFrom(7);
      return events.toSorted(() => random() - 0.5);
    },
  ],
])('a burst of follows, told %s, never makes the followers wrong', async (_, order) => {
  const star = await newFace('star');
  for (const event of order(await burstOf(star.uid, 14))) await cardOnUpdated.run(event);
  expect(await standing(star.uid)).toMatchObject({ followers: equal(14) });
  const more = await newFace('fan');
  expect(await followUser(callerFor(more), star.uid)).toEqual({ following: true, followerCount: 15 });
  await fold(cardRef(star.uid), ['followers']);
  expect(await unfollowUser(callerFor(more), star.uid)).toEqual({ following: false, followerCount: 14 });
  expect(await standing(star.uid)).toMatchObject({ followers: equal(14) });
});

test('a burst of follows makes the card hot', async () => {
  const star = await newFace('star');
  const shards: number[] = [];
  for (let follows = 0; follows < 30; follows += 1) {
    for (const event of await burstOf(star.uid, 1)) await cardOnUpdated.run(event);
    shards.push((await cardRef(star.uid).get()).data()?.shards ?? 0);
  }
  expect(Math.max(...shards)).toBeGreaterThan(0);
  expect(shards).toEqual(shards.toSorted((a, b) => a - b));
});

test('whom a person follows costs nothing', async () => {
  const alice = await newFace('alice');
  const before = await plain(alice.uid).get();
  await plain(alice.uid).update({ following: 7 });
  const event = updateOf(alice.uid, before, await plain(alice.uid).get());
  expect(await costOf(() => cardOnUpdated.run(event))).toMatchObject({ reads: 0, writes: 0 });
});
