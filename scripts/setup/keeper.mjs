// Outlives the launcher by a moment: when the launcher is gone without a word (killed, crashed), the pipe between them
// closes, and the keeper ends every process that carries the launcher's mark.
import { spawnSync } from 'node:child_process';
import { endMarkedProcesses } from './marked.mjs';

const [mark] = process.argv.slice(2);
const launcher = process.ppid;
let done = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.stdin.on('data', () => {
  done = true;
});
process.stdin.on('close', async () => {
  if (!done) {
    // Windows shows no environments; there the tree below the launcher is ended.
    if (process.platform === 'win32') spawnSync('taskkill', ['/PID', String(launcher), '/T', '/F']);
    else await endMarkedProcesses(mark, { graceMs: 0 });
  }
  process.exit(0);
});
