import { defineConfig } from 'vitest/config';

/** One project per room of tests/. `npm test` starts the emulators that all but `logic` need. */
const room = (
  name: string,
  limits: { testTimeout?: number; hookTimeout?: number; fileParallelism?: boolean } = {},
) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    setupFiles: ['tests/setup.ts'],
    ...limits,
  },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      room('logic'),
      room('rules', { testTimeout: 120_000 }),
      room('rest'),
      room('triggers'),
      room('sdk'),
      room('packed', { testTimeout: 180_000, hookTimeout: 180_000 }),
      room('web', { testTimeout: 120_000, hookTimeout: 120_000 }),
      room('prove', { testTimeout: 1_800_000, hookTimeout: 120_000 }),
    ],
  },
});
