/**
 * Likes per second, side by side in one run on the emulators:
 *   raw   the Admin SDK making the commit of a like (two writes, one precondition), no HTTP and no read
 *   bare  a bare HTTP handler: JSON, `verifyIdToken`, the RPCs of our like, nothing else
 *   REST  our like as it is deployed, in one process
 *   SDK   our SDK's like under the security rules, one client for each of those at once
 * Each has a process of its own. They take turns of a second in rounds, forwards and backwards, so that whatever the
 * machine does hits all alike, and ratios are medians over the rounds. Afterwards every counter must equal the likes
 * on record.
 */
import { fork } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { putContents } from '../functions/src/domains/content/operations.ts';
import { firestore } from '../functions/src/platform/firestore.ts';
import { httpTurn } from './likes/http.ts';
import { type Person, runSlice, type Slice, type SliceResult } from './likes/load.ts';
import type { Contestant, FromContestant, ToContestant } from './likes/messages.ts';
import { signUpPeople } from './likes/people.ts';
import { proveCounters } from './likes/proof.ts';
import { signTokens } from './likes/tokens.ts';

const contestants = ['raw', 'bare', 'rest', 'sdk'] as const satisfies readonly Contestant[];
const titles: Readonly<Record<Contestant, string>> = { raw: 'raw', bare: 'bare', rest: 'REST', sdk: 'SDK' };

interface Workload {
  readonly title: string;
  /** How many contents share the likes of one slice. */
  readonly contents: number;
  readonly shards: number;
}

const workloads: readonly Workload[] = [
  { title: 'uniform', contents: 100, shards: 0 },
  { title: 'hot', contents: 1, shards: 0 },
  { title: 'hot, 8 shards', contents: 1, shards: 8 },
];
const crowdSizes = [16, 64];
/** `--signed-tokens`: bare and REST check signatures as in production, see likes/tokens.ts. */
const signedTokens = process.argv.includes('--signed-tokens');
const peopleCount = 256;
/** Even numbers: every other round goes backwards, so that nobody always comes after the same other one. */
const rounds = 4;
/** The figure that matters gets more of them: hot content, 64 at once. */
const headlineRounds = 12;
const sliceMs = 1000;
const warmUpMs = 300;
/** Code gets fast by being run: before the first figure each contestant likes this often, 16 at once. */
const firstWarmUp = { atOnce: 16, maxTurnsPerWorker: 120, durationMs: 8_000 };
/** On a slow or busy machine there are fewer rounds rather than a longer run. */
const allRoundsMs = 160_000;

/** One contestant under one workload: what its slices gave. */
interface Cell {
  readonly rates: number[];
  readonly latenciesMs: number[];
  errors: number;
  firstError: string | null;
  cpuMs: number;
}

interface Scenario {
  readonly workload: Workload;
  readonly atOnce: number;
  readonly rounds: number;
  readonly cells: Readonly<Record<Contestant, Cell>>;
}

/** A contestant's process and the questions that can be asked of it, one at a time. */
interface Process {
  ask<Kind extends FromContestant['kind']>(
    message: ToContestant,
    kind: Kind,
  ): Promise<Extract<FromContestant, { kind: Kind }>>;
  port: number | null;
  end(): void;
}

const run = Date.now().toString(36);
const begunMs = performance.now();
async function main(): Promise<number> {
  const [load = 0] = loadavg();
  const cores = availableParallelism();
  if (load > cores / 2) say(`Something else is busy here (load ${load.toFixed(1)} on ${cores} cores): expect noise.`);
  const processes = await startAll();
  try {
    const scenarios: Scenario[] = workloads.flatMap((workload) =>
      crowdSizes.map((atOnce) => {
        const isHeadline = workload.title === 'hot' && atOnce === 64;
        return { workload, atOnce, rounds: isHeadline ? headlineRounds : rounds, cells: perContestant(newCell) };
      }),
    );
    const contentIds = await warmUp(processes);
    const endMs = performance.now() + allRoundsMs;
    for (const [index, scenario] of scenarios.entries()) {
      const roundsLeft = scenarios.slice(index).reduce((sum, { rounds }) => sum + rounds, 0);
      const shareMs = ((endMs - performance.now()) * scenario.rounds) / roundsLeft;
      contentIds.push(...(await measure(scenario, processes, performance.now() + shareMs)));
    }
    say(`\n${resultTable(scenarios)}\n`);
    say(notes);
    const whole = await prove(contentIds, processes.people);
    const errors = scenarios.flatMap(({ cells }) => contestants.map((contestant) => cells[contestant]));
    for (const { firstError } of errors) if (firstError !== null) say(`An error: ${firstError}`);
    for (const { rounds, cells } of scenarios) if (rounds === headlineRounds) say(headline(cells));
    say(`It took ${((performance.now() - begunMs) / 1000).toFixed(0)} s.`);
    return whole ? 0 : 1;
  } finally {
    for (const contestant of contestants) processes.of[contestant].end();
  }
}

interface Processes {
  readonly people: readonly Person[];
  readonly of: Readonly<Record<Contestant, Process>>;
}

async function startAll(): Promise<Processes> {
  const accounts = await signUpPeople(peopleCount, (done) => progress(`Signing up people: ${done} of ${peopleCount}`));
  const { people, publicKey } = signedTokens ? signTokens(accounts) : { people: accounts, publicKey: null };
  const of = perContestant(startProcess);
  for (const contestant of contestants) {
    progress(`Starting ${titles[contestant]}`);
    const clients = Math.max(...crowdSizes);
    const { port } = await of[contestant].ask({ kind: 'begin', people, clients, publicKey }, 'ready');
    of[contestant].port = port;
  }
  return { people, of };
}

function startProcess(contestant: Contestant): Process {
  const { FIREBASE_AUTH_EMULATOR_HOST, ...withoutAuthEmulator } = process.env;
  const child = fork(new URL('./likes/contestant.ts', import.meta.url), [contestant], {
    env: signedTokens && contestant !== 'sdk' ? withoutAuthEmulator : process.env,
    // Firestore's client says "GrpcConnection" warnings and the like; errors of likes are counted, not printed.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    port: null,
    ask: (message, kind) =>
      new Promise((resolve, reject) => {
        const ended = (code: number | null) => reject(new Error(`${titles[contestant]} ended with exit code ${code}`));
        child.once('exit', ended);
        child.once('message', (answer: FromContestant) => {
          child.off('exit', ended);
          if (isKind(answer, kind)) resolve(answer);
          else reject(new Error(`${titles[contestant]} answered ${answer.kind} when asked for ${kind}`));
        });
        child.send(message);
      }),
    end: () => child.connected && child.disconnect(),
  };
}

function isKind<Kind extends FromContestant['kind']>(
  answer: FromContestant,
  kind: Kind,
): answer is Extract<FromContestant, { kind: Kind }> {
  return answer.kind === kind;
}

async function warmUp(processes: Processes): Promise<string[]> {
  const used: string[] = [];
  const workload: Workload = { title: 'warm-up', contents: 100, shards: 0 };
  for (const contestant of contestants) {
    progress(`Warming up ${titles[contestant]}`);
    const contentIds = await newContents(`${contestant}-warm`, workload, 16);
    await runOn(contestant, { contentIds, shards: 0, ...firstWarmUp }, processes);
    used.push(...contentIds);
  }
  return used;
}

/** Lets the contestants take turns and gives the ids of the contents that they liked. */
async function measure(
  { workload, atOnce, cells }: Scenario,
  processes: Processes,
  untilMs: number,
): Promise<string[]> {
  const used: string[] = [];
  const pools = new Map<Contestant, string[]>();
  for (let round = 0; round <= rounds && (round <= 1 || performance.now() < untilMs); round += 1) {
    progress(`${workload.title}, ${atOnce} at once: ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}`);
    for (const contestant of round % 2 === 0 ? contestants.toReversed() : contestants) {
      // A hot content is new in each round, as the rules bound what one account may do to one content.
      let pool = pools.get(contestant);
      if (pool === undefined || workload.contents === 1) {
        pool = await newContents(`${contestant}-${used.length}`, workload, atOnce);
        pools.set(contestant, pool);
        used.push(...pool);
      }
      const durationMs = round === 0 ? warmUpMs : sliceMs;
      const slice: Slice = { contentIds: pool, shards: workload.shards, atOnce, durationMs };
      const { result, cpuMs } = await runOn(contestant, slice, processes);
      const cell = cells[contestant];
      cell.errors += result.errors;
      cell.firstError ??= result.firstError;
      if (round === 0) continue;
      cell.rates.push((result.latenciesMs.length / result.elapsedMs) * 1000);
      for (const latencyMs of result.latenciesMs) cell.latenciesMs.push(latencyMs);
      cell.cpuMs += cpuMs;
    }
  }
  return used;
}

async function runOn(
  contestant: Contestant,
  slice: Slice,
  { people, of }: Processes,
): Promise<{ result: SliceResult; cpuMs: number }> {
  const { ask, port } = of[contestant];
  const before = await ask({ kind: 'usage' }, 'usage');
  const result = port === null ? (await ask({ kind: 'slice', slice }, 'done')).result : await overHttp(port);
  const after = await ask({ kind: 'usage' }, 'usage');
  return { result, cpuMs: after.cpuMs - before.cpuMs };

  async function overHttp(at: number): Promise<SliceResult> {
    const { turn, close } = httpTurn(people, at, slice.atOnce);
    try {
      return await runSlice(slice, people.length, turn);
    } finally {
      close();
    }
  }
}

async function newContents(name: string, { contents, shards }: Workload, atOnce: number): Promise<string[]> {
  const ids = Array.from({ length: contents }, (_, index) => `bench-${run}-${name}-${shards}-${atOnce}-${index}`);
  await putContents(ids.map((contentId) => ({ contentType: 'media', contentId, title: `Bench ${contentId}` })));
  if (shards > 0) await Promise.all(ids.map((id) => firestore().doc(`contents/media_${id}`).update({ shards })));
  return ids;
}

async function prove(contentIds: readonly string[], people: readonly Person[]): Promise<boolean> {
  const proof = await proveCounters(contentIds, people, (done) => progress(`Counting the likes on record: ${done}`));
  for (const fault of proof.faults.slice(0, 20)) say(fault);
  const verdict =
    proof.faults.length === 0 ? 'every counter equals its likes' : `${proof.faults.length} counters are wrong`;
  say(`Proof: ${proof.contents} contents, ${proof.facts} interactions, ${proof.likes} likes: ${verdict}.`);
  return proof.faults.length === 0;
}

const notes = [
  'ops/s: median of the rounds. CPU: of the contestant’s own process, for each like. / bare: median of the rounds’ ratios.',
  signedTokens
    ? '`verifyIdToken` checks a signature in the process, as in production; bare and REST both pay for it.'
    : 'On the emulators `verifyIdToken` asks the Auth emulator on every call; bare and REST both pay for it (`--signed-tokens` checks signatures as production does).',
  'All clients of the SDK share one process here; in the world each has a device of its own.',
  `Rates are this machine’s (${availableParallelism()} cores for load, handlers and emulators together), not the cloud’s.`,
].join('\n');

/** The figure that matters, with the rounds' own range: a wide one says that the machine was not ours alone. */
function headline({ rest, bare }: Scenario['cells']): string {
  const all = ratios(rest, bare);
  const range = `rounds: ${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)}`;
  return `REST / bare, hot, 64 at once: ${median(all).toFixed(2)} (${range}; ${rest.errors} errors)`;
}

function resultTable(scenarios: readonly Scenario[]): string {
  const head = ['workload', 'at once', 'who', 'ops/s', 'p50 ms', 'p95 ms', 'p99 ms', 'errors', 'CPU ms', '/ bare'];
  const rows = scenarios.flatMap(({ workload, atOnce, cells }) =>
    contestants.map((contestant) => {
      const cell = cells[contestant];
      const sorted = cell.latenciesMs.toSorted((a, b) => a - b);
      return [
        workload.title,
        String(atOnce),
        titles[contestant],
        median(cell.rates).toFixed(0),
        ...[0.5, 0.95, 0.99].map((part) => quantile(sorted, part).toFixed(1)),
        String(cell.errors),
        (cell.cpuMs / Math.max(1, sorted.length)).toFixed(2),
        median(ratios(cell, cells.bare)).toFixed(2),
      ];
    }),
  );
  return aligned([head, ...rows]);
}

function aligned(rows: readonly string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((text, column) =>
          column === 0 || column === 2 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}

const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (lower + upper) / 2;
}

function ratios(cell: Cell, yardstick: Cell): number[] {
  return cell.rates.map((rate, round) => rate / (yardstick.rates[round] ?? Number.NaN));
}

function newCell(): Cell {
  return { rates: [], latenciesMs: [], errors: 0, firstError: null, cpuMs: 0 };
}

function perContestant<Value>(value: (contestant: Contestant) => Value): Record<Contestant, Value> {
  return { raw: value('raw'), bare: value('bare'), rest: value('rest'), sdk: value('sdk') };
}

function say(text: string): void {
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
  console.log(text);
}

/** One line that is rewritten on a terminal, and a line for each step elsewhere. */
function progress(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${text}`);
  else console.log(text);
}

process.exitCode = await main();
