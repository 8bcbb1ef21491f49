// Finding and ending the processes that carry a mark in their environment.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const POLL_MS = 50;

/** The ids of all living processes whose environment names `mark`, our own left out. */
export function markedProcesses(mark) {
  const found = process.platform === 'linux' ? fromProc(mark) : process.platform === 'win32' ? [] : fromPs(mark);
  return found.filter((pid) => pid !== process.pid);
}

function fromProc(mark) {
  const found = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // A process that has ended and waits for its parent has an empty environment, so it is not found.
      if (readFileSync(`/proc/${name}/environ`, 'latin1').includes(`${mark}=`)) found.push(Number(name));
    } catch {
      // It ended while we looked, or it is somebody else's.
    }
  }
  return found;
}

function fromPs(mark) {
  const listing = spawnSync('ps', ['-axEww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return (listing.stdout ?? '')
    .split('\n')
    .filter((line) => line.includes(`${mark}=`))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => Number.isInteger(pid));
}

function signal(pids, name) {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // Gone in the meantime.
    }
  }
}

/** Waits until the marked processes are gone by themselves, asks those that stay to go, and at last ends them. */
export async function endMarkedProcesses(mark, { graceMs }) {
  const alive = () => markedProcesses(mark);
  const gone = async (timeMs) => {
    for (const until = Date.now() + timeMs; ; await wait(POLL_MS)) {
      if (alive().length === 0) return true;
      if (Date.now() >= until) return false;
    }
  };
  if (await gone(graceMs)) return;
  signal(alive(), 'SIGTERM');
  if (await gone(2000)) return;
  signal(alive(), 'SIGKILL');
  await gone(2000);
}
