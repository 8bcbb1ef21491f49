import { expect, test } from 'vitest';
import { followUser } from '../../functions/src/domains/graph/operations.ts';
import { cardRef } from '../../functions/src/domains/profiles/documents.ts';
import { newFace, standing } from '../circle.ts';
import { callerFor } from '../world.ts';

/** The deployed triggers and task queue at work in the running suite. */

test('a person whom many follow at once gets shards, which are folded into the card that watchers see', async () => {
  const star = await newFace('star');
  const card = async () => (await cardRef(star.uid).get()).data();
  const follow = async (count: number) => {
    const fans = await Promise.all(Array.from({ length: count }, () => newFace('fan')));
    await Promise.all(fans.map((fan) => followUser(callerFor(fan), star.uid)));
  };
  let followers = 0;
  // A rate is what lasts: the crowd goes on until the person has been seen to be hot.
  for (let wave = 0; wave < 200 && (await card())?.shards === 0; wave += 1) {
    await follow(8);
    followers += 8;
  }
  expect((await card())?.shards).toBeGreaterThan(0);
  await follow(20);
  followers += 20;
  await expect.poll(async () => (await card())?.followers, { timeout: 60_000 }).toBe(followers);
  expect((await card())?.foldedAt).not.toBeNull();
  expect(await standing(star.uid)).toMatchObject({ followers: { kept: followers, edges: followers } });
}, 120_000);
