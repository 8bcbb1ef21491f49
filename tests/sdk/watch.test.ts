import { signOut } from 'firebase/auth';
import { disableNetwork, enableNetwork } from 'firebase/firestore';
import { describe, expect, test } from 'vitest';
import { contentRef } from '../../sdk/src/documents.ts';
import {
  batchMetadata,
  type LiveMetadata,
  saveContent,
  setLike,
  toggleLike,
  watchContents,
  watchMetadata,
} from '../../sdk/src/index.ts';
import { listen } from '../../sdk/src/listeners.ts';
import {
  collect,
  contentDoc,
  counted,
  eventually,
  foldShards,
  interactionDoc,
  makeHot,
  newClient,
  newContent,
  newDevice,
  newPerson,
  signIn,
  uidOf,
  watching,
} from './world.ts';

const inStep = async (watch: { last(): LiveMetadata | undefined }) =>
  eventually(() => watch.last()).toMatchObject({ fromCache: false, pending: false });

describe('watchMetadata', () => {
  test('tells the present state, then every change by anybody', async () => {
    const [alice, bob] = await Promise.all([newClient(), newClient()]);
    const content = await newContent({ title: 'First light', description: 'A song', thumbnailUrl: '/first.webp' });
    const { contentId } = content;
    const [hers, his] = [watching(alice, content), watching(bob, content)];
    await Promise.all([inStep(hers), inStep(his)]);
    expect(hers.last()).toEqual({
      ...{ contentType: 'media', contentId, title: 'First light', description: 'A song', thumbnailUrl: '/first.webp' },
      ...{ likes: 0, saves: 0, shares: 0, views: 0, comments: 0, createdAt: expect.any(Date) },
      userInteractions: { liked: false, saved: false, shared: false, viewed: false },
      ...{ pending: false, fromCache: false },
    });
    await toggleLike(alice, 'media', contentId);
    await eventually(() => his.last()).toMatchObject({ likes: 1, userInteractions: { liked: false } });
    await eventually(() => hers.last()).toMatchObject({ likes: 1, userInteractions: { liked: true } });
    await contentDoc(content).update({ title: 'Second light' });
    await eventually(() => his.last()?.title).toBe('Second light');
  });

  test('an own like shows at once, the count together with the heart', async () => {
    const client = await newClient();
    const content = await newContent();
    const watch = watching(client, content);
    await inStep(watch);
    await disableNetwork(client.firestore);
    await eventually(() => watch.last()?.fromCache).toBe(true);
    const liked = toggleLike(client, 'media', content.contentId);
    await eventually(() => watch.last()).toMatchObject({ likes: 1, pending: true, userInteractions: { liked: true } });
    expect(await counted(content, 'likes')).toBe(0);
    await enableNetwork(client.firestore);
    await expect(liked).resolves.toMatchObject({ likeCount: 1 });
    await inStep(watch);
    for (const { likes, userInteractions } of watch.told) expect(likes).toBe(userInteractions.liked ? 1 : 0);
  });

  test('a logout clears the flags, a login brings those of the new viewer', async () => {
    const [alice, bob] = [await newPerson('alice'), await newPerson('bob')];
    const device = newDevice();
    const content = await newContent();
    await signIn(device, alice);
    await setLike(device, 'media', content.contentId, true);
    const watch = watching(device, content);
    await eventually(() => watch.last()?.userInteractions.liked).toBe(true);
    await signOut(device.auth);
    await eventually(() => watch.last()).toMatchObject({ likes: 1, userInteractions: { liked: false } });
    await signIn(device, bob);
    await saveContent(device, 'media', content.contentId);
    await eventually(() => watch.last()?.userInteractions).toMatchObject({ liked: false, saved: true });
    await signOut(device.auth);
    await signIn(device, alice);
    await eventually(() => watch.last()?.userInteractions).toMatchObject({ liked: true, saved: false });
    expect(watch.errors).toEqual([]);
  });

  test('of a hot content it shows own changes at once, and the fold does not show them twice', async () => {
    const [alice, bob] = await Promise.all([newClient(), newClient()]);
    const content = await newContent();
    await contentDoc(content).update({ likes: 500 });
    await makeHot(content);
    const [hers, his] = [watching(alice, content), watching(bob, content)];
    await Promise.all([inStep(hers), inStep(his)]);
    expect(await toggleLike(alice, 'media', content.contentId)).toMatchObject({ liked: true, likeCount: 501 });
    await expect
      .poll(() => hers.last())
      .toMatchObject({ likes: 501, pending: false, userInteractions: { liked: true } });
    // A device of hers that knows nothing of the change sees it too.
    const reloaded = await newClient({ uid: uidOf(alice), email: String(alice.auth.currentUser?.email) });
    const again = watching(reloaded, content);
    await eventually(() => again.last()).toMatchObject({ likes: 501, userInteractions: { liked: true } });
    await foldShards(content);
    await eventually(() => his.last()?.likes).toBe(501);
    await toggleLike(alice, 'media', content.contentId);
    await toggleLike(alice, 'media', content.contentId);
    await toggleLike(alice, 'media', content.contentId);
    await eventually(() => hers.last()).toMatchObject({ likes: 500, userInteractions: { liked: false } });
    await foldShards(content);
    await eventually(() => his.last()?.likes).toBe(500);
    await inStep(hers);
    expect(hers.last()?.likes).toBe(500);
    const shown = hers.told.map(({ likes }) => likes);
    expect([Math.min(...shown), Math.max(...shown)]).toEqual([500, 501]);
  });

  test('ends with not-found when the content is absent, or is removed', async () => {
    const client = await newClient();
    const content = await newContent();
    const watch = watching(client, content);
    await inStep(watch);
    await contentDoc(content).update({ status: 'deleted' });
    await eventually(() => watch.errors).toEqual([expect.objectContaining({ reason: 'content-not-found' })]);
    const absent = watching(client, { contentType: 'media', contentId: 'never-made' });
    await eventually(() => absent.errors).toEqual([expect.objectContaining({ code: 'not-found' })]);
    expect(absent.told).toEqual([]);
  });

  test('may be ended twice, also from within, and tells nothing afterwards', async () => {
    const client = await newClient();
    const content = await newContent();
    const told: LiveMetadata[] = [];
    const stop = watchMetadata(client, 'media', content.contentId, (next) => {
      told.push(next);
      stop();
      stop();
    });
    const other = watching(client, content);
    await inStep(other);
    await toggleLike(client, 'media', content.contentId);
    await eventually(() => other.last()?.likes).toBe(1);
    expect(told.length).toBe(1);
  });
});

describe('listen', () => {
  test('watchers of one document share one listener, and the last to go ends it', async () => {
    const client = await newClient();
    const content = await newContent();
    const ref = contentRef(client.firestore, content);
    const heard = { first: 0, second: 0, third: 0 };
    const ignore = () => {};
    const stopFirst = listen(ref, { next: () => heard.first++, error: ignore });
    await eventually(() => heard.first).toBeGreaterThan(0);
    // Told from the shared listener without asking the server: the network is off.
    await disableNetwork(client.firestore);
    const stopSecond = listen(ref, { next: () => heard.second++, error: ignore });
    await eventually(() => heard.second).toBeGreaterThan(0);
    await enableNetwork(client.firestore);
    stopFirst();
    stopFirst();
    const before = heard.first;
    await contentDoc(content).update({ likes: 3 });
    const stopThird = listen(ref, { next: (snapshot) => (heard.third = snapshot.get('likes')), error: ignore });
    await eventually(() => heard.third).toBe(3);
    expect(heard.first).toBe(before);
    stopSecond();
    stopThird();
  });
});

describe('watchContents', () => {
  test('is a live grid: counts, flags, new and removed contents', async () => {
    const [alice, bob] = await Promise.all([newClient(), newClient()]);
    const future = Date.UTC(2500, 0, 1) + Math.floor(Math.random() * 1e12);
    const at = (offset: number) => new Date(future + offset).toISOString();
    const first = await newContent({ contentType: 'artist', createdAt: at(0) });
    const ids = new Set([first.contentId]);
    const grid = collect<LiveMetadata[]>((onNext, onError) =>
      watchContents(alice, { contentType: 'artist', limit: 100 }, onNext, onError),
    );
    const ours = () => grid.last()?.filter(({ contentId }) => ids.has(contentId));
    await eventually(ours).toMatchObject([{ contentId: first.contentId, fromCache: false }]);
    const second = await newContent({ contentType: 'artist', createdAt: at(1) });
    ids.add(second.contentId);
    await eventually(ours).toMatchObject([{ contentId: second.contentId }, { contentId: first.contentId }]);
    await toggleLike(bob, 'artist', first.contentId);
    expect(await toggleLike(alice, 'artist', first.contentId)).toMatchObject({ liked: true, likeCount: 2 });
    await eventually(ours).toMatchObject([{ likes: 0 }, { likes: 2, userInteractions: { liked: true } }]);
    await signOut(alice.auth);
    await eventually(ours).toMatchObject([{ likes: 0 }, { likes: 2, userInteractions: { liked: false } }]);
    await contentDoc(second).update({ status: 'hidden' });
    await eventually(ours).toMatchObject([{ contentId: first.contentId }]);
    expect(grid.errors).toEqual([]);
    grid.stop();
    await Promise.all([first, second].map((content) => contentDoc(content).delete()));
    await interactionDoc(uidOf(bob), first).delete();
  });

  test('a heart that the grid shows can be toggled offline', async () => {
    const client = await newClient();
    const createdAt = new Date(Date.UTC(2600, 0, 1) + Math.floor(Math.random() * 1e12)).toISOString();
    const content = await newContent({ contentType: 'ebook', createdAt });
    const { contentId } = content;
    const grid = collect<LiveMetadata[]>((onNext, onError) =>
      watchContents(client, { contentType: 'ebook', limit: 50 }, onNext, onError),
    );
    const ours = () => grid.last()?.find((item) => item.contentId === contentId);
    await eventually(ours).toMatchObject({ fromCache: false });
    await disableNetwork(client.firestore);
    const liked = toggleLike(client, 'ebook', contentId);
    await eventually(ours).toMatchObject({ likes: 1, pending: true, userInteractions: { liked: true } });
    await enableNetwork(client.firestore);
    expect(await liked).toEqual({ contentId, liked: true, likeCount: 1 });
    await eventually(ours).toMatchObject({ likes: 1, pending: false });
    expect((await batchMetadata(client, [contentId], 'ebook'))[contentId]?.likes).toBe(1);
    grid.stop();
    await contentDoc(content).delete();
  });
});
