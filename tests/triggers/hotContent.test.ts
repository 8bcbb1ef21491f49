import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { contentRef } from '../../functions/src/domains/content/documents.ts';
import { setLike } from '../../functions/src/domains/engagement/operations.ts';
import { callerFor, counted, newContent } from '../world.ts';

/** The deployed triggers and task queue at work in the running suite. */

const people = (count: number) => Array.from({ length: count }, () => callerFor({ uid: `person-${randomUUID()}` }));

test.each([
  ['', ''],
  [' with an id beyond ASCII', 'ünïcode ✓ 💛 '],
])(
  'a content%s that many like at once gets shards, which are folded into what watchers see',
  async (_, prefix) => {
    const content = await newContent({ contentId: `${prefix}${randomUUID()}` });
    const shards = async () => (await contentRef(content).get()).data()?.shards ?? 0;
    let likes = 0;
    // A rate is what lasts: the crowd goes on until the content has been seen to be hot.
    for (let wave = 0; wave < 200 && (await shards()) === 0; wave += 1) {
      await Promise.all(people(8).map((fan) => setLike(content, fan, true)));
      likes += 8;
    }
    expect(await shards()).toBeGreaterThan(0);
    await Promise.all(people(20).map((fan) => setLike(content, fan, true)));
    await expect
      .poll(async () => (await contentRef(content).get()).data()?.likes, { timeout: 60_000 })
      .toBe(likes + 20);
    expect((await contentRef(content).get()).data()?.foldedAt).not.toBeNull();
    expect(await counted(content, 'likes')).toBe(likes + 20);
  },
  120_000,
);
