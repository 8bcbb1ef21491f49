import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** A test counts for the behaviour that it is named after only if it fails when the operation behind it throws. */

const run = promisify(execFile);
const root = new URL('../..', import.meta.url).pathname;

const contracts = [
  {
    name: 'engagement',
    behaviours: 23,
    operations: ['engagement.toggleLike', 'engagement.batchMetadata', 'engagement.getMetadata', 'content.listContents'],
  },
  { name: 'social-sync', behaviours: 23, operations: ['socialsync.syncPlatform', 'socialsync/metrics.checkHealth'] },
];

/** The environment without what the runner of this test has put into it. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const runners = /^(VITEST.*|TEST|NODE_ENV|MODE|DEV|PROD|SSR|BASE_URL|FORCE_TTY)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !runners.test(name)));
}

interface Report {
  readonly testResults: ReadonlyArray<{
    readonly assertionResults: ReadonlyArray<{ readonly title: string; readonly status: string }>;
  }>;
}

test.each(contracts)(
  'named: every behaviour of $name has a test that fails without its operation',
  async (contract) => {
    const folder = await mkdtemp(join(tmpdir(), 'firecircle-named-'));
    const report = join(folder, 'report.json');
    const args = [
      'run',
      '--project',
      'rest',
      '-t',
      `${contract.name} B\\d+`,
      // What is replaced must neither be found in the cache of transformed modules nor be left there.
      '--no-fsModuleCache',
      '--reporter=json',
      `--outputFile=${report}`,
    ];
    const env = {
      ...ownEnvironment(),
      GCLOUD_PROJECT: 'demo-firecircle',
      FIRECIRCLE_BROKEN: contract.operations.join(','),
    };
    // It ends with an error, as it must: its tests fail.
    await run(join(root, 'node_modules/.bin/vitest'), args, { cwd: root, env, maxBuffer: 2 ** 26 }).catch(() => null);
    const { testResults }: Report = JSON.parse(await readFile(report, 'utf8'));
    await rm(folder, { recursive: true });
    const named = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ title }) => title.startsWith(`${contract.name} B`));
    const standing = named.filter(({ status }) => status !== 'failed').map(({ title }) => title);
    expect(standing).toEqual([]);
    const numbers = new Set(named.map(({ title }) => Number(/ B(\d+)/.exec(title)?.[1])));
    expect([...numbers].sort((a, b) => a - b)).toEqual(
      Array.from({ length: contract.behaviours }, (_, index) => index + 1),
    );
  },
);
