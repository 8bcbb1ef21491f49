import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterFailure, backoffMs, maxFailures } from '../../functions/src/domains/socialsync/autosync/logic.ts';
import { engagementRate } from '../../functions/src/platform/platforms/connector.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('waits grow with the failures, differ between connections, and end at a day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), random, (failures, chance) => {
      const wait = backoffMs(failures, chance);
      const ceiling = Math.min(day, 5 * minute * 2 ** (failures - 1));
      expect(wait).toBeGreaterThanOrEqual(ceiling / 2);
      expect(wait).toBeLessThanOrEqual(ceiling);
      expect(Number.isSafeInteger(wait)).toBe(true);
    }),
  );
});

test('a failure stops a connection when only its creator can mend it, or after too many', () => {
  fc.assert(
    fc.property(fc.nat(30), fc.boolean(), random, (before, stops, chance) => {
      const failed = { reason: 'x', message: 'x', stops, retryAfterMs: undefined };
      const after = afterFailure({ failures: before }, failed, 1000, chance);
      const over = stops || before + 1 >= maxFailures;
      expect([after.failures, after.status, after.nextAttemptMs === null]).toEqual([
        before + 1,
        over ? 'failing' : 'connected',
        over,
      ]);
    }),
  );
});

test('the engagement is a percentage of the followers, or nothing', () => {
  expect(engagementRate([], 100)).toBeNull();
  expect(engagementRate([{ likes: 1, comments: 1 }], 0)).toBeNull();
  expect(
    engagementRate(
      [
        { likes: 30, comments: 3 },
        { likes: 0, comments: 0 },
      ],
      1000,
    ),
  ).toBe(1.65);
  expect(engagementRate([{ likes: 5000, comments: 0 }], 10)).toBe(100);
  const reactions = fc.array(fc.record({ likes: fc.nat(), comments: fc.nat() }), { minLength: 1 });
  fc.assert(
    fc.property(reactions, fc.integer({ min: 1, max: 1e9 }), (media, followers) => {
      const rate = engagementRate(media, followers);
      expect(rate).toBeGreaterThanOrEqual(0);
      expect(rate).toBeLessThanOrEqual(100);
      expect(Math.round((rate ?? 0) * 100) / 100).toBe(rate);
    }),
  );
});
