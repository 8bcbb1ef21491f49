// Completes package-lock.json after `npm install` behind a registry that carries only this machine's platform: npm then
// leaves the native packages of the other platforms out, and `npm ci` refuses such a file everywhere. Run it after
// adding a package: `npm run lockfile`; with --check it only tells, with exit code 1 when something is missing.
import { readFileSync, writeFileSync } from 'node:fs';

const lockfilePath = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(lockfilePath, 'utf8'));
const OPERATING_SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32'];

/** Where Node would find the package `name` for the package at `from`: the nearest node_modules, going up. */
function resolve(from, name) {
  for (let directory = from; ; directory = directory.slice(0, Math.max(0, directory.lastIndexOf('/node_modules/')))) {
    const place = `${directory === '' ? '' : `${directory}/`}node_modules/${name}`;
    if (lock.packages[place]) return place;
    if (directory === '') return undefined;
  }
}

/** The platform of a native package is the end of its name: binding-linux-x64-musl, cli-darwin-arm64, … */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = words.filter((word) => OPERATING_SYSTEMS.includes(word));
  const cpu = words.filter((word) => PROCESSORS.includes(word));
  if (os.length === 0 && cpu.length === 0) return undefined;
  const musl = words.some((word) => word.startsWith('musl'));
  const libc = os[0] === 'linux' ? [musl ? 'musl' : 'glibc'] : [];
  return { ...(cpu.length > 0 && { cpu }), ...(libc.length > 0 && { libc }), ...(os.length > 0 && { os }) };
}

const added = [];
for (const [from, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (resolve(from, name)) continue;
    const platform = platformOf(name);
    if (!platform || !/^\d/.test(range)) {
      console.error(
        `${name}@${range}, wanted by ${from}, is not in package-lock.json and is no native package with an exact version.`,
      );
      process.exitCode = 1;
      continue;
    }
    lock.packages[`node_modules/${name}`] = {
      version: range,
      ...(entry.dev && { dev: true }),
      optional: true,
      ...platform,
    };
    added.push(name);
  }
}

if (added.length === 0) {
  if (process.exitCode !== 1) console.log('package-lock.json names the native packages of every platform.');
} else if (process.argv.includes('--check')) {
  console.error(
    `package-lock.json lacks ${added.length} native packages of other platforms: run \`npm run lockfile\`.\n${added.join('\n')}`,
  );
  process.exitCode = 1;
} else {
  const [root, ...others] = Object.entries(lock.packages);
  others.sort(([a], [b]) => a.localeCompare(b, 'en'));
  lock.packages = Object.fromEntries([root, ...others]);
  writeFileSync(lockfilePath, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`package-lock.json: added ${added.length} native packages of other platforms.`);
}
