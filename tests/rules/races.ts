import { expect, test } from 'vitest';
import {
  type Change,
  commit,
  contentOf,
  counterPath,
  type Fields,
  interactionOf,
  interactionPath,
  setFlag,
  setScene,
} from './changes.ts';
import { newClient, server, uidOf } from './world.ts';

/** The like of one content by a user of its own app. */
function likeBy(uid: string, first: Change, shard: number | null): Change {
  const like = setFlag('like', { shard });
  const fields = { ...interactionOf(like), contentId: contentOf(first).contentId };
  const counter = like.writes[counterPath(like.key, shard)] ?? null;
  return {
    ...first,
    writes: { [interactionPath(uid, first.key)]: fields, [counterPath(first.key, shard)]: counter },
  };
}

/** Likes a content with so many apps at once, every third of them twice, and gives the likes and the counters. */
async function race(clients: number, shards: number): Promise<{ refused: number; likes: number; counters: Fields[] }> {
  const scene = setFlag('like', { shards });
  delete scene.stored[interactionPath(uidOf(scene.as), scene.key)];
  await setScene(scene);
  const uids = Array.from({ length: clients }, (_, index) => `racer-${index}`);
  const answers = await Promise.allSettled(
    uids.flatMap((uid, index) => {
      const client = newClient(uid);
      const shard = shards > 0 ? index % shards : null;
      const taps = index % 3 === 0 ? 2 : 1;
      return Array.from({ length: taps }, () => commit(likeBy(uid, scene, shard), client));
    }),
  );
  const content = server.doc(`contents/${scene.key}`);
  const interactions = await server.getAll(...uids.map((uid) => server.doc(interactionPath(uid, scene.key))));
  const documents = [await content.get(), ...(await content.collection('shards').get()).docs];
  return {
    refused: answers.filter(({ status }) => status === 'rejected').length,
    likes: interactions.filter((interaction) => interaction.get('liked') === true).length,
    counters: documents.map((document) => document.data() ?? {}),
  };
}

function sumOfLikes(counters: readonly Fields[]): number {
  return counters.reduce((sum, { likes }) => sum + Number(likes ?? 0), 0);
}

export function races(): void {
  test('60 apps that like a cold content at once are counted as 60', { timeout: 120_000 }, async () => {
    const { refused, likes, counters } = await race(60, 0);
    expect({ refused, likes, sum: sumOfLikes(counters) }).toEqual({ refused: 20, likes: 60, sum: 60 });
    expect(counters).toHaveLength(1);
  });

  test('90 apps that like a content of 8 shards at once are counted as 90', { timeout: 120_000 }, async () => {
    const { refused, likes, counters } = await race(90, 8);
    expect({ refused, likes, sum: sumOfLikes(counters) }).toEqual({ refused: 30, likes: 90, sum: 90 });
    expect(counters).toHaveLength(9);
    expect(counters[0]?.likes).toBe(0);
  });
}
