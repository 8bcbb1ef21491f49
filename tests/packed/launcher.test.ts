import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const SCRIPTS = fileURLToPath(new URL('../../scripts/', import.meta.url));
const importable = (name: string) => JSON.stringify(pathToFileURL(join(SCRIPTS, 'setup', name)).href);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'launcher-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs Node to its end and gives its exit code and all that it printed. */
function runNode(args: string[], env: NodeJS.ProcessEnv = {}): Promise<{ exitCode: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, output }));
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('however the launcher ends, it leaves no process behind', () => {
  // A child, as the emulators are, and a grandchild in a session of its own, as the Firestore emulator is.
  const grandchild = 'setInterval(() => {}, 1e9)';
  const child = `
    const { spawn } = require('node:child_process');
    const detached = spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { detached: true, stdio: 'ignore' });
    require('node:fs').writeFileSync(process.argv[1], process.pid + ' ' + detached.pid);
    process.on('SIGINT', () => { detached.kill(); process.exit(0); });
    setInterval(() => {}, 1e9);`;
  const launcher = `
    const { command, start } = await import(${importable('processes.mjs')});
    await command(async () => {
      const child = start(process.execPath, ['-e', ${JSON.stringify(child)}, process.argv[1]]);
      await new Promise((resolve) => child.once('exit', resolve));
      await new Promise(() => setInterval(() => {}, 1e9));
    }, console.error);`;

  test.concurrent.for(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('%s', async (signal) => {
    const report = join(folder, `pids-${signal}`);
    const running = spawn(process.execPath, ['--input-type=module', '-e', launcher, report], { stdio: 'ignore' });
    const ended = new Promise((resolve) => running.once('exit', resolve));
    const readPids = async () =>
      (await readFile(report, 'utf8').catch(() => '')).split(' ').filter(Boolean).map(Number);
    await expect.poll(async () => (await readPids()).length, { timeout: 30_000 }).toBe(2);
    const pids = await readPids();
    expect(pids.map(isAlive)).toEqual([true, true]);

    running.kill(signal);
    await ended;
    await expect.poll(() => pids.some(isAlive), { timeout: 30_000 }).toBe(false);
  });
});

describe('what the person at the keyboard can mend is told in one sentence', () => {
  const services = ['HUB', 'LOGGING', 'AUTH', 'FIRESTORE', 'FUNCTIONS', 'HOSTING', 'TASKS', 'EVENTARC', 'INBOX'];

  test('a taken port: which one, for what, and how to choose another', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const taken = typeof address === 'object' && address ? address.port : 0;
    // The others are told apart only by being other numbers: the first taken one ends the start.
    const ports = Object.fromEntries(services.map((service, i) => [`FIRECIRCLE_${service}_PORT`, String(30_100 + i)]));
    const { exitCode, output } = await runNode([join(SCRIPTS, 'start.mjs')], {
      ...ports,
      FIRECIRCLE_HOSTING_PORT: String(taken),
    });
    await new Promise((resolve) => server.close(resolve));
    expect(exitCode).toBe(1);
    expect(output).toContain(`${taken} (Hosting)`);
    expect(output).toMatch(/FIRECIRCLE_HOSTING_PORT=\d+.* npm start/);
    expect(output).not.toContain('    at ');
  });

  test('a port that is no number', async () => {
    const { exitCode, output } = await runNode([join(SCRIPTS, 'start.mjs')], { FIRECIRCLE_AUTH_PORT: 'ninety' });
    expect(exitCode).toBe(1);
    expect(output).toContain('FIRECIRCLE_AUTH_PORT is "ninety": it must be a port number');
  });

  /** Looks for a Firestore emulator on a machine with nothing but the given programs. */
  async function lookForFirestore(programs: Record<string, string>, env: NodeJS.ProcessEnv = {}): Promise<string> {
    const bin = await mkdtemp(join(folder, 'bin-'));
    for (const [name, script] of Object.entries(programs)) {
      await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
      await chmod(join(bin, name), 0o755);
    }
    const empty = join(folder, 'empty');
    await mkdir(empty, { recursive: true });
    const look = `
      const { firestoreEmulator } = await import(${importable('firestore.mjs')});
      await firestoreEmulator(() => {}).then((found) => console.log(JSON.stringify(found)), (error) => console.log(error.message));`;
    const { output } = await runNode(['--input-type=module', '-e', look], {
      PATH: bin,
      XDG_CACHE_HOME: empty,
      CARGO_HOME: empty,
      FIRECIRCLE_FIRESTORE: undefined,
      ...env,
    });
    return output;
  }

  const oldJava = 'echo \'openjdk version "17.0.1"\' >&2';

  test('no Firestore emulator and nothing to get one with: the three ways', async () => {
    const output = await lookForFirestore({ java: oldJava });
    expect(output).toMatch(/^No Firestore emulator is here\./);
    for (const way of ['Rust 1.88', 'Java 21', 'hidane 0.6.0 binary']) expect(output).toContain(way);
  });

  test('a Rust that is too old for hidane', async () => {
    const output = await lookForFirestore({ java: oldJava, cargo: 'echo "cargo 1.75.0 (1d8b05cdd 2023-11-20)"' });
    expect(output).toContain('needs Rust 1.88 or newer and this is 1.75: run `rustup update`');
  });

  test('a build that fails: what to check, and the three ways', async () => {
    const cargo = 'if [ "$1" = --version ]; then echo "cargo 1.90.0"; else echo "error: no network" >&2; exit 101; fi';
    const output = await lookForFirestore({ java: oldJava, cargo });
    expect(output).toContain('cargo could not build hidane 0.6.0 (exit code 101). Check the connection to crates.io');
    expect(output).toContain('There are three ways');
  });

  test('a FIRECIRCLE_FIRESTORE that does not run', async () => {
    const output = await lookForFirestore({}, { FIRECIRCLE_FIRESTORE: '/no/such/hidane' });
    expect(output).toContain('FIRECIRCLE_FIRESTORE is "/no/such/hidane", which does not run');
  });

  test('twin: a hidane on PATH is taken', async () => {
    const output = await lookForFirestore({ java: oldJava, hidane: 'echo "hidane 0.6.0"' });
    expect(JSON.parse(output)).toMatchObject({
      name: 'hidane 0.6.0',
      prefix: [expect.stringMatching(/hidane$/), 'exec', '--'],
    });
  });
});
