import { expect, test } from 'vitest';
import { likeStorm } from './storm.ts';

test.each([1, 2])(
  'engagement B13: a storm of likes over a failing wire (seed %i): counter == likes, every answer true',
  async (seed) => {
    const report = await likeStorm(seed, { users: 20, operations: 600, atOnce: 16 });
    expect(report.wrongAnswers).toEqual([]);
    expect(report.wrongCounters).toEqual([]);
    expect(report.operations).toBeGreaterThanOrEqual(600);
    // A storm in which nothing failed would prove nothing.
    expect(report.lostReplies).toBeGreaterThan(20);
  },
);
