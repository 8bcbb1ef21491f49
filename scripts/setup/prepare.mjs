// What every command does before its own work: packages, builds, the Firestore emulator. One clone at a time, because two
// installations of one folder would ruin each other.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from './build.mjs';
import { firestoreEmulator } from './firestore.mjs';
import { install } from './install.mjs';
import { ROOT, scratch, WINDOWS } from './places.mjs';
import { ask, beforeEnd, isAlive } from './processes.mjs';
import { step, Trouble } from './screen.mjs';

const OLDEST_NODE = 18;

export async function prepare({ withBuild = true } = {}) {
  await step('Tools', checkTools, { quick: true });
  const release = await takeTurn();
  try {
    await step('Packages', install);
    if (withBuild) await step('Build', build);
    let firestore;
    await step('Firestore emulator', async (progress) => {
      firestore = await firestoreEmulator(progress);
      return firestore.name;
    });
    return { firestore };
  } finally {
    release();
  }
}

function checkTools() {
  const major = Number.parseInt(process.versions.node, 10);
  if (major < OLDEST_NODE) {
    throw new Trouble(
      `Node ${process.versions.node} is too old to set Firecircle up: install Node ${OLDEST_NODE} or newer from https://nodejs.org.`,
    );
  }
  if (!process.env.npm_execpath && !ask(WINDOWS ? 'npm.cmd' : 'npm', ['--version'])) {
    throw new Trouble('npm is missing: install it (it comes with Node from https://nodejs.org) and start again.');
  }
  if (!existsSync(join(ROOT, 'package-lock.json'))) {
    throw new Trouble(
      'package-lock.json is missing: it belongs to the clone, get it back with `git checkout package-lock.json`.',
    );
  }
  return `Node ${process.versions.node}`;
}

/** A folder can be made by one process only; the one that made it writes its id inside. */
async function takeTurn() {
  const turn = scratch('setup.lock');
  const holder = join(turn, 'pid');
  const release = () => rmSync(turn, { recursive: true, force: true });
  const take = () => {
    try {
      mkdirSync(turn);
      writeFileSync(holder, String(process.pid));
      beforeEnd(release);
      return true;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      return false;
    }
  };
  if (take()) return release;
  await step('Another command of this clone is setting up, waiting for it', async () => {
    while (!take()) {
      if (isAbandoned(turn, holder)) release();
      await wait(250);
    }
  });
  return release;
}

/** Its owner was killed. For a moment after its making the folder has no owner's id yet. */
function isAbandoned(turn, holder) {
  if (existsSync(holder)) return !isAlive(Number(readFileSync(holder, 'utf8')));
  const made = statSync(turn, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return Date.now() - made > 5000;
}
