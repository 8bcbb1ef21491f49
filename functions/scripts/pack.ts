/**
 * Completes `dist` to a folder that deploys alone: its package.json with exact versions, the part of the workspace's
 * lockfile that those packages need, the API explorer's script, and the project's `.env` files. Needs no network.
 */
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { lockfileFor } from './lockfile.ts';

const dist = new URL('../dist/', import.meta.url);
const own = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
const workspaceLock = JSON.parse(await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8'));

const manifest = {
  name: own.name,
  version: own.version,
  private: true,
  type: 'module',
  main: 'index.js',
  engines: { node: '24' },
  dependencies: own.dependencies,
};
const save = (name: string, content: object) => writeFile(new URL(name, dist), `${JSON.stringify(content, null, 2)}\n`);
await save('package.json', manifest);
await save('package-lock.json', lockfileFor(manifest, workspaceLock, 'functions'));

await mkdir(new URL('explorer/', dist), { recursive: true });
const explorer = new URL('./browser/standalone.js', import.meta.resolve('@scalar/api-reference'));
await copyFile(explorer, new URL('explorer/standalone.js', dist));

// Configuration by project (`.env`, `.env.<project>`) is read from the deployed folder.
const folder = new URL('../', import.meta.url);
for (const name of await readdir(folder)) {
  if (/^\.env(\.|$)/.test(name)) await copyFile(new URL(name, folder), new URL(name, dist));
}
