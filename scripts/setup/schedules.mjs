// Scheduled functions do not run in the suite, which has no Pub/Sub. The functions emulator serves each over HTTP all the
// same, as Cloud Scheduler calls it, so the launcher stands in for the scheduler: every one of them once a minute.
import { HOST, PROJECT, REGION } from './places.mjs';

/** The scheduled functions. A test compares them with those that are deployed. */
export const SCHEDULED = ['autoSync', 'forgetOldMails', 'redeliverWebhooks'];

const EVERY_MS = 60_000;

/** Calls one scheduled function of the emulator whose functions are below `functionsUrl`. Gives the status of its answer. */
export async function runScheduled(functionsUrl, name) {
  const call = (path) => fetch(`${functionsUrl}/${path}`, { method: 'POST', signal: AbortSignal.timeout(EVERY_MS) });
  // The emulator numbers what is not plain HTTP anew each time that it loads the functions, and names all it has to who
  // asks for one that is not there.
  const first = await call(`${name}-0`);
  const text = await first.text();
  const [, current] = new RegExp(`${REGION}-(${name}-\\d+)`).exec(text) ?? [];
  if (first.status !== 404 || current === undefined) return first.status;
  const again = await call(current);
  await again.arrayBuffer();
  return again.status;
}

/** Calls the scheduled functions of the emulator at `functionsPort` from now on. Answers a function that stops it. */
export function runSchedules(functionsPort) {
  let running = false;
  const round = async () => {
    // A slow round is not overtaken by the next.
    if (running) return;
    running = true;
    for (const name of SCHEDULED) {
      // What failed is in the suite's log; the next round comes anyway.
      await runScheduled(`http://${HOST}:${functionsPort}/${PROJECT}/${REGION}`, name).catch(() => undefined);
    }
    running = false;
  };
  const timer = setInterval(round, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
