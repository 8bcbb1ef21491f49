import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { assertWithin, type Limit, takeFrom } from '../../functions/src/platform/rateLimit.ts';
import { costOf } from '../firestoreTap.ts';

/** The limiter: exact in a window, whoever calls and in whatever order. */

const minute: Limit = { scope: 'test', max: 10, windowMs: 60_000 };
const someone = () => randomUUID();

/** The house's own clock, which stands still where a test says so; the network's goes on. */
const clock = vi.hoisted(() => ({ ms: 0 }));
vi.mock(import('../../functions/src/platform/clock.ts'), () => ({ nowMs: () => clock.ms || Date.now() }));
function clockAt(ms: number): void {
  clock.ms = ms;
}
afterEach(() => clockAt(0));
// The client's first call opens the connection.
beforeAll(async () => {
  await takeFrom(minute, someone());
});

test('a call costs no read, one write, one round trip', async () => {
  const key = someone();
  const budget = { reads: 0, writes: 1, deletes: 0, roundTrips: 1 };
  expect(await costOf(() => takeFrom(minute, key))).toEqual(budget);
  expect(await costOf(() => takeFrom(minute, key))).toEqual(budget);
});

test('of 64 calls at once exactly 10 are allowed, each remaining is told once, and others are untouched', async () => {
  clockAt(1_800_000_000_000);
  const [key, other] = [someone(), someone()];
  const allowances = await Promise.all(Array.from({ length: 64 }, () => takeFrom(minute, key)));
  const allowed = allowances.filter((allowance) => allowance.allowed);
  expect(allowed).toHaveLength(10);
  expect(allowed.map(({ remaining }) => remaining).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(allowances.filter((allowance) => !allowance.allowed).every(({ remaining }) => remaining === 0)).toBe(true);
  expect(await takeFrom(minute, other)).toMatchObject({ allowed: true, remaining: 9 });
});

test('the same key in another scope has a window of its own', async () => {
  const key = someone();
  const one: Limit = { scope: 'one', max: 1, windowMs: 60_000 };
  expect((await takeFrom(one, key)).allowed).toBe(true);
  expect((await takeFrom(one, key)).allowed).toBe(false);
  expect((await takeFrom({ ...one, scope: 'two' }, key)).allowed).toBe(true);
});

test('several units are taken as a whole or refused as a whole', async () => {
  clockAt(1_800_000_000_000);
  const key = someone();
  expect(await takeFrom(minute, key, 7)).toMatchObject({ allowed: true, remaining: 3 });
  expect(await takeFrom(minute, key, 4)).toMatchObject({ allowed: false, remaining: 0 });
});

describe('the window', () => {
  test('ends when it says, to the millisecond, and the next one is full again', async () => {
    const key = someone();
    const start = 1_800_000_000_000;
    clockAt(start);
    const limit: Limit = { ...minute, max: 1 };
    const { resetMs } = await takeFrom(limit, key);
    expect(resetMs).toBeGreaterThan(0);
    expect(resetMs).toBeLessThanOrEqual(60_000);
    clockAt(start + resetMs - 1);
    expect(await takeFrom(limit, key)).toMatchObject({ allowed: false, resetMs: 1 });
    clockAt(start + resetMs);
    expect(await takeFrom(limit, key)).toMatchObject({ allowed: true, resetMs: 60_000 });
  });

  test('begins at an offset of the key, so that not all turn over at once', async () => {
    clockAt(1_800_000_000_000);
    const ends = await Promise.all(Array.from({ length: 12 }, () => takeFrom(minute, someone())));
    expect(new Set(ends.map(({ resetMs }) => resetMs)).size).toBeGreaterThan(6);
  });
});

test('a refusal says how long to wait, and by which limit', async () => {
  clockAt(1_800_000_000_000);
  const key = someone();
  const limit: Limit = { scope: 'refusal', max: 1, windowMs: 1000 };
  const { resetMs } = await assertWithin(limit, key);
  await expect(assertWithin(limit, key)).rejects.toMatchObject({
    code: 'resource-exhausted',
    reason: 'rate-limited-refusal',
    retryAfterMs: resetMs,
  });
});
