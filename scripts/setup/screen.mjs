// What a person sees: one line per step with its progress and time, on a terminal in place, elsewhere as plain lines.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ROOT } from './places.mjs';

const LIVE = Boolean(process.stdout.isTTY) && !process.env.CI;
const COLOR = LIVE && !process.env.NO_COLOR;
const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const LIVE_REDRAW_MS = 120;
/** Without a terminal a long step still says every so often that it is alive. */
const PLAIN_REPORT_MS = 15_000;
const LOG_LINES = 25;

const paint = (code) => (text) => (COLOR ? `\x1b[${code}m${text}\x1b[0m` : text);
export const bold = paint('1');
export const dim = paint('2');
const green = paint('32');
const red = paint('31');

/** Something the person at the keyboard can mend: `message` is one clear sentence with what to do. */
export class Trouble extends Error {
  constructor(message, { log, logFrom, exitCode = 1 } = {}) {
    super(message);
    this.log = log;
    /** The log is shown from the first line that matches this, else from near its end. */
    this.logFrom = logFrom;
    this.exitCode = exitCode;
  }
}

export function say(text = '') {
  process.stdout.write(`${text}\n`);
}

export function duration(ms) {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/**
 * Runs `work` as one step. `work` is given `progress(text)`, which replaces the text behind the title, and returns what
 * stands there when it is done. A step that does no work may pass `quick: true` and is shown only once.
 */
export async function step(title, work, { quick = false } = {}) {
  const begun = Date.now();
  let detail = '';
  let reported = begun;
  let frame = 0;
  const line = (sign, text) =>
    `${sign} ${title}${text ? ` ${dim('·')} ${text}` : ''} ${dim(`(${duration(Date.now() - begun)})`)}`;
  const draw = () => {
    frame = (frame + 1) % FRAMES.length;
    const plain = `${FRAMES[frame]} ${title}${detail ? ` · ${detail}` : ''} (${duration(Date.now() - begun)})`;
    process.stdout.write(`\r\x1b[2K${plain.slice(0, Math.max(20, (process.stdout.columns || 80) - 1))}`);
  };
  const report = () => {
    if (Date.now() - reported < PLAIN_REPORT_MS) return;
    reported = Date.now();
    say(line('…', detail));
  };
  if (!LIVE && !quick) say(`… ${title}`);
  const timer = setInterval(LIVE ? draw : report, LIVE ? LIVE_REDRAW_MS : 1000);
  const clear = () => {
    clearInterval(timer);
    if (LIVE) process.stdout.write('\r\x1b[2K');
  };
  try {
    const result = await work((text) => {
      detail = text;
    });
    clear();
    say(line(green('✓'), typeof result === 'string' ? result : ''));
    return result;
  } catch (error) {
    clear();
    say(line(red('✗'), ''));
    throw error;
  }
}

function excerpt(path, from) {
  if (!path || !existsSync(path)) return '';
  const lines = stripVTControlCharacters(readFileSync(path, 'utf8'))
    .trimEnd()
    .split(/[\r\n]+/);
  const first = from ? lines.findIndex((line) => from.test(line)) : -1;
  const shown = first < 0 ? lines.slice(-LOG_LINES) : lines.slice(first, first + LOG_LINES);
  return shown.map((line) => `  ${line.slice(0, 240)}`).join('\n');
}

/** Prints a failure: the last lines of the log that tells why, where the whole log is, and last the sentence that matters. */
export function showFailure(error) {
  const { log, logFrom } = error instanceof Trouble ? error : {};
  const lines = excerpt(log, logFrom);
  if (lines) say(`\n${dim(`from ${relative(ROOT, log)}:`)}\n${lines}`);
  say(`\n${red('✗')} ${error instanceof Trouble ? error.message : error.stack}`);
}

export function table(rows) {
  const widths = [];
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  return rows
    .map((row) => `  ${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] + 2))).join('')}`)
    .join('\n');
}
