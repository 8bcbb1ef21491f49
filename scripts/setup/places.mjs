// Where things are: the clone, its scratch folder, and the cache that all clones on this machine share.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const WINDOWS = process.platform === 'win32';
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Logs, generated configuration and stamps of this clone; ignored by git and safe to delete. */
export const SCRATCH = join(ROOT, '.firecircle');
/** Tools that are built or downloaded once per machine. */
export const CACHE = join(cacheHome(), 'firecircle');
export const CACHE_BIN = join(CACHE, 'bin');
/** The Node that the project pins, once it is installed. */
export const PROJECT_NODE = join(ROOT, 'node_modules', 'node', 'bin', WINDOWS ? 'node.exe' : 'node');
export const PROJECT = 'demo-firecircle';
export const REGION = process.env.FIRECIRCLE_REGION || 'us-central1';
export const HOST = '127.0.0.1';

function cacheHome() {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (WINDOWS) return process.env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  return join(homedir(), '.cache');
}

export function scratch(...names) {
  mkdirSync(SCRATCH, { recursive: true });
  return join(SCRATCH, ...names);
}

export function readJson(...path) {
  return JSON.parse(readFileSync(join(...path), 'utf8'));
}

/** The full path of a program on PATH or in one of `folders` (looked at first), or undefined. */
export function findProgram(name, folders = []) {
  const endings = WINDOWS ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of [...folders, ...(process.env.PATH ?? '').split(delimiter)]) {
    for (const ending of endings) {
      const path = join(folder, name + ending);
      if (folder !== '' && existsSync(path)) return path;
    }
  }
  return undefined;
}

/** The environment of every child: the project's own programs (Node 24 among them) come first, and nothing phones home. */
export function childEnvironment(extra = {}) {
  return {
    ...process.env,
    PATH: [join(ROOT, 'node_modules', '.bin'), dirname(PROJECT_NODE), process.env.PATH, CACHE_BIN]
      .filter(Boolean)
      .join(delimiter),
    NO_UPDATE_NOTIFIER: '1',
    npm_config_update_notifier: 'false',
    ...extra,
  };
}
