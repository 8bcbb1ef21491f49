import { expect, test } from 'vitest';
import { getMetadata } from '../../functions/src/domains/engagement/operations.ts';
import { verifyWorld } from '../../scripts/seed/verify.ts';

/** The committed emulator-data, as the suite has imported it and as other tests use it meanwhile. */

test('the seeded world is whole: every counter equals its facts, and the named people are who they should be', async () => {
  const { faults, counted, people } = await verifyWorld();
  expect(faults).toEqual([]);
  expect(people).toBe(6);
  const sizes = Object.values(counted).map(({ contents }) => contents);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThanOrEqual(200);
  expect(Math.min(...sizes)).toBeGreaterThan(0);
});

test('the content of the curl commands has the figures of their sample answer', async () => {
  const { counts } = await getMetadata({ contentType: 'media', contentId: '6942c8061c42444751a5029f' }, null);
  expect(counts).toMatchObject({ likes: 42, saves: 0, shares: 1, views: 100, comments: 5 });
});
