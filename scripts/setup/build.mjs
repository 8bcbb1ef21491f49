// sdk, functions and web, each built only when something that it is made of has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectNode } from './node.mjs';
import { ROOT, SCRATCH, scratch } from './places.mjs';
import { npmCommand, run } from './processes.mjs';

/** What each part is made of. Folders are read whole, less what a build or a test writes there. */
const PARTS = {
  sdk: { inputs: ['sdk'], after: [] },
  functions: { inputs: ['functions', 'sdk/src/verbs', 'sdk/package.json'], after: [] },
  web: { inputs: ['web', 'sdk'], after: ['sdk'] },
};
const ALWAYS = ['package.json', 'package-lock.json', 'tsconfig.base.json'];
const NOT_INPUTS = new Set(['node_modules', 'dist', 'coverage', 'temp', 'docs', 'openapi', 'etc', '.vite']);

function* filesIn(path) {
  if (!existsSync(path)) return;
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const full = join(path, entry.name);
    if (entry.isDirectory()) {
      if (!NOT_INPUTS.has(entry.name)) yield* filesIn(full);
    } else if (!entry.name.endsWith('.md') && !entry.name.endsWith('.log')) yield full;
  }
}

function fingerprint(part) {
  const hash = createHash('sha256');
  const take = (path) => hash.update(relative(ROOT, path)).update('\0').update(readFileSync(path)).update('\0');
  for (const name of ALWAYS) take(join(ROOT, name));
  for (const input of PARTS[part].inputs) {
    const path = join(ROOT, input);
    if (input.endsWith('.json')) take(path);
    else for (const file of filesIn(path)) take(file);
  }
  return hash.digest('hex');
}

/** Builds what is not fresh, side by side where one part does not need the other. */
export async function build(progress) {
  const stamps = join(SCRATCH, 'built');
  mkdirSync(stamps, { recursive: true });
  const building = new Set();
  const built = [];
  const show = () => progress([...built.map((part) => `${part} done`), ...building].join(', '));

  const buildPart = async (part) => {
    const stamp = join(stamps, part);
    const inputs = fingerprint(part);
    if (existsSync(join(ROOT, part, 'dist')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return;
    building.add(part);
    show();
    const log = scratch(`build-${part}.log`);
    rmSync(log, { force: true });
    rmSync(stamp, { force: true });
    const npm = npmCommand(projectNode());
    await run(npm.command, [...npm.args, 'run', 'build', '-w', part], {
      log,
      shell: npm.shell,
      failure: `The build of ${part} failed`,
    });
    // Taken before the build: a file saved while it ran makes the next start build again.
    writeFileSync(stamp, inputs);
    building.delete(part);
    built.push(part);
    show();
  };

  const begun = {};
  for (const part of Object.keys(PARTS)) {
    begun[part] = Promise.all(PARTS[part].after.map((other) => begun[other])).then(() => buildPart(part));
  }
  await Promise.all(Object.values(begun));
  return built.length === 0 ? 'up to date' : built.join(', ');
}
