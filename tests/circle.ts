import { randomUUID } from 'node:crypto';
import { Timestamp } from 'firebase-admin/firestore';
import { blockedPairRef, blockRef, followersOf, followRef, follows } from '../functions/src/domains/graph/documents.ts';
import { type Card, cardRef } from '../functions/src/domains/profiles/documents.ts';
import { firestore } from '../functions/src/platform/firestore.ts';
import { newPerson, type Person } from './world.ts';

/** People with cards, and what is true of who follows and blocks whom. */

export async function newCard(uid: string, fields: Partial<Card> = {}): Promise<Card> {
  const now = Timestamp.now();
  const card: Card = {
    uid,
    username: `u${randomUUID().replaceAll('-', '').slice(0, 20)}`,
    displayName: `Person ${uid.slice(0, 8)}`,
    avatarUrl: null,
    bio: null,
    role: 'user',
    isCreator: false,
    isVerified: false,
    followers: 0,
    following: 0,
    posts: 0,
    shards: 0,
    foldedAt: null,
    heatAt: null,
    heatTotal: 0,
    createdAt: now,
    updatedAt: now,
    ...fields,
  };
  await cardRef(uid).set(card);
  return card;
}

/** Somebody who can sign in and has a card. */
export async function newMember(name: string, fields: Partial<Card> = {}): Promise<Person & { card: Card }> {
  const person = await newPerson(name);
  return { ...person, card: await newCard(person.uid, fields) };
}

/** Somebody with a card alone, for what never looks at a token. */
export async function newFace(name = 'face', fields: Partial<Card> = {}): Promise<{ uid: string; card: Card }> {
  const uid = `${name}-${randomUUID()}`;
  return { uid, card: await newCard(uid, fields) };
}

/** The kept numbers of a person beside the edges themselves, at one instant. */
export async function standing(uid: string): Promise<{
  followers: { kept: number; edges: number };
  following: { kept: number; edges: number };
}> {
  const main = cardRef(uid).withConverter(null);
  return firestore().runTransaction(
    async (instant) => {
      const card = await instant.get(main);
      const shards = (await instant.get(main.collection('shards'))).docs;
      const followers = await instant.get(followersOf(uid));
      const following = await instant.get(follows().where('follower', '==', uid).orderBy('followedAt', 'desc'));
      return {
        followers: {
          kept: [card, ...shards].reduce((sum, part) => sum + (part.get('followers') ?? 0), 0),
          edges: followers.size,
        },
        following: { kept: card.get('following') ?? 0, edges: following.size },
      };
    },
    { readOnly: true },
  );
}

/** What is stored between two people, at one instant. */
export async function between(one: string, other: string) {
  const [follow, followBack, pair, block, blockBack] = await firestore().getAll(
    followRef(one, other).withConverter(null),
    followRef(other, one).withConverter(null),
    blockedPairRef(one, other).withConverter(null),
    blockRef(one, other).withConverter(null),
    blockRef(other, one).withConverter(null),
  );
  const blockers: unknown = pair?.get('blockers');
  return {
    edges: [follow?.exists ? one : null, followBack?.exists ? other : null].filter((uid) => uid !== null),
    blockers: Array.isArray(blockers) ? blockers.toSorted() : [],
    blocks: [block?.exists ? one : null, blockBack?.exists ? other : null].filter((uid) => uid !== null).toSorted(),
  };
}
