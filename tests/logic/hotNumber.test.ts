import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseShard, heatOf, shardsForRate } from '../../functions/src/platform/hotNumber.ts';

describe('how many shards a rate needs', () => {
  test('none up to one write a second, then about one for each, at most 32', () => {
    const rates = [0, 0.5, 1, 1.1, 2, 3, 4.5, 16, 17, 32, 1000];
    expect(rates.map(shardsForRate)).toEqual([0, 0, 0, 2, 2, 4, 8, 16, 32, 32, 32]);
  });

  test('never fewer for a higher rate', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (a, b) => {
          expect(shardsForRate(Math.max(a, b))).toBeGreaterThanOrEqual(shardsForRate(Math.min(a, b)));
        },
      ),
    );
  });
});

test('a change goes to a shard that exists, or to the main document when there is none', () => {
  expect(chooseShard(0)).toBeNull();
  const chosen = new Set(Array.from({ length: 500 }, () => chooseShard(4)));
  expect([...chosen].sort()).toEqual([0, 1, 2, 3]);
});

describe('judging one write', () => {
  const at = 1_000_000;

  test('writes over a second apart are cold, whatever a sample says', () => {
    expect(heatOf({ gapMs: 1000, atMs: at, total: 99 }, null)).toEqual({ kind: 'cold' });
    expect(heatOf({ gapMs: 5000, atMs: at, total: 99 }, { atMs: at - 3000, total: 0 })).toEqual({ kind: 'cold' });
  });

  test('the first close pair takes a sample', () => {
    expect(heatOf({ gapMs: 200, atMs: at, total: 5 }, null)).toEqual({ kind: 'sample' });
  });

  test('nine changes in ten seconds are waited out, ten are hot', () => {
    const sample = { atMs: at - 5000, total: 100 };
    expect(heatOf({ gapMs: 10, atMs: at, total: 109 }, sample)).toEqual({ kind: 'cold' });
    expect(heatOf({ gapMs: 10, atMs: at, total: 110 }, sample)).toEqual({ kind: 'hot', shards: 2 });
  });

  test('a burst asks for shards by its rate', () => {
    expect(heatOf({ gapMs: 1, atMs: at, total: 40 }, { atMs: at - 2000, total: 0 })).toEqual({
      kind: 'hot',
      shards: 32,
    });
    expect(heatOf({ gapMs: 1, atMs: at, total: 12 }, { atMs: at - 2000, total: 0 })).toEqual({
      kind: 'hot',
      shards: 8,
    });
    expect(heatOf({ gapMs: 1, atMs: at, total: 10 }, { atMs: at - 1, total: 0 })).toEqual({ kind: 'hot', shards: 16 });
  });

  test('a sample that is too old is taken anew', () => {
    expect(heatOf({ gapMs: 10, atMs: at, total: 500 }, { atMs: at - 61_000, total: 0 })).toEqual({ kind: 'sample' });
    expect(heatOf({ gapMs: 10, atMs: at, total: 8 }, { atMs: at - 20_000, total: 0 })).toEqual({ kind: 'sample' });
  });

  test('an event that is older than the sample says nothing', () => {
    expect(heatOf({ gapMs: 10, atMs: at, total: 500 }, { atMs: at, total: 0 })).toEqual({ kind: 'cold' });
    expect(heatOf({ gapMs: 10, atMs: at - 5, total: 500 }, { atMs: at, total: 0 })).toEqual({ kind: 'cold' });
  });
});
