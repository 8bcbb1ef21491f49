/** One contestant's process: `node contestant.ts raw|bare|rest|sdk`, told what to do by messages. */
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type Person, runSlice, type Slice, type SliceResult } from './load.ts';
import type { FromContestant, ToContestant } from './messages.ts';
import { trustKey } from './tokens.ts';

/** The rules let one account change one content a hundred times in a row. */
const sdkTurnsPerContent = 95;

const contestant = process.argv[2];
let people: readonly Person[] = [];

process.on('message', async (message: ToContestant) => {
  if (message.kind === 'begin') {
    people = message.people;
    if (message.publicKey !== null && contestant !== 'sdk') trustKey(message.publicKey);
    send({ kind: 'ready', port: await begin(message.clients) });
  } else if (message.kind === 'slice') {
    send({ kind: 'done', result: await load(message.slice) });
  } else {
    const { user, system } = process.cpuUsage();
    send({ kind: 'usage', cpuMs: (user + system) / 1000 });
  }
});
process.on('disconnect', () => process.exit());

function send(message: FromContestant): void {
  process.send?.(message);
}

async function begin(clients: number): Promise<number | null> {
  if (contestant === 'bare') return listen((await import('./bare.ts')).bareServer());
  if (contestant === 'rest') {
    const { app } = await import('../../functions/src/rest/engagement/routes.ts');
    return listen(createServer(getRequestListener(app.fetch)));
  }
  if (contestant === 'sdk') await (await import('./sdk.ts')).signInClients(people, clients);
  return null;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return address.port;
}

async function load(slice: Slice): Promise<SliceResult> {
  if (contestant === 'sdk') {
    const { sdkTurn } = await import('./sdk.ts');
    const allowed = sdkTurnsPerContent * slice.contentIds.length;
    const maxTurnsPerWorker = Math.min(slice.maxTurnsPerWorker ?? allowed, allowed);
    return runSlice({ ...slice, maxTurnsPerWorker }, slice.atOnce, sdkTurn);
  }
  const { rawTurn } = await import('./raw.ts');
  return runSlice(slice, people.length, rawTurn(people, slice));
}
