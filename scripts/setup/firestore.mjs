// The Firestore emulator. The official one is a Java program; hidane is a drop-in for it that needs no Java. In this order:
// what FIRECIRCLE_FIRESTORE says, a hidane that is there, a Java that is there, and else hidane is built with cargo.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { projectNode } from './node.mjs';
import { CACHE, CACHE_BIN, findProgram, ROOT, readJson, scratch } from './places.mjs';
import { ask, run } from './processes.mjs';
import { Trouble } from './screen.mjs';

const HIDANE_VERSION = '0.6.0';
const HIDANE_RUST = [1, 88];
const JAVA_MAJOR = 21;
export const FIREBASE = join(ROOT, 'node_modules', 'firebase-tools', 'lib', 'bin', 'firebase.js');

const THREE_WAYS = `There are three ways to get a Firestore emulator: install Rust ${HIDANE_RUST.join('.')} or newer (https://rustup.rs) and start again, which builds hidane once; or install Java ${JAVA_MAJOR} or newer and start again, which downloads the official emulator; or put a hidane ${HIDANE_VERSION} binary on PATH or name it in FIRECIRCLE_FIRESTORE.`;

/**
 * Finds or makes the emulator. `prefix` is what stands before `firebase emulators:start …`: `hidane exec --`, which lets
 * firebase-tools run hidane in place of Java, or nothing for the official emulator.
 */
export async function firestoreEmulator(progress) {
  const chosen = process.env.FIRECIRCLE_FIRESTORE;
  if (chosen === 'official') {
    if (javaMajor() < JAVA_MAJOR) {
      throw new Trouble(
        `FIRECIRCLE_FIRESTORE=official needs Java ${JAVA_MAJOR} or newer: install it, or unset the variable to use hidane.`,
      );
    }
    await downloadJar(progress);
    return official();
  }
  if (chosen) {
    if (!ask(chosen, ['--version'])) {
      throw new Trouble(
        `FIRECIRCLE_FIRESTORE is "${chosen}", which does not run: name a hidane binary, or say "official" for the Java emulator.`,
      );
    }
    return hidane(chosen);
  }

  const present = findProgram('hidane', [join(ROOT, 'node_modules', '.bin')]) ?? findProgram('hidane', [CACHE_BIN]);
  if (present && ask(present, ['--version'])) return hidane(present);

  let refused = '';
  if (javaMajor() >= JAVA_MAJOR) {
    try {
      await downloadJar(progress);
      return official();
    } catch (error) {
      refused = `Java is here, but the official emulator could not be downloaded. `;
      if (!cargoVersion()) throw new Trouble(`${refused}${THREE_WAYS}`, { log: error.log });
    }
  }
  return hidane(await buildHidane(progress, refused));
}

const hidane = (path) => ({ name: ask(path, ['--version'])?.trim() ?? 'hidane', prefix: [path, 'exec', '--'] });
const official = () => ({ name: `official emulator ${jarInfo('firestore').version}`, prefix: [] });

export function javaMajor() {
  const version = /version "(?:1\.)?(\d+)/.exec(ask('java', ['-version']) ?? '');
  return version ? Number(version[1]) : 0;
}

/** What firebase-tools knows about a jar, and whether it has been downloaded already. */
export function jarInfo(name) {
  const known = readJson(ROOT, 'node_modules', 'firebase-tools', 'lib', 'emulator', 'downloadableEmulatorInfo.json')[
    name
  ];
  const folder = process.env.FIREBASE_EMULATORS_PATH || join(homedir(), '.cache', 'firebase', 'emulators');
  return { ...known, present: existsSync(join(folder, known.downloadPathRelativeToCacheDir)) };
}

async function downloadJar(progress) {
  const { present, version, expectedSize } = jarInfo('firestore');
  if (present) return;
  progress(`downloading the official emulator ${version} (${Math.round(expectedSize / 1e6)} MB, once per machine)`);
  await run(projectNode(), [FIREBASE, 'setup:emulators:firestore'], {
    log: scratch('firestore.log'),
    cwd: scratch(),
    failure: 'The official Firestore emulator could not be downloaded',
    advice: 'Check the connection to storage.googleapis.com, or unset FIRECIRCLE_FIRESTORE to use hidane.',
  });
}

function cargoVersion() {
  const cargo =
    findProgram('cargo') ?? findProgram('cargo', [join(process.env.CARGO_HOME || join(homedir(), '.cargo'), 'bin')]);
  const version = cargo && /cargo (\d+)\.(\d+)/.exec(ask(cargo, ['--version']) ?? '');
  return version ? { cargo, version: [Number(version[1]), Number(version[2])] } : undefined;
}

async function buildHidane(progress, refused) {
  const found = cargoVersion();
  if (!found) throw new Trouble(`${refused}No Firestore emulator is here. ${THREE_WAYS}`);
  const [major, minor] = found.version;
  if (major < HIDANE_RUST[0] || (major === HIDANE_RUST[0] && minor < HIDANE_RUST[1])) {
    throw new Trouble(
      `${refused}hidane, the Firestore emulator, needs Rust ${HIDANE_RUST.join('.')} or newer and this is ${found.version.join('.')}: run \`rustup update\` and start again. ${THREE_WAYS}`,
    );
  }

  const log = scratch('hidane.log');
  rmSync(log, { force: true });
  mkdirSync(CACHE, { recursive: true });
  // Kept until the build has succeeded, so that one that was interrupted goes on where it stopped.
  const target = join(CACHE, 'hidane-build');
  progress('building hidane with cargo (about 3 minutes on 2 cores, once per machine)');
  await run(found.cargo, ['install', `hidane@${HIDANE_VERSION}`, '--locked', '--root', CACHE], {
    log,
    env: {
      CARGO_TARGET_DIR: target,
      CARGO_TERM_PROGRESS_WHEN: 'always',
      CARGO_TERM_PROGRESS_WIDTH: '80',
      CARGO_TERM_COLOR: 'never',
    },
    failure: `cargo could not build hidane ${HIDANE_VERSION}`,
    advice: `Check the connection to crates.io and that a C compiler is installed. ${THREE_WAYS}`,
    onLine: (line) => {
      const crates = /Building \[.*?\] (\d+)\/(\d+)/.exec(line);
      if (crates) progress(`building hidane with cargo, once per machine: crate ${crates[1]}/${crates[2]}`);
      else if (/Downloading|Downloaded/.test(line))
        progress('building hidane with cargo, once per machine: downloading crates');
    },
  });
  rmSync(target, { recursive: true, force: true });
  return join(CACHE_BIN, process.platform === 'win32' ? 'hidane.exe' : 'hidane');
}
