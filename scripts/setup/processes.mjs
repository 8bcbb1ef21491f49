// Every process that the launcher starts carries one mark in its environment, so that all of them, grandchildren and
// detached ones included, can be found and ended: on Ctrl-C by us, and after a crash of ours by the keeper (keeper.mjs).
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { constants } from 'node:os';
import { StringDecoder } from 'node:string_decoder';
import { fileURLToPath } from 'node:url';
import { endMarkedProcesses, markedProcesses } from './marked.mjs';
import { childEnvironment, ROOT, WINDOWS } from './places.mjs';
import { say, Trouble } from './screen.mjs';

/** The name, not the value, tells the runs apart: a launcher inside a launcher leaves both marks on its children. */
const MARK = `FIRECIRCLE_RUN_${randomBytes(6).toString('hex')}`;
const GRACE_MS = 10_000;
const children = new Set();
const endings = [];
let keeper;
let ending;

function startKeeper() {
  if (keeper) return;
  keeper = spawn(process.execPath, [fileURLToPath(new URL('./keeper.mjs', import.meta.url)), MARK], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    windowsHide: true,
  });
  // The pipe must not keep us alive; its end is what tells the keeper that we are gone.
  keeper.unref();
  keeper.stdin.unref?.();
  keeper.stdin.on('error', () => {});
}

/** Starts a program in a process group of its own, so that a Ctrl-C at the terminal reaches only us and we stop in order. */
export function start(command, args, { cwd = ROOT, env = {}, stdio = ['ignore', 'pipe', 'pipe'], shell = false } = {}) {
  startKeeper();
  const child = spawn(command, args, {
    cwd,
    env: { ...childEnvironment(env), [MARK]: '1' },
    stdio,
    shell,
    detached: !WINDOWS,
    windowsHide: true,
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** Follows a child's output: into a log file, and line by line (carriage returns end a line too) to `onLine`. */
export function follow(child, { log, onLine } = {}) {
  const file = log ? createWriteStream(log, { flags: 'a' }) : undefined;
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    const decoder = new StringDecoder('utf8');
    let rest = '';
    stream.on('data', (chunk) => {
      file?.write(chunk);
      if (!onLine) return;
      const lines = (rest + decoder.write(chunk)).split(/[\r\n]+/);
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    });
  }
  child.once('close', () => file?.end());
}

/** Runs a program to its end; its output goes to the log. Anything but exit code 0 is a Trouble with that log's
 *  tail: `failure` says what went wrong, `advice` what to do. */
export function run(command, args, { log, logFrom, onLine, failure, advice = '', ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = start(command, args, options);
    follow(child, { log, onLine });
    const fail = (why) => {
      const sentence = `${failure ?? `${command} ${args.join(' ')} failed`} (${why}). ${advice}`.trim();
      reject(new Trouble(sentence, { log, logFrom }));
    };
    child.once('error', (error) => fail(error.message));
    child.once('close', (code, signal) => (code === 0 ? resolve() : fail(signal ?? `exit code ${code}`)));
  });
}

/** Runs a program on our own terminal and gives its exit code. */
export function runInView(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const plain = process.stdout.isTTY || process.env.FORCE_COLOR ? {} : { NO_COLOR: '1' };
    const env = { ...plain, ...options.env };
    const child = start(command, args, { ...options, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

/** What a short program prints, both streams, or undefined when it cannot be run. */
export function ask(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8', windowsHide: true, env: childEnvironment() });
  return result.error || result.status !== 0 ? undefined : `${result.stdout}${result.stderr}`;
}

/** npm, run by the given Node: the npm that started us, else the one on PATH. */
export function npmCommand(node) {
  const program = process.env.npm_execpath;
  if (program && /\.[cm]?js$/.test(program)) return { command: node, args: [program], shell: false };
  return { command: 'npm', args: [], shell: WINDOWS };
}

export function signalGroup(child, signal) {
  try {
    if (WINDOWS) spawnSync('taskkill', ['/PID', String(child.pid), '/T', '/F']);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

export function isAlive(pid) {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function parentOf(pid) {
  return Number(ask('ps', ['-o', 'ppid=', '-p', String(pid)])) || process.ppid;
}

/** Work to be done before we leave, however we leave; the last registered is done first. */
export function beforeEnd(work) {
  endings.push(work);
}

async function endAll() {
  while (endings.length > 0) {
    const work = endings.pop();
    await Promise.resolve(work()).catch(() => {});
  }
  for (const child of children) signalGroup(child, 'SIGINT');
  await endMarkedProcesses(MARK, { graceMs: children.size > 0 ? GRACE_MS : 0 });
  keeper?.stdin.end('done');
}

/** Ends every process of ours, then this one. Safe to call again while it is at work. */
async function end(exitCode) {
  ending ??= endAll().catch(() => {});
  await ending;
  // Standard output may be a pipe that has not been read yet.
  process.stdout.write('', () => process.exit(exitCode));
}

/** Runs a whole command: signals, failures and the end in one place. `main` gives the exit code. */
export async function command(main, showFailure) {
  let signals = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) {
    process.on(signal, () => {
      signals += 1;
      if (signals === 1) {
        say(`\nStopping (${signal}) …`);
        void end(128 + (constants.signals[signal] ?? 0));
      } else if (signals === 2) {
        for (const pid of markedProcesses(MARK)) killNow(pid);
      }
    });
  }
  // npm may be killed without a signal reaching us: between it and us stands the shell that it runs scripts with.
  if (process.env.npm_lifecycle_event && !WINDOWS) {
    const above = [process.ppid, parentOf(process.ppid)];
    setInterval(() => above.every(isAlive) || void end(129), 1000).unref();
  }
  // A reader that went away (`npm start | head`) must not end us halfway.
  process.stdout.on('error', () => void end(1));
  process.on('uncaughtException', (error) => {
    showFailure(error);
    void end(1);
  });
  try {
    const exitCode = await main();
    if (!ending) await end(exitCode ?? 0);
  } catch (error) {
    if (ending) return;
    showFailure(error);
    await end(error instanceof Trouble ? error.exitCode : 1);
  }
}

function killNow(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
