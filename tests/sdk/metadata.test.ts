import { randomUUID } from 'node:crypto';
import { disableNetwork } from 'firebase/firestore';
import { describe, expect, test } from 'vitest';
import {
  batchMetadata,
  getMetadata,
  listContents,
  listLiked,
  listSaved,
  recordView,
  saveContent,
  setLike,
} from '../../sdk/src/index.ts';
import {
  contentDoc,
  foldShards,
  interactionDoc,
  makeHot,
  newClient,
  newContent,
  newDevice,
  newVisitor,
  uidOf,
} from './world.ts';

const zero = (contentId: string) => ({
  ...{ contentId, likes: 0, saves: 0, shares: 0, views: 0, comments: 0 },
  userInteractions: { liked: false, saved: false, shared: false, viewed: false },
});

describe('batchMetadata', () => {
  test('answers any number of ids, with the flags of the viewer and zeros for the unknown', async () => {
    const client = await newClient();
    const contents = await Promise.all(Array.from({ length: 75 }, () => newContent()));
    const ids = contents.map(({ contentId }) => contentId);
    const [first = '', second = ''] = ids;
    await setLike(client, 'media', first, true);
    await saveContent(client, 'media', second);
    await recordView(client, 'media', second);
    const unknown = randomUUID();
    const batch = await batchMetadata(client, [...ids, unknown, first]);
    expect(Object.keys(batch).sort()).toEqual([...ids, unknown].sort());
    expect(batch[first]).toEqual({
      ...zero(first),
      likes: 1,
      userInteractions: { liked: true, saved: false, shared: false, viewed: false },
    });
    expect(batch[second]).toMatchObject({ saves: 1, views: 1, userInteractions: { saved: true, viewed: true } });
    expect(batch[unknown]).toEqual(zero(unknown));
    expect(Object.entries(batch).every(([id, { contentId }]) => id === contentId)).toBe(true);
    const signedOut = await batchMetadata(newDevice(), [first]);
    expect(signedOut).toEqual({ [first]: { ...zero(first), likes: 1 } });
  });

  test('is empty for no ids, and safe for ids that are no ordinary keys', async () => {
    const device = newDevice();
    expect(await batchMetadata(device, [])).toEqual({});
    const odd = ['__proto__', 'constructor', 'toString', 'a/b', '.', '\ud800'];
    const batch = await batchMetadata(device, odd);
    expect(Object.keys(batch)).toEqual(odd);
    for (const id of odd) expect(Object.getOwnPropertyDescriptor(batch, id)?.value).toEqual(zero(id));
  });

  test('an id belongs to its type, and a removed content is as unknown', async () => {
    const client = await newClient();
    const content = await newContent({ contentType: 'podcast' });
    const { contentId } = content;
    await setLike(client, 'podcast', contentId, true);
    expect((await batchMetadata(client, [contentId]))[contentId]).toEqual(zero(contentId));
    expect((await batchMetadata(client, [contentId], 'podcast'))[contentId]?.likes).toBe(1);
    await contentDoc(content).update({ status: 'hidden' });
    const hidden = (await batchMetadata(client, [contentId], 'podcast'))[contentId];
    expect(hidden).toMatchObject({ likes: 0, userInteractions: { liked: true } });
  });

  test('adds the shards of hot contents, folded or not', async () => {
    const [hot, cold] = await Promise.all([newContent(), newContent()]);
    await makeHot(hot);
    const clients = await Promise.all([1, 2, 3, 4, 5].map(() => newClient()));
    for (const client of clients.slice(0, 3)) await setLike(client, 'media', hot.contentId, true);
    await foldShards(hot);
    for (const client of clients.slice(3)) await setLike(client, 'media', hot.contentId, true);
    const batch = await batchMetadata(newDevice(), [hot.contentId, cold.contentId]);
    expect([batch[hot.contentId]?.likes, batch[cold.contentId]?.likes]).toEqual([5, 0]);
  });

  test('never shows less or more while shards are being folded', async () => {
    const content = await newContent();
    await makeHot(content);
    const client = await newClient();
    const reader = newDevice();
    let likes = 0;
    for (let round = 0; round < 12; round++) {
      await setLike(client, 'media', content.contentId, round % 2 === 0);
      likes = 1 - likes;
      const [, ...read] = await Promise.all([
        foldShards(content),
        getMetadata(reader, 'media', content.contentId),
        getMetadata(client, 'media', content.contentId),
      ]);
      expect(read.map((metadata) => metadata.likes)).toEqual([likes, likes]);
    }
  });

  test('offline it answers what the device has seen', async () => {
    const client = await newClient();
    const { contentId } = await newContent();
    await setLike(client, 'media', contentId, true);
    await batchMetadata(client, [contentId]);
    await disableNetwork(client.firestore);
    expect((await batchMetadata(client, [contentId]))[contentId]).toMatchObject({
      likes: 1,
      userInteractions: { liked: true },
    });
  });

  test('refuses what is no list of ids', async () => {
    await expect(batchMetadata(newDevice(), [''])).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('getMetadata', () => {
  test('equals the entry of a batch', async () => {
    const client = await newClient();
    const { contentId } = await newContent();
    await setLike(client, 'media', contentId, true);
    const batch = await batchMetadata(client, [contentId]);
    expect(await getMetadata(client, 'media', contentId)).toEqual(batch[contentId]);
  });

  test('of an absent and of a removed content: not-found', async () => {
    const client = await newClient();
    const removed = await newContent();
    await contentDoc(removed).update({ status: 'deleted' });
    for (const contentId of [randomUUID(), removed.contentId]) {
      await expect(getMetadata(client, 'media', contentId)).rejects.toMatchObject({
        code: 'not-found',
        reason: 'content-not-found',
      });
    }
  });
});

describe('listLiked and listSaved', () => {
  test('pages of what the viewer likes, last liked first, each exactly once', async () => {
    const client = await newClient();
    const contents = await Promise.all(Array.from({ length: 7 }, (_, i) => newContent({ title: `Song ${i}` })));
    for (const { contentId } of contents) await setLike(client, 'media', contentId, true);
    const [first, second] = contents;
    if (!first || !second) throw new Error('There are seven.');
    await setLike(client, 'media', first.contentId, false);
    await contentDoc(second).update({ status: 'deleted' });
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 3; page++) {
      const found = await listLiked(client, cursor === undefined ? { limit: 2 } : { limit: 2, cursor });
      expect(found.hasMore).toBe(page < 2);
      expect(found.nextCursor !== undefined).toBe(page < 2);
      for (const item of found.items) {
        seen.push(item.contentId);
        const visible = item.contentId !== second.contentId;
        expect(item.content?.userInteractions.liked).toBe(visible ? true : undefined);
        expect(item.at.getTime()).toBeGreaterThan(Date.now() - 60_000);
      }
      cursor = found.nextCursor;
    }
    expect(seen).toEqual(
      contents
        .slice(1)
        .map(({ contentId }) => contentId)
        .reverse(),
    );
    expect(await listSaved(client)).toEqual({ items: [], hasMore: false });
    await saveContent(client, 'media', first.contentId);
    const saved = await listSaved(client);
    expect(saved.items.map(({ contentId, content }) => [contentId, content?.title])).toEqual([
      [first.contentId, 'Song 0'],
    ]);
  });

  test('are of the signed-in viewer, and take no cursor of another list', async () => {
    await expect(listLiked(newDevice())).rejects.toMatchObject({ code: 'unauthenticated' });
    const client = await newVisitor();
    for (const cursor of ['', 'x', '!', 'WyJsaWtlZCIsMSwxXQ']) {
      await expect(listLiked(client, { cursor })).rejects.toMatchObject({ reason: 'bad-cursor' });
    }
    for (const limit of [0, 101, 1.5, Number.NaN]) {
      await expect(listLiked(client, { limit })).rejects.toMatchObject({ code: 'invalid-argument' });
    }
  });
});

describe('listContents', () => {
  test('pages of visible contents of a type, newest first, ties by id', async () => {
    const client = await newClient();
    const future = Date.UTC(2400, 0, 1) + Math.floor(Math.random() * 1e12);
    const at = (offset: number) => new Date(future + offset).toISOString();
    const older = await newContent({ contentType: 'merch', createdAt: at(0) });
    const ties = await Promise.all([1, 2].map(() => newContent({ contentType: 'merch', createdAt: at(1) })));
    const hidden = await newContent({ contentType: 'merch', createdAt: at(2) });
    await contentDoc(hidden).update({ status: 'hidden' });
    const creator = { uid: 'carol', displayName: 'Carol Castillo' };
    const newest = await newContent({ contentType: 'merch', createdAt: at(3), description: 'Cotton', creator });
    await setLike(client, 'merch', newest.contentId, true);
    const ids: string[] = [];
    let cursor: string | undefined;
    while (ids.length < 4) {
      const page = await listContents(client, { contentType: 'merch', limit: 1, ...(cursor ? { cursor } : {}) });
      // Other tests may have newer contents; the order among ours is what counts.
      ids.push(...page.items.map(({ contentId }) => contentId).filter((id) => ownIds().includes(id)));
      cursor = page.nextCursor;
    }
    function ownIds(): string[] {
      return [older, ...ties, hidden, newest].map(({ contentId }) => contentId);
    }
    const tied = ties
      .map(({ contentId }) => contentId)
      .sort()
      .reverse();
    expect(ids).toEqual([newest.contentId, ...tied, older.contentId]);
    const all = await listContents(client, { limit: 100 });
    expect(all.items.find(({ contentId }) => contentId === newest.contentId)).toMatchObject({
      ...{ contentType: 'merch', description: 'Cotton', creator, createdAt: new Date(at(3)), likes: 1 },
      userInteractions: { liked: true },
    });
    expect(all.items.some(({ contentId }) => contentId === hidden.contentId)).toBe(false);
    await Promise.all([older, ...ties, newest].map((content) => contentDoc(content).delete()));
    await interactionDoc(uidOf(client), newest).delete();
  });
});
