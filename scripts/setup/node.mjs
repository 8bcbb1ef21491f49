// The project runs on one Node version whatever the machine has: the one that package.json pins as a devDependency. It is
// fetched once per machine, before anything else, because npm itself must run on it: an older Node makes npm leave out
// optional packages that declare a newer one (the Firestore client and native compilers among them) without a word.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, PROJECT_NODE, ROOT, readJson, scratch, WINDOWS } from './places.mjs';
import { ask, npmCommand, run } from './processes.mjs';
import { Trouble } from './screen.mjs';

export const NODE_VERSION = readJson(ROOT, 'package.json').devDependencies.node;
const NODE_MAJOR = Number.parseInt(NODE_VERSION, 10);

/** npm carries Node's binaries as one package for each platform. */
function packageName() {
  const platform = WINDOWS ? 'win' : process.platform;
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform}-${process.arch}`;
}

function binaryIn(folder) {
  return join(folder, 'node_modules', packageName(), 'bin', WINDOWS ? 'node.exe' : 'node');
}

/** The path of the pinned Node; `progress` is told when it must be fetched first. */
export async function pinnedNode(progress) {
  if (process.version === `v${NODE_VERSION}`) return process.execPath;
  const folder = join(CACHE, `node-${NODE_VERSION}`);
  if (existsSync(binaryIn(folder))) return binaryIn(folder);

  progress(`fetching Node ${NODE_VERSION} (once per machine)`);
  const log = scratch('install.log');
  const unfinished = `${folder}-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    const npm = npmCommand(process.execPath);
    const wanted = `${packageName()}@${NODE_VERSION}`;
    const options = [
      '--no-save',
      '--no-package-lock',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--prefix',
      unfinished,
    ];
    await run(npm.command, [...npm.args, 'install', ...options, wanted], { log, shell: npm.shell, cwd: unfinished });
    if (!ask(binaryIn(unfinished), ['--version'])) throw new Trouble(`${wanted} does not run here.`, { log });
    if (!existsSync(folder)) renameSync(unfinished, folder);
    return binaryIn(folder);
  } catch (error) {
    if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) return process.execPath;
    throw new Trouble(
      `Node ${NODE_VERSION} could not be fetched from the npm registry: check the connection, or install Node ${NODE_MAJOR} yourself and start again.`,
      { log: error.log ?? log },
    );
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** The Node of the installed project, for children that are no npm scripts. */
export function projectNode() {
  return existsSync(PROJECT_NODE) ? PROJECT_NODE : process.execPath;
}
