import { randomUUID } from 'node:crypto';
import type { DocumentReference, DocumentSnapshot, QueryDocumentSnapshot } from 'firebase-admin/firestore';
import { Change } from 'firebase-functions/v2';
import type { FirestoreEvent } from 'firebase-functions/v2/firestore';
import { describe, expect, test } from 'vitest';
import {
  type Content,
  type ContentName,
  contentKey,
  contentRef,
  counters,
} from '../../functions/src/domains/content/documents.ts';
import { exactCounts } from '../../functions/src/domains/content/operations.ts';
import { contentOnUpdated } from '../../functions/src/domains/content/triggers.ts';
import { setLike } from '../../functions/src/domains/engagement/operations.ts';
import { firestore, typedDocument } from '../../functions/src/platform/firestore.ts';
import { fold, type HotFields, shardRef, spread } from '../../functions/src/platform/hotNumber.ts';
import { callerFor, counted, likesOf, newContent, setContent } from '../world.ts';
import { randomFrom } from './storm.ts';

type ContentEvent = FirestoreEvent<Change<QueryDocumentSnapshot> | undefined, { key: string }>;

/** A content as a trigger sees it, without our types. */
const plain = (content: ContentName): DocumentReference => firestore().doc(contentRef(content).path);

function existing(snapshot: DocumentSnapshot): QueryDocumentSnapshot {
  if (!snapshot.exists) throw new Error(`${snapshot.ref.path} does not exist`);
  return snapshot as QueryDocumentSnapshot;
}

function updateOf(content: ContentName, before: DocumentSnapshot, after: DocumentSnapshot): ContentEvent {
  const document = `contents/${contentKey(content)}`;
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: 'firestore',
    type: 'google.cloud.firestore.document.v1.updated',
    time: new Date().toISOString(),
    location: 'us-central1',
    project: 'demo-firecircle',
    database: '(default)',
    namespace: '(default)',
    document,
    params: { key: contentKey(content) },
    data: new Change(existing(before), existing(after)),
  };
}

const people = (count: number) => Array.from({ length: count }, () => callerFor({ uid: `person-${randomUUID()}` }));

/** Twelve people like a content one after the other; what a trigger would be told of each. */
async function burstOf(content: ContentName, likes: number): Promise<ContentEvent[]> {
  const stored = plain(content);
  const events: ContentEvent[] = [];
  let before = await stored.get();
  for (const person of people(likes)) {
    await setLike(content, person, true);
    const after = await stored.get();
    events.push(updateOf(content, before, after));
    before = after;
  }
  return events;
}

describe('contentOnUpdated', () => {
  test.each([
    ['in order', (events: ContentEvent[]) => events],
    ['each twice', (events: ContentEvent[]) => events.flatMap((event) => [event, event])],
    ['backwards', (events: ContentEvent[]) => events.toReversed()],
    [
      'shuffled, some twice, some lost',
      (events: ContentEvent[]) => {
        const random = randomFrom(7);
        return [...events, ...events].filter(() => random() < 0.7).sort(() => random() - 0.5);
      },
    ],
  ])('a burst of likes, told %s, never makes the counters wrong nor the shards fewer', async (_, order) => {
    const content = await newContent();
    const events = await burstOf(content, 14);
    let shards = 0;
    for (const event of order(events)) {
      await contentOnUpdated.run(event);
      const now = (await contentRef(content).get()).data()?.shards ?? 0;
      expect(now).toBeGreaterThanOrEqual(shards);
      shards = now;
    }
    expect(await counted(content, 'likes')).toBe(14);
  });

  test('a burst makes a content hot: the first close pair takes a sample, ten more are enough', async () => {
    const content = await newContent();
    const stored = plain(content);
    const told = async (likes: number) => {
      const before = await stored.get();
      await setContent(content, { likes });
      await contentOnUpdated.run(updateOf(content, before, await stored.get()));
    };
    await told(1);
    await told(12);
    await told(13);
    expect((await stored.get()).get('shards')).toBeGreaterThanOrEqual(2);
  });

  test('an edit that moves no counter is not looked at', async () => {
    const content = await newContent();
    const stored = plain(content);
    const before = await stored.get();
    await setContent(content, { title: 'Another title' });
    await contentOnUpdated.run(updateOf(content, before, await stored.get()));
    expect((await stored.get()).get('heatAt')).toBeNull();
  });
});

describe('folding', () => {
  type Numbers = HotFields & { likes: number; views: number };
  const newNumber = async (fields: Partial<Numbers>): Promise<DocumentReference<Numbers>> => {
    const main = typedDocument<Numbers>(`hotNumbers/${randomUUID()}`);
    await main.set({ likes: 0, views: 0, shards: 0, foldedAt: null, heatAt: null, heatTotal: 0, ...fields });
    return main;
  };
  const total = async (main: DocumentReference<Numbers>, shards: number): Promise<number> => {
    const [stored, ...parts] = await firestore().getAll(
      main.withConverter(null),
      ...Array.from({ length: shards }, (_, i) => shardRef(main, i)),
    );
    return parts.reduce((sum, part) => sum + (part.get('likes') ?? 0), stored?.get('likes') ?? 0);
  };

  test('moves all that the shards hold, of every number, and a second time nothing', async () => {
    const main = await newNumber({ likes: 10, shards: 3 });
    await shardRef(main, 0).set({ likes: 4, views: 2 });
    await shardRef(main, 2).set({ likes: -1 });
    expect(await fold(main, ['likes', 'views'])).toMatchObject({ moved: 7 });
    expect((await main.get()).data()).toMatchObject({ likes: 13, views: 2 });
    expect((await main.get()).data()?.foldedAt).not.toBeNull();
    expect(await fold(main, ['likes', 'views'])).toMatchObject({ moved: 0 });
  });

  test('repeated and in parallel it moves each part once', async () => {
    const main = await newNumber({ likes: 100, shards: 4 });
    for (let shard = 0; shard < 4; shard += 1) await shardRef(main, shard).set({ likes: shard + 1 });
    await Promise.all(Array.from({ length: 8 }, () => fold(main, ['likes'])));
    expect((await main.get()).data()?.likes).toBe(110);
    expect(await total(main, 4)).toBe(110);
  });

  test('a cold or missing number is left alone', async () => {
    const cold = await newNumber({ likes: 5 });
    expect(await fold(cold, ['likes'])).toEqual({ moved: 0, shards: 0 });
    expect(await fold(typedDocument<Numbers>(`hotNumbers/${randomUUID()}`), ['likes'])).toEqual({
      moved: 0,
      shards: 0,
    });
  });

  test('gives a number that got faster more shards, and never fewer', async () => {
    const main = await newNumber({ shards: 2 });
    await shardRef(main, 0).set({ likes: 1 });
    await fold(main, ['likes']);
    await shardRef(main, 0).set({ likes: 60 });
    const { shards } = await fold(main, ['likes']);
    expect(shards).toBeGreaterThan(2);
    expect((await main.get()).data()?.shards).toBe(shards);
    await spread(main, 2);
    expect((await main.get()).data()?.shards).toBe(shards);
  });

  test('while people like and folds run, every read sees a count that was true', async () => {
    const content = await newContent();
    await setContent(content, { shards: 4 });
    const fans = people(48);
    let done = false;
    let last = 0;
    const reader = async () => {
      while (!done) {
        const [count] = (await exactCounts([await contentRef(content).get()])).values();
        // Nobody takes a like back here, so a true count never goes down.
        expect(count?.likes).toBeGreaterThanOrEqual(last);
        last = count?.likes ?? 0;
      }
    };
    const folder = async () => {
      while (!done) await fold<Content>(contentRef(content), counters);
    };
    const watching = [reader(), folder(), folder()];
    const answers = await Promise.all(fans.map((fan) => setLike(content, fan, true)));
    done = true;
    await Promise.all(watching);
    expect(await counted(content, 'likes')).toBe(48);
    expect(await likesOf(content, fans)).toBe(48);
    // Each answer is the count as of its own commit: all different, from 1 to 48.
    expect(answers.map(({ likeCount }) => likeCount).sort((a, b) => a - b)).toEqual(fans.map((_, index) => index + 1));
  });
});
