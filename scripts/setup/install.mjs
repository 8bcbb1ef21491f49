// node_modules, exactly as package-lock.json says.
import { copyFileSync, existsSync, linkSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { NODE_VERSION, pinnedNode } from './node.mjs';
import { PROJECT_NODE, ROOT, readJson, scratch, WINDOWS } from './places.mjs';
import { npmCommand, run } from './processes.mjs';

const NODE_MODULES = join(ROOT, 'node_modules');

/** Windows has no links for everybody; there the folder of Node itself is put on PATH (places.mjs). */
const NODE_COMMAND = WINDOWS ? PROJECT_NODE : join(NODE_MODULES, '.bin', 'node');

/** Whether every package that this platform needs is there in the version that the lockfile names. npm writes down what it
 *  installed in node_modules/.package-lock.json, as its last act, so half an installation is not taken for a whole one. */
function isInstalled() {
  const record = join(NODE_MODULES, '.package-lock.json');
  if (!existsSync(record) || !existsSync(PROJECT_NODE) || !existsSync(NODE_COMMAND)) return false;
  const installed = readJson(record).packages;
  const wanted = Object.entries(readJson(ROOT, 'package-lock.json').packages);
  return wanted.every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true;
    if (entry.link) return existsSync(join(ROOT, path));
    if (!installed[path]) return entry.optional === true;
    // npm lists optional packages that it left out because of the Node it ran on.
    if (entry.optional && !existsSync(join(ROOT, path)) && fitsPlatform(entry)) return false;
    return installed[path].version === entry.version;
  });
}

function fitsPlatform({ os, cpu, libc }) {
  const fits = (list, value) => !list || (list.includes(value) && !list.includes(`!${value}`));
  return fits(os, process.platform) && fits(cpu, process.arch) && !libc?.includes('musl');
}

/** Installs when needed. Install scripts are not run: the only one that the project needs is Node's own, done below. */
export async function install(progress) {
  if (isInstalled()) return 'up to date';
  const node = await pinnedNode(progress);
  const log = scratch('install.log');
  rmSync(log, { force: true });

  const packages = Object.entries(readJson(ROOT, 'package-lock.json').packages);
  const total = packages.filter(
    ([path, entry]) => path.includes('node_modules/') && !entry.link && fitsPlatform(entry),
  );
  let listed = 0;
  let fetched = 0;
  const npm = npmCommand(node);
  progress(`npm ci: ${total.length} packages`);
  await run(npm.command, [...npm.args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=http'], {
    log,
    shell: npm.shell,
    env: { PATH: [dirname(node), process.env.PATH].join(delimiter) },
    logFrom: /npm (error|ERR!)/,
    failure: 'npm ci failed',
    advice:
      'Check the connection to the npm registry; after a change of package.json run `npm install` and `npm run lockfile`.',
    onLine: (line) => {
      if (!/\bhttp (fetch GET 200|cache) /.test(line)) return;
      if (line.includes('.tgz')) fetched += 1;
      else listed += 1;
      progress(
        fetched === 0
          ? `npm ci: looking up packages, ${listed}`
          : `npm ci: ${Math.min(fetched, total.length)} of ${total.length} packages fetched`,
      );
    },
  });

  progress(`Node ${NODE_VERSION}`);
  placeNode(node);
  return `${total.length} packages, Node ${NODE_VERSION}`;
}

/** What the install script of the package `node` would do: npm scripts find this Node before the machine's. */
function placeNode(node) {
  mkdirSync(dirname(PROJECT_NODE), { recursive: true });
  rmSync(PROJECT_NODE, { force: true });
  try {
    linkSync(node, PROJECT_NODE);
  } catch {
    // Another file system, or one without links.
    copyFileSync(node, PROJECT_NODE);
  }
  if (NODE_COMMAND === PROJECT_NODE) return;
  rmSync(NODE_COMMAND, { force: true });
  symlinkSync(relative(dirname(NODE_COMMAND), PROJECT_NODE), NODE_COMMAND);
}
