import { randomUUID } from 'node:crypto';
import { signOut } from 'firebase/auth';
import { disableNetwork, enableNetwork, initializeFirestore, memoryLocalCache } from 'firebase/firestore';
import { describe, expect, test } from 'vitest';
import {
  batchMetadata,
  FirecircleError,
  getMetadata,
  listLiked,
  recordView,
  saveContent,
  setLike,
  shareContent,
  toggleLike,
} from '../../sdk/src/index.ts';
import {
  adminFirestore,
  contentDoc,
  counted,
  eventually,
  hoursAgo,
  interactionDoc,
  makeHot,
  newClient,
  newContent,
  newDevice,
  newPerson,
  newVisitor,
  signIn,
  standingDoc,
  uidOf,
  watching,
} from './world.ts';

const failure = (code: string, reason?: string) =>
  expect.objectContaining({ name: 'FirecircleError', code, ...(reason === undefined ? {} : { reason }) });

describe('toggleLike', () => {
  test('likes, takes back and likes again, each with the exact count', async () => {
    const client = await newClient();
    const content = await newContent();
    await contentDoc(content).update({ likes: 41 });
    const { contentType, contentId } = content;
    expect(await toggleLike(client, contentType, contentId)).toEqual({ contentId, liked: true, likeCount: 42 });
    expect(await toggleLike(client, contentType, contentId)).toEqual({ contentId, liked: false, likeCount: 41 });
    expect(await toggleLike(client, contentType, contentId)).toEqual({ contentId, liked: true, likeCount: 42 });
    const stored = (await interactionDoc(uidOf(client), content).get()).data();
    expect(stored).toMatchObject({ liked: true, likeDeletedAt: null, shard: null, n: 3, contentType, contentId });
    expect(stored?.op).toMatch(/^[A-Za-z0-9]{20}$/);
  });

  test('taking back keeps the record and its time of liking', async () => {
    const client = await newClient();
    const content = await newContent();
    await toggleLike(client, 'media', content.contentId);
    const liked = await interactionDoc(uidOf(client), content).get();
    await toggleLike(client, 'media', content.contentId);
    const unliked = await interactionDoc(uidOf(client), content).get();
    expect(unliked.get('liked')).toBe(false);
    expect(unliked.get('likeDeletedAt').toMillis()).toBeGreaterThan(0);
    expect(unliked.get('likedAt').isEqual(liked.get('likedAt'))).toBe(true);
  });

  test('two in quick succession keep their order, watched or not', async () => {
    for (const watched of [true, false]) {
      const client = await newClient();
      const content = await newContent();
      const { contentId } = content;
      const watch = watched ? watching(client, content) : undefined;
      if (watch) await eventually(() => watch.last()?.fromCache).toBe(false);
      const states = await Promise.all([1, 2, 3, 4, 5].map(() => toggleLike(client, 'media', contentId)));
      expect(states.map(({ liked }) => liked)).toEqual([true, false, true, false, true]);
      expect(await counted(content, 'likes')).toBe(1);
      expect((await interactionDoc(uidOf(client), content).get()).get('liked')).toBe(true);
    }
  });

  test('the same person on two devices ends exact', async () => {
    const person = await newPerson();
    const [phone, laptop] = await Promise.all([newClient(person), newClient(person)]);
    const content = await newContent();
    const { contentId } = content;
    for (let round = 0; round < 4; round++) {
      await Promise.all([toggleLike(phone, 'media', contentId), toggleLike(laptop, 'media', contentId)]);
      const liked = (await interactionDoc(person.uid, content).get()).get('liked');
      expect(await counted(content, 'likes')).toBe(liked ? 1 : 0);
    }
  });

  test('means what this device shows, when another device was faster', async () => {
    const person = await newPerson();
    const [phone, laptop] = await Promise.all([newClient(person), newClient(person)]);
    const { contentId } = await newContent();
    await batchMetadata(phone, [contentId]);
    await toggleLike(laptop, 'media', contentId);
    // The phone still shows an empty heart: who presses it wants a full one.
    expect(await toggleLike(phone, 'media', contentId)).toEqual({ contentId, liked: true, likeCount: 1 });
  });

  test('offline without a known state it says so and writes nothing', async () => {
    const client = await newClient();
    const content = await newContent();
    await disableNetwork(client.firestore);
    await expect(toggleLike(client, 'media', content.contentId)).rejects.toEqual(failure('unavailable', 'offline'));
    await enableNetwork(client.firestore);
    expect(await counted(content, 'likes')).toBe(0);
  });

  test('offline with a state seen in a list it shows at once and is sent later', async () => {
    const client = await newClient();
    const content = await newContent();
    const { contentId } = content;
    await batchMetadata(client, [contentId]);
    await disableNetwork(client.firestore);
    const toggled = toggleLike(client, 'media', contentId);
    const shown = await toggleLike(client, 'media', contentId, { wait: 'local' });
    expect(shown).toEqual({ contentId, liked: false, likeCount: 0 });
    expect(await toggleLike(client, 'media', contentId, { wait: 'local' })).toMatchObject({
      liked: true,
      likeCount: 1,
    });
    expect(await counted(content, 'likes')).toBe(0);
    await enableNetwork(client.firestore);
    expect(await toggled).toMatchObject({ contentId, liked: true });
    await eventually(() => counted(content, 'likes')).toBe(1);
  });
});

describe('setLike', () => {
  test('may be repeated', async () => {
    const client = await newClient();
    const content = await newContent();
    const { contentId } = content;
    for (let time = 0; time < 3; time++) {
      expect(await setLike(client, 'media', contentId, true)).toEqual({ contentId, liked: true, likeCount: 1 });
    }
    expect((await interactionDoc(uidOf(client), content).get()).get('n')).toBe(1);
    for (let time = 0; time < 2; time++) {
      expect(await setLike(client, 'media', contentId, false)).toEqual({ contentId, liked: false, likeCount: 0 });
    }
  });

  test('many at once are one like', async () => {
    const client = await newClient();
    const content = await newContent();
    const states = await Promise.all([1, 2, 3, 4].map(() => setLike(client, 'media', content.contentId, true)));
    expect(states.every(({ liked, likeCount }) => liked && likeCount === 1)).toBe(true);
    expect(await counted(content, 'likes')).toBe(1);
    expect((await interactionDoc(uidOf(client), content).get()).get('n')).toBe(1);
  });

  test('offline and unknown it is queued, and a wish that was true already is a success', async () => {
    const person = await newPerson();
    const content = await newContent();
    const { contentId } = content;
    await setLike(await newClient(person), 'media', contentId, true);
    const client = await newClient(person);
    await disableNetwork(client.firestore);
    const wished = setLike(client, 'media', contentId, true);
    await enableNetwork(client.firestore);
    expect(await wished).toEqual({ contentId, liked: true, likeCount: 1 });
    expect(await counted(content, 'likes')).toBe(1);
  });

  test('offline and unknown, taking back a like that exists succeeds later', async () => {
    const person = await newPerson();
    const content = await newContent();
    const { contentId } = content;
    await setLike(await newClient(person), 'media', contentId, true);
    const client = await newClient(person);
    await disableNetwork(client.firestore);
    const wished = setLike(client, 'media', contentId, false);
    await enableNetwork(client.firestore);
    expect(await wished).toEqual({ contentId, liked: false, likeCount: 0 });
  });

  test('does not trust a stale cache that says it is done', async () => {
    const person = await newPerson();
    const [phone, laptop] = await Promise.all([newClient(person), newClient(person)]);
    const content = await newContent();
    const { contentId } = content;
    await setLike(phone, 'media', contentId, true);
    await setLike(laptop, 'media', contentId, false);
    expect(await setLike(phone, 'media', contentId, true)).toEqual({ contentId, liked: true, likeCount: 1 });
    expect(await counted(content, 'likes')).toBe(1);
  });
});

describe('the other verbs', () => {
  test('saveContent saves and takes out', async () => {
    const client = await newClient();
    const content = await newContent({ contentType: 'ebook' });
    const { contentId } = content;
    expect(await saveContent(client, 'ebook', contentId)).toEqual({ contentId, saved: true, saveCount: 1 });
    expect(await saveContent(client, 'ebook', contentId)).toEqual({ contentId, saved: true, saveCount: 1 });
    expect(await saveContent(client, 'ebook', contentId, false)).toEqual({ contentId, saved: false, saveCount: 0 });
  });

  test('shareContent counts a viewer once', async () => {
    const client = await newClient();
    const { contentId } = await newContent();
    expect(await shareContent(client, 'media', contentId)).toEqual({ contentId, shared: true, shareCount: 1 });
    expect(await shareContent(client, 'media', contentId)).toEqual({ contentId, shared: true, shareCount: 1 });
  });

  test('recordView counts once a day, for anonymous viewers too', async () => {
    const content = await newContent();
    const { contentId } = content;
    const client = await newVisitor();
    expect(await recordView(client, 'media', contentId)).toEqual({ contentId, counted: true, viewCount: 1 });
    expect(await recordView(client, 'media', contentId)).toEqual({ contentId, counted: false, viewCount: 1 });
    await interactionDoc(uidOf(client), content).update({ viewedAt: hoursAgo(25) });
    const elsewhere = await newVisitor();
    expect(await recordView(elsewhere, 'media', contentId)).toEqual({ contentId, counted: true, viewCount: 2 });
  });

  test('recordView counts again after a day, and a device that does not know is told', async () => {
    const person = await newPerson();
    const content = await newContent();
    const { contentId } = content;
    const [phone, laptop] = await Promise.all([newClient(person), newClient(person)]);
    await batchMetadata(laptop, [contentId]);
    await recordView(phone, 'media', contentId);
    expect(await recordView(laptop, 'media', contentId)).toEqual({ contentId, counted: false, viewCount: 1 });
    await interactionDoc(person.uid, content).update({ viewedAt: hoursAgo(25) });
    const tablet = await newClient(person);
    expect(await recordView(tablet, 'media', contentId)).toEqual({ contentId, counted: true, viewCount: 2 });
  });

  test('all kinds at once by one client are all counted', async () => {
    const client = await newClient();
    const { contentId } = await newContent();
    await Promise.all([
      toggleLike(client, 'media', contentId),
      saveContent(client, 'media', contentId),
      shareContent(client, 'media', contentId),
      recordView(client, 'media', contentId),
    ]);
    expect(await getMetadata(client, 'media', contentId)).toEqual({
      ...{ contentId, likes: 1, saves: 1, shares: 1, views: 1, comments: 0 },
      userInteractions: { liked: true, saved: true, shared: true, viewed: true },
    });
  });
});

describe('hot content', () => {
  test('40 clients at once end exact, and each learns a true count', { timeout: 90_000 }, async () => {
    const content = await newContent();
    const { contentId } = content;
    await contentDoc(content).update({ likes: 1000 });
    await makeHot(content, 8);
    const clients = await Promise.all(Array.from({ length: 40 }, () => newClient()));
    const states = await Promise.all(clients.map((client) => toggleLike(client, 'media', contentId)));
    expect(states.every(({ liked, likeCount }) => liked && likeCount > 1000 && likeCount <= 1040)).toBe(true);
    expect(Math.max(...states.map(({ likeCount }) => likeCount))).toBe(1040);
    expect(await counted(content, 'likes')).toBe(1040);
    expect((await contentDoc(content).collection('shards').get()).size).toBeGreaterThan(1);
    await Promise.all(clients.slice(0, 15).map((client) => toggleLike(client, 'media', contentId)));
    expect(await counted(content, 'likes')).toBe(1025);
    expect(await getMetadata(newDevice(), 'media', contentId)).toMatchObject({ likes: 1025 });
  });

  test('a like decided while the content was cold still counts when it has become hot', async () => {
    const client = await newClient();
    const content = await newContent();
    const { contentId } = content;
    await batchMetadata(client, [contentId]);
    await disableNetwork(client.firestore);
    const liked = toggleLike(client, 'media', contentId);
    await makeHot(content);
    await contentDoc(content).collection('shards').doc('1').set({ likes: 7 });
    await enableNetwork(client.firestore);
    expect(await liked).toEqual({ contentId, liked: true, likeCount: 8 });
  });
});

describe("with an app's own Firestore, which forgets what nobody listens to", () => {
  test('everything ends exact all the same', async () => {
    const client = await newClient(undefined, {}, (app) =>
      initializeFirestore(app, { localCache: memoryLocalCache() }),
    );
    const [cold, hot] = await Promise.all([newContent(), newContent()]);
    await makeHot(hot);
    for (const { contentId } of [cold, hot]) {
      const states = [
        await toggleLike(client, 'media', contentId),
        ...(await Promise.all([toggleLike(client, 'media', contentId), toggleLike(client, 'media', contentId)])),
        await setLike(client, 'media', contentId, true),
      ];
      expect(states.map(({ liked }) => liked)).toEqual([true, false, true, true]);
      expect(states.at(-1)).toEqual({ contentId, liked: true, likeCount: 1 });
      expect(await counted(contentId === hot.contentId ? hot : cold, 'likes')).toBe(1);
    }
  });
});

describe('what is refused', () => {
  test('signed out, anonymous, banned, absent, removed: each by its name, and nothing is written', async () => {
    const content = await newContent();
    const { contentId } = content;
    await expect(toggleLike(newDevice(), 'media', contentId)).rejects.toEqual(failure('unauthenticated'));

    const visitor = await newVisitor();
    await expect(toggleLike(visitor, 'media', contentId)).rejects.toEqual(failure('permission-denied', 'anonymous'));

    const banned = await newClient();
    await standingDoc(uidOf(banned)).set({ bannedAt: new Date() });
    await expect(setLike(banned, 'media', contentId, true)).rejects.toEqual(failure('unauthenticated', 'banned'));
    await expect(recordView(banned, 'media', contentId)).rejects.toEqual(failure('unauthenticated', 'banned'));

    const client = await newClient();
    const missing = randomUUID();
    await expect(setLike(client, 'media', missing, true)).rejects.toEqual(failure('not-found', 'content-not-found'));

    const removed = await newContent();
    await batchMetadata(client, [removed.contentId]);
    await contentDoc(removed).update({ status: 'deleted' });
    const liking = toggleLike(client, 'media', removed.contentId);
    await expect(liking).rejects.toEqual(failure('not-found', 'content-not-found'));
    const elsewhere = await newClient();
    const unseen = toggleLike(elsewhere, 'media', removed.contentId);
    await expect(unseen).rejects.toEqual(failure('not-found', 'content-not-found'));

    expect(await counted(content, 'likes')).toBe(0);
    expect(await counted(removed, 'likes')).toBe(0);
  });

  test('a like between two who share a block, whoever of them made it; a view counts all the same', async () => {
    const client = await newClient(await newPerson('mallory'));
    const uid = uidOf(client);
    for (const creator of ['aaron', 'zoe']) {
      const content = await newContent({ creator: { uid: `${creator}-${randomUUID()}`, displayName: creator } });
      const { contentId } = content;
      const other = String((await contentDoc(content).get()).get('creator.uid'));
      const pair = [uid, other].sort();
      const block = adminFirestore.doc(`blocks/${pair[0]}/with/${pair[1]}`);
      await block.set({ people: pair, blockers: [other] });
      await expect(toggleLike(client, 'media', contentId)).rejects.toEqual(failure('permission-denied', 'blocked'));
      await expect(saveContent(client, 'media', contentId)).rejects.toEqual(failure('permission-denied', 'blocked'));
      expect(await recordView(client, 'media', contentId)).toMatchObject({ counted: true, viewCount: 1 });
      await block.delete();
      expect(await toggleLike(client, 'media', contentId)).toEqual({ contentId, liked: true, likeCount: 1 });
      await block.set({ people: pair, blockers: [uid, other] });
      await expect(toggleLike(client, 'media', contentId)).rejects.toEqual(failure('permission-denied', 'blocked'));
      expect(await counted(content, 'likes')).toBe(1);
    }
  });

  test('a session that was signed out everywhere, and an account that is gone, by their names', async () => {
    const { contentId } = await newContent();
    for (const [fields, reason] of [
      [{ tokensValidAfter: new Date(Date.now() + 2_000) }, 'signed-out'],
      [{ deletedAt: new Date() }, 'deleted'],
      [{ bannedAt: new Date() }, 'banned'],
    ] as const) {
      const client = await newClient();
      await standingDoc(uidOf(client)).set(fields);
      const refused = failure('unauthenticated', reason);
      await expect(toggleLike(client, 'media', contentId)).rejects.toEqual(refused);
      await expect(batchMetadata(client, [contentId])).rejects.toEqual(refused);
      await expect(getMetadata(client, 'media', contentId)).rejects.toEqual(refused);
      await expect(listLiked(client)).rejects.toEqual(refused);
      const watch = watching(client, { contentType: 'media', contentId });
      await eventually(() => watch.errors).toEqual([refused]);
      await signOut(client.auth);
      expect(await getMetadata(client, 'media', contentId)).toMatchObject({ likes: 0 });
    }
  });

  test('a refused like goes back on the screen', async () => {
    const client = await newClient();
    const content = await newContent();
    const { contentId } = content;
    const watch = watching(client, content);
    await eventually(() => watch.last()?.fromCache).toBe(false);
    await standingDoc(uidOf(client)).set({ bannedAt: new Date() });
    await expect(toggleLike(client, 'media', contentId)).rejects.toBeInstanceOf(FirecircleError);
    await expect
      .poll(() => watch.last())
      .toMatchObject({ likes: 0, pending: false, userInteractions: { liked: false } });
    expect(watch.told.some(({ likes, userInteractions }) => likes === 1 && userInteractions.liked)).toBe(true);
  });

  test('the 101st change within an hour waits, and after an hour the count starts again', async () => {
    const client = await newClient();
    const content = await newContent();
    const { contentId } = content;
    await setLike(client, 'media', contentId, true);
    const interaction = interactionDoc(uidOf(client), content);
    await interaction.update({ n: 100 });
    const error: unknown = await setLike(client, 'media', contentId, false).catch((thrown) => thrown);
    expect(error).toEqual(failure('resource-exhausted', 'too-many-changes'));
    if (!(error instanceof FirecircleError)) throw error;
    expect(error.retryAfterMs).toBeGreaterThan(3_500_000);
    await interaction.update({ changedAt: hoursAgo(1.1) });
    expect(await setLike(client, 'media', contentId, false)).toMatchObject({ liked: false, likeCount: 0 });
    expect((await interaction.get()).get('n')).toBe(1);
  });

  test('ids and types that cannot be are named before anything is sent', async () => {
    const client = newDevice();
    for (const contentId of ['', '.', '..', '__x__', 'a/b', 'x'.repeat(129), '\u0000']) {
      await expect(toggleLike(client, 'media', contentId)).rejects.toEqual(failure('invalid-argument'));
    }
  });
});

describe('logging out and in', () => {
  test('a like survives a logout and a login, as the app that was reported broken would do it', async () => {
    const person = await newPerson();
    const client = await newClient(person);
    const { contentId } = await newContent();
    await toggleLike(client, 'media', contentId);
    await signOut(client.auth);
    expect((await batchMetadata(client, [contentId]))[contentId]).toMatchObject({
      likes: 1,
      userInteractions: { liked: false },
    });
    await signIn(client, person);
    expect((await batchMetadata(client, [contentId]))[contentId]).toMatchObject({
      likes: 1,
      userInteractions: { liked: true },
    });
    await toggleLike(client, 'media', contentId);
    await signOut(client.auth);
    await signIn(client, person);
    expect((await batchMetadata(client, [contentId]))[contentId]?.userInteractions.liked).toBe(false);
  });

  test('the next person on the device does not inherit what the last one knew', async () => {
    const client = await newClient();
    const content = await newContent();
    const { contentId } = content;
    await toggleLike(client, 'media', contentId);
    await signOut(client.auth);
    await signIn(client, await newPerson());
    expect(await toggleLike(client, 'media', contentId)).toEqual({ contentId, liked: true, likeCount: 2 });
  });
});
