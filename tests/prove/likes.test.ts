import { expect, test } from 'vitest';
import { likeStorm } from '../operations/storm.ts';

test.each([11, 12, 13])(
  '20,000 likes, unlikes and retries by 300 users over a failing wire (seed %i)',
  async (seed) => {
    const report = await likeStorm(seed, { users: 300, operations: 20_000, atOnce: 32 });
    process.stdout.write(
      `seed ${seed}: ${report.operations} operations, ${report.faults} faults, ${report.lostReplies} lost replies\n`,
    );
    expect(report.wrongAnswers).toEqual([]);
    expect(report.wrongCounters).toEqual([]);
    expect(report.lostReplies).toBeGreaterThan(1000);
  },
);
