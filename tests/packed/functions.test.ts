import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCHEDULED } from '../../scripts/setup/schedules.mjs';

/** The deployed folder, packed alone: what Cloud Functions gets is installed elsewhere and loaded there. */

const run = promisify(execFile);
const dist = new URL('../../functions/dist/', import.meta.url).pathname;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firecircle-functions-'));
  await cp(dist, folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  await run('npm', ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const node = async (code: string): Promise<string> => {
  await writeFile(join(folder, 'probe.mjs'), code);
  const env = { ...process.env, NODE_OPTIONS: '', GCLOUD_PROJECT: 'a-real-project' };
  return (await run(process.execPath, ['probe.mjs'], { cwd: folder, env })).stdout.trim();
};

test('it loads alone and exports what firebase.json deploys', async () => {
  const names = JSON.parse(
    await node(`import * as all from './index.js'; console.log(JSON.stringify(Object.keys(all).sort()))`),
  );
  expect(names).toEqual([
    'account',
    'autoSync',
    'cardOnUpdated',
    'cardOnUserCreated',
    'cardShardOnWritten',
    'commerce',
    'connections',
    'content',
    'contentOnUpdated',
    'contentShardOnWritten',
    'creatorProfiles',
    'creators',
    'deliverWebhook',
    'deliveriesOnConnectionUpdated',
    'deliveriesOnSyncPointCreated',
    'engagement',
    'eraseAccount',
    'eraseOnUserDeleted',
    'foldFollowers',
    'foldShards',
    'forgetOldMails',
    'graph',
    'identity',
    'mailOnCreated',
    'profiles',
    'redeliverWebhooks',
    'retryMail',
    'rewriteCreditsOf',
    'socialSync',
    'streaming',
    'syncConnection',
    'webhooks',
  ]);
});

test('its scheduled functions are those that the launcher calls', async () => {
  const scheduled = JSON.parse(
    await node(
      `import * as all from './index.js'; console.log(JSON.stringify(Object.entries(all).filter(([, one]) => one.__endpoint?.scheduleTrigger).map(([name]) => name)))`,
    ),
  );
  expect(scheduled.sort()).toEqual([...SCHEDULED].sort());
});

test('its package.json asks for Firebase alone, by exact versions that the workspace was tested with', async () => {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  expect(Object.keys(manifest.dependencies).sort()).toEqual(['firebase-admin', 'firebase-functions']);
  for (const [name, version] of Object.entries(manifest.dependencies)) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    const installed = JSON.parse(await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8'));
    const tested = JSON.parse(
      await readFile(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8'),
    );
    expect([installed.version, tested.version]).toEqual([version, version]);
  }
});

test('nothing in it names a machine or a registry', async () => {
  const lock = await readFile(join(folder, 'package-lock.json'), 'utf8');
  const bundle = await readFile(join(folder, 'index.js'), 'utf8');
  expect(lock).not.toMatch(/"resolved"/);
  expect(bundle).not.toContain(new URL('../..', import.meta.url).pathname.slice(0, -1));
});

test('it loads in at most 1.25 of the time of the Firebase packages that it needs', async () => {
  const timed = (imports: string[]) =>
    node(
      `const from = performance.now(); for (const name of ${JSON.stringify(imports)}) await import(name); console.log(performance.now() - from)`,
    );
  const firebase = [
    'firebase-admin/app',
    'firebase-admin/firestore',
    'firebase-admin/auth',
    'firebase-functions/v2/https',
  ];
  const ratios: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    const [base, ours] = [Number(await timed(firebase)), Number(await timed(['./index.js']))];
    ratios.push(ours / base);
  }
  const median = ratios.sort((a, b) => a - b)[4];
  expect(median).toBeLessThanOrEqual(1.25);
});
