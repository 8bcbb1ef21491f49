import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { setLike } from '../../sdk/src/index.ts';
import { type ContentInput, putContents, removeContent, restoreContent } from '../../sdk/src/server.ts';
import { adminFirestore, contentDoc, newClient } from './world.ts';

const input = (fields: Partial<ContentInput> = {}): ContentInput => ({
  ...{ contentType: 'media', contentId: randomUUID(), title: 'A title', ...fields },
});

const stored = async (content: ContentInput) => (await contentDoc(content).get()).data();

describe('putContents for servers', () => {
  test('a new content is visible, cold and counts from zero', async () => {
    const creator = { uid: 'carol', displayName: 'Carol Castillo' };
    const content = input({ description: 'About', creator, createdAt: '2024-02-29T12:00:00+02:00' });
    expect(await putContents(adminFirestore, [content])).toEqual({ created: 1, updated: 0 });
    const document = await stored(content);
    expect(document).toEqual({
      ...content,
      ...{ status: 'visible', likes: 0, dislikes: 0, saves: 0, shares: 0, views: 0, comments: 0 },
      ...{ shards: 0, foldedAt: null, heatAt: null, heatTotal: 0 },
      createdAt: expect.anything(),
      updatedAt: expect.anything(),
    });
    expect(document?.createdAt.toDate().toISOString()).toBe('2024-02-29T10:00:00.000Z');
  });

  test('an edit replaces the display fields and keeps counters, status and time of creation', async () => {
    const content = input({ description: 'About', thumbnailUrl: 'https://example.com/a.webp' });
    await putContents(adminFirestore, [content]);
    const before = await stored(content);
    await setLike(await newClient(), 'media', content.contentId, true);
    await removeContent(adminFirestore, 'media', content.contentId);
    const { contentType, contentId } = content;
    const edited = { contentType, contentId, title: 'New', thumbnailUrl: undefined };
    expect(await putContents(adminFirestore, [edited])).toEqual({ created: 0, updated: 1 });
    const after = await stored(content);
    expect(after).toMatchObject({ title: 'New', likes: 1, status: 'deleted', createdAt: before?.createdAt });
    expect(Object.keys(after ?? {})).not.toContain('description');
    expect(Object.keys(after ?? {})).not.toContain('thumbnailUrl');
    expect(await restoreContent(adminFirestore, contentType, contentId)).toEqual({
      ...{ contentType, contentId, status: 'visible' },
    });
  });

  test('500 at once, and a repeat changes nothing', async () => {
    const contents = Array.from({ length: 500 }, (_, i) => input({ title: `Item ${i}` }));
    expect(await putContents(adminFirestore, contents)).toEqual({ created: 500, updated: 0 });
    expect(await putContents(adminFirestore, contents)).toEqual({ created: 0, updated: 500 });
    expect(await stored(contents[499] ?? input())).toMatchObject({ title: 'Item 499', likes: 0 });
    await Promise.all(contents.map((content) => contentDoc(content).delete()));
  });

  test('many servers at once make each content once', async () => {
    const contents = Array.from({ length: 5 }, () => input());
    const results = await Promise.all([1, 2, 3, 4].map(() => putContents(adminFirestore, contents)));
    expect(results.reduce((sum, { created }) => sum + created, 0)).toBe(5);
    expect(results.reduce((sum, { updated }) => sum + updated, 0)).toBe(15);
  });

  test('refuses what is wrong before anything is read or written', async () => {
    const content = input();
    for (const contents of [[], [content, content], [content, input({ contentId: '..' })]]) {
      await expect(putContents(adminFirestore, contents)).rejects.toMatchObject({ code: 'invalid-argument' });
    }
    expect(await stored(content)).toBeUndefined();
    await expect(removeContent(adminFirestore, 'media', randomUUID())).rejects.toMatchObject({
      ...{ code: 'not-found', reason: 'content-not-found' },
    });
  });
});
