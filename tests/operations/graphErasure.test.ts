import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { contentRef } from '../../functions/src/domains/content/documents.ts';
import { personData as content, removeContent } from '../../functions/src/domains/content/operations.ts';
import { interactionsOf } from '../../functions/src/domains/engagement/documents.ts';
import {
  personData as engagement,
  recordView,
  saveContent,
  setLike,
  shareContent,
} from '../../functions/src/domains/engagement/operations.ts';
import { callerFor, counted, newContent, setContent } from '../world.ts';

/** What a person did to contents, and what a person made, given out and let go. */

const newcomer = (name: string) => callerFor({ uid: `${name}-${randomUUID()}` });
const counters = ['likes', 'saves', 'shares', 'views'] as const;
const countsOf = (name: Awaited<ReturnType<typeof newContent>>) =>
  Promise.all(counters.map((counter) => counted(name, counter)));

test('likes, saves, shares and views are taken back: cold, hot, hidden and gone; also twice and at once', async () => {
  const [leaver, stayer] = [newcomer('leaver'), newcomer('stayer')];
  const contents = await Promise.all(Array.from({ length: 6 }, () => newContent()));
  const [, hot, hidden, gone] = contents;
  if (hot === undefined || hidden === undefined || gone === undefined) throw new Error('There are no contents');
  await setContent(hot, { shards: 4 });
  for (const caller of [leaver, stayer]) {
    for (const name of contents) {
      await setLike(name, caller, true);
      await saveContent(name, caller, true);
      await shareContent(name, caller);
      await recordView(name, caller);
    }
  }
  // What was taken back before is not taken back twice.
  await setLike(hot, leaver, false);
  await removeContent(hidden);
  await contentRef(gone).delete();

  const paths = [];
  for await (const { path, data } of engagement.exportOf(leaver.uid)) {
    paths.push(path);
    expect(data).not.toHaveProperty('op');
  }
  expect(paths).toHaveLength(6);

  await Promise.all([engagement.erase(leaver.uid), engagement.erase(leaver.uid)]);
  await engagement.erase(leaver.uid);
  expect((await interactionsOf(leaver.uid).get()).size).toBe(0);
  expect((await interactionsOf(stayer.uid).get()).size).toBe(6);
  for (const name of contents) if (name !== gone) expect(await countsOf(name)).toEqual([1, 1, 1, 1]);
  expect((await contentRef(gone).get()).exists).toBe(false);
});

test('more interactions than are read at once', async () => {
  const leaver = newcomer('leaver');
  const name = await newContent();
  await setLike(name, leaver, true);
  const [stored] = (await interactionsOf(leaver.uid).get()).docs;
  if (stored === undefined) throw new Error('There is no interaction');
  await Promise.all(
    Array.from({ length: 310 }, (_, index) =>
      interactionsOf(leaver.uid)
        .doc(`media_none-${index}`)
        .set({ ...stored.data(), contentId: `none-${index}` }),
    ),
  );
  await engagement.erase(leaver.uid);
  expect((await interactionsOf(leaver.uid).get()).size).toBe(0);
  expect(await counted(name, 'likes')).toBe(0);
});

test('what a person made is emptied and out of every list; the counters of others and the work of others stay', async () => {
  const [maker, other, fan] = [newcomer('maker'), newcomer('other'), newcomer('fan')];
  const own = await newContent({
    ...{ title: 'Mine', description: 'All of it', thumbnailUrl: '/mine.png' },
    creator: { uid: maker.uid, displayName: 'Maker' },
  });
  const theirs = await newContent({ creator: { uid: other.uid, displayName: 'Other' } });
  await setLike(own, fan, true);
  const paths = [];
  for await (const { path } of content.exportOf(maker.uid)) paths.push(path);
  expect(paths).toEqual([contentRef(own).path]);

  for (let again = 0; again < 2; again += 1) await content.erase(maker.uid);
  const stored = (await contentRef(own).get()).data();
  expect(stored).toMatchObject({ status: 'deleted', title: '', likes: 1 });
  for (const field of ['description', 'thumbnailUrl', 'creator']) expect(stored).not.toHaveProperty(field);
  expect(JSON.stringify(stored)).not.toContain(maker.uid);
  expect((await contentRef(theirs).get()).data()).toMatchObject({ status: 'visible', creator: { uid: other.uid } });
});
