import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { brokenOperations } from './tests/prove/broken.ts';

/** A project id in which no function is deployed: storms of writes that no trigger follows, whose processes would else
 *  take the machine from the test. The emulator keeps the data of each project apart. */
const aloneOnFirestore = { GCLOUD_PROJECT: 'demo-firecircle-alone' };

/** One project per room of tests/. `npm test` starts the emulators that all but `logic` need. */
const room = (
  name: string,
  settings: Pick<
    NonNullable<TestProjectInlineConfiguration['test']>,
    'testTimeout' | 'hookTimeout' | 'env' | 'sequence'
  > = {},
) => ({
  plugins: [brokenOperations(process.env.FIRECIRCLE_BROKEN)],
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    setupFiles: ['tests/setup.ts', 'tests/indexes/recorder.ts'],
    ...settings,
  },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    globalSetup: ['tests/indexes/fresh.ts'],
    projects: [
      room('logic'),
      room('rules', { testTimeout: 120_000 }),
      room('operations', { testTimeout: 120_000, env: aloneOnFirestore }),
      room('rest'),
      room('triggers'),
      room('sdk'),
      room('packed', { testTimeout: 180_000, hookTimeout: 180_000 }),
      room('web', { testTimeout: 120_000, hookTimeout: 120_000 }),
      // After all the others, whose queries it judges.
      room('indexes', { sequence: { groupOrder: 1 } }),
      room('prove', { testTimeout: 1_800_000, hookTimeout: 120_000, env: aloneOnFirestore }),
    ],
  },
});
